/* Takes the pictures of the page for docs/images: arriving, finished and failed; light, dark and narrow. */

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
/** Posts slower than the model, so that one sees the joining. */
const PACE = { firstTokenMs: 600, tokenIntervalMs: 18, tokens: 0, postLatencyMs: 90 };
const STORIES = {
  arriving: { faults: [], until: () => document.querySelectorAll("#text span").length >= 15 },
  finished: { faults: [], until: () => document.querySelector("#story").className === "ended finished" },
  failed: { faults: ["stream-reset@60"], until: () => document.querySelector("#story").className === "ended failed" },
};

/** How much of the page is shown. */
const UNTIL = { arriving: "#timeline", finished: "#numbers", failed: "#numbers" };

const cloud = await startLocalCloud();
const browser = await startBrowser();
try {
  await warmUp();
  await mkdir(FOLDER, { recursive: true });
  for (const [story, { faults, until }] of Object.entries(STORIES)) {
    await cloud.controls({ pace: PACE, faults });
    for (const [look, options] of Object.entries(LOOKS)) {
      await takePicture(story, look, options, until);
    }
  }
} finally {
  await browser.close();
  await cloud.stop();
}

/** The first story of a handler is a slow one, and no picture of the others. */
async function warmUp() {
  const { page } = await openPage(browser, cloud.url);
  await tell(page, STORIES.finished.until);
  await page.context().close();
}

async function tell(page, until) {
  await page.getByLabel("Tell me a very short story about").fill("the last lighthouse");
  await page.keyboard.press("Enter");
  await page.waitForFunction(until);
}

async function takePicture(story, look, options, until) {
  const { page } = await openPage(browser, cloud.url, options);
  await tell(page, until);
  if (story === "finished") {
    await page.locator("#timeline").hover({ position: { x: 190, y: 100 } });
  }
  const { width } = options.viewport;
  const height = await page.evaluate((from) => scrollY + document.querySelector(from).getBoundingClientRect().bottom + 20, UNTIL[story]);
  const path = `${FOLDER}page-${story}-${look}.png`;
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height }, animations: "disabled" });
  await page.context().close();
  console.log(path);
}
