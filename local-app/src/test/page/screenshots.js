/* Takes the screenshots in docs/images: arriving, finished and failed; light, dark and narrow. */

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openPage, startBrowser } from "./browser.js";
import { startLocalCloud } from "./local-cloud.js";

const FOLDER = fileURLToPath(new URL("../../../../docs/images/", import.meta.url));
const LOOKS = {
  light: { colorScheme: "light", viewport: { width: 960, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 960, height: 900 } },
  narrow: { colorScheme: "light", viewport: { width: 390, height: 844 } },
};
/** Posts are slower than the model, so that text is joined. */
const PACE = { firstTokenMs: 600, tokenIntervalMs: 18, tokens: 0, postLatencyMs: 90 };
const STORIES = {
  arriving: { faults: [], until: () => document.querySelector("#text").textContent.length >= 300 },
  finished: { faults: [], until: () => document.querySelector("#story").className === "ended finished" },
  failed: { faults: ["stream-reset@60"], until: () => document.querySelector("#story").className === "ended failed" },
};

/** The last element in the screenshot. */
const LAST_ELEMENT = { arriving: "#timeline", finished: "#numbers", failed: "#numbers" };

const cloud = await startLocalCloud();
const browser = await startBrowser();
try {
  await warmUp();
  await mkdir(FOLDER, { recursive: true });
  for (const [story, { faults, until }] of Object.entries(STORIES)) {
    await cloud.controls({ pace: PACE, faults });
    for (const [look, options] of Object.entries(LOOKS)) {
      await takeScreenshot(story, look, options, until);
    }
  }
} finally {
  await browser.close();
  await cloud.stop();
}

/** The first story of a handler is slow, and not representative. */
async function warmUp() {
  const { page } = await openPage(browser, cloud.url);
  await runStory(page, STORIES.finished.until);
  await page.context().close();
}

async function runStory(page, until) {
  await page.getByLabel("Tell me a very short story about").fill("the last lighthouse");
  await page.keyboard.press("Enter");
  await page.waitForFunction(until);
}

async function takeScreenshot(story, look, options, until) {
  const { page } = await openPage(browser, cloud.url, options);
  await runStory(page, until);
  if (story === "finished") {
    await page.locator("#timeline").hover({ position: { x: 190, y: 100 } });
  }
  const { width } = options.viewport;
  const bottom = await page
    .locator(LAST_ELEMENT[story])
    .evaluate((last) => scrollY + last.getBoundingClientRect().bottom);
  const height = bottom + (story === "arriving" ? 60 : 20); // the arriving story can grow by another line
  const path = `${FOLDER}page-${story}-${look}.png`;
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height }, animations: "disabled" });
  await page.context().close();
  console.log(path);
}
