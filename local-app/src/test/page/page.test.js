/* Uses the page in headless Chromium, with story-local.jar as its server. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { openPage, startBrowser } from "./browser.js";
import { startLocalCloud } from "./local-cloud.js";

const QUICK = { firstTokenMs: 30, tokenIntervalMs: 4, tokens: 0, postLatencyMs: 2 };
const ENDLESS = { firstTokenMs: 30, tokenIntervalMs: 20, tokens: 5_000, postLatencyMs: 2 };

/** Checks the rules of WCAG; runs in the page. */
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let cloud;
let browser;

before(async () => {
  cloud = await startLocalCloud();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await cloud?.stop();
});

describe("the page", () => {
  let page;
  let activity;

  beforeEach(async () => {
    await cloud.controls({ pace: QUICK, faults: [] });
    ({ page, activity } = await openPage(browser, cloud.url));
  });

  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(activity.violations, [], "violations of the Content-Security-Policy");
    const otherHosts = activity.addresses.filter((address) => new URL(address).host !== cloud.host);
    assert.deepEqual(otherHosts, [], "requests to other hosts");
  });

  const assertNoConsoleErrors = () => assert.deepEqual(activity.consoleErrors, [], "errors in the console");
  const topic = () => page.getByLabel("Tell me a very short story about");
  const button = (name) => page.getByRole("button", { name, exact: true });
  const ended = (kind) => page.locator(`#story.ended.${kind}`).waitFor();
  const text = () => page.locator("#text").innerText();
  const firstWords = () => page.locator("#text span").nth(3).waitFor();
  const openControls = () => page.getByText("Latency and faults").click();

  async function ask(about) {
    await topic().fill(about);
    await button("Tell it").click();
  }

  test("shows a story to its end and its receipt", async () => {
    await ask("cats");
    await ended("finished");

    assert.match(await text(), /^Here is a very short story about cats:\s[^]+\.$/);
    assert.equal(await page.locator("#ending").innerText(), "The end");
    const numbers = await page.locator("#numbers").innerText();
    for (const name of ["first word at the model", "first word here", "posts", "tokens in, out", "end_turn"]) {
      assert.ok(numbers.includes(name), `${name} in ${numbers}`);
    }
    assert.equal(await page.locator("#timeline .dot").count(), 3, "request, first word there, first word here");
    assertNoConsoleErrors();
  });

  test("shows that text is joined when posts are slower than the model", async () => {
    await cloud.controls({ pace: { ...QUICK, postLatencyMs: 120 } });

    await ask("cats");
    await ended("finished");

    assert.match(await page.locator("#joining").innerText(), /spoke in \d+ pieces, which arrived in \d+ frames: about \d/);
    assertNoConsoleErrors();
  });

  test("shows the same story in both protocols", async () => {
    await ask("cats");
    await ended("finished");
    const inV2 = await text();

    await page.getByRole("radio", { name: "v1" }).check();
    await ask("cats");
    await page.getByText("The first protocol brings no receipt").waitFor();

    await ended("finished");
    assert.equal(await text(), inV2);
    await page.getByText("Raw frames").click();
    assert.equal(await page.locator("#frame-list li.out code").innerText(), '{"storyType":"cats"}');
    assert.match(await page.locator("#frame-list li.in code").first().innerText(), /^\{"type":"other","message":null\}$/);
    assertNoConsoleErrors();
  });

  test("lists the raw frames of the second protocol", async () => {
    await page.getByText("Raw frames").click();
    await ask("cats");
    await ended("finished");

    const frames = (await page.locator("#frame-list code").allInnerTexts()).map((frame) => JSON.parse(frame));
    assert.equal(frames[0].type, "send");
    assert.equal(frames[1].chunk.type, "start");
    assert.equal(frames.at(-2).chunk.type, "finish");
    assert.equal(frames.at(-1).type, "end");
    assertNoConsoleErrors();
  });

  for (const version of ["v2", "v1"]) {
    test(`stops a story of ${version} and starts it again`, async () => {
      await cloud.controls({ pace: ENDLESS });
      await page.getByRole("radio", { name: version }).check();
      await ask("cats");
      await firstWords();

      await button("Stop").click();
      await ended("stopped");

      assert.match(await text(), /^Here is/);
      assert.equal(await page.locator("#ending-text").innerText(), "You stopped it here.");
      await cloud.controls({ pace: QUICK });
      await button("Tell it again").click();
      await ended("finished");
      assertNoConsoleErrors();
    });
  }

  test("gets a confirmation of the stop from the service", async () => {
    await cloud.controls({ pace: ENDLESS });
    await page.getByText("Raw frames").click();
    await ask("cats");
    await firstWords();
    await button("Stop").click();
    await ended("stopped");

    const frames = (await page.locator("#frame-list code").allInnerTexts()).map((frame) => JSON.parse(frame));
    assert.equal(frames.filter(({ type }) => type === "abort").length, 1);
    assert.equal(frames.at(-2).chunk.type, "abort");
    assert.equal(frames.at(-1).type, "end");
    assertNoConsoleErrors();
  });

  test("shows the error sentence of a failed story, and tries again", async () => {
    await cloud.controls({ faults: ["stream-reset@20"] });
    await ask("cats");
    await ended("failed");

    assert.match(await page.locator("#ending-text").innerText(), /^The model failed while telling\. Please try again\. \(request id: .+\)$/);
    assert.match(await text(), /^Here is/);
    await cloud.controls({ faults: [] });
    await button("Try again").click();
    await ended("finished");
    assertNoConsoleErrors();
  });

  test("has no button to try again after an error that is not retryable", async () => {
    await cloud.controls({ faults: ["model-refuses"] });
    await ask("cats");
    await ended("failed");

    assert.match(await page.locator("#ending-text").innerText(), /Please change it/);
    assert.equal(await button("Try again").count(), 0);
    assertNoConsoleErrors();
  });

  const ENDINGS = {
    "cut-by-max-tokens@9": ["cut", /limit/],
    "content-filtered@9": ["cut", /filter/],
    "client-gone@9": ["gone", /broke/],
    "idle-timeout@9": ["gone", /ten minutes without a frame/],
    "frame-too-large": ["gone", /32 KB/],
    "message-not-text": ["gone", /text only/],
    "route-missing": ["failed", /does not accept requests/],
    "integration-fails": ["failed", /could not accept the request/],
    "message-throttled": ["failed", /too many requests/],
    "stream-ends-early@9": ["failed", /broke off before its end/],
  };
  for (const [fault, [kind, sentence]] of Object.entries(ENDINGS)) {
    test(`shows how a story ends with the fault ${fault}`, async () => {
      await cloud.controls({ faults: [fault] });
      await ask("cats");
      await ended(kind);

      assert.match(await page.locator("#ending-text").innerText(), sentence);
      assertNoConsoleErrors();
    });
  }

  test("continues the story after an integration timeout of the gateway", async () => {
    await cloud.controls({ faults: ["integration-times-out"] });
    await ask("cats");
    await ended("finished");

    assert.match(await page.locator("#notice").innerText(), /the story continues/);
    assertNoConsoleErrors();
  });

  test("shows that the connection was refused", async () => {
    await cloud.controls({ faults: ["connect-throttled"] });
    await ask("cats");
    await ended("unreachable");

    assert.match(await page.locator("#ending").innerText(), /No connection[^]+Is story-local running/);
    assert.equal(await page.locator("#receipt").isVisible(), false);
  });

  test("can be used with the keyboard alone", async () => {
    await cloud.controls({ pace: ENDLESS });
    await page.keyboard.type("cats"); // the topic has the focus
    await page.keyboard.press("Enter");
    await firstWords();
    await page.keyboard.press("Escape");
    await ended("stopped");

    await cloud.controls({ pace: QUICK });
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "tell");
    await page.keyboard.press("Enter");
    await ended("finished");
    assert.equal(await focused(), "tell", "the focus returns from the Stop button");

    while ((await focused()) !== "timeline") {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Home");
    assert.match(await page.locator("#timeline").getAttribute("aria-valuetext"), /^frame 1 of \d+, after .+: “Here/);
    assert.match(await page.locator("#text .chosen").first().innerText(), /^Here/);
    assertNoConsoleErrors();
  });

  const focused = () => page.evaluate(() => document.activeElement.id);

  test("announces whole sentences to a screen reader, and the ending last", async () => {
    await page.evaluate(() => {
      globalThis.announced = [];
      new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
          globalThis.announced.push(node.textContent);
        }
      }).observe(document.getElementById("announcer"), { childList: true });
    });
    await ask("cats");
    await ended("finished");

    const announced = await page.evaluate(() => globalThis.announced);
    for (const sentences of announced.slice(1, -1)) {
      assert.match(sentences, /[.!?:]["”]?$/);
    }
    assert.match(announced.at(-1), /The end\.\s*$/);
    assert.equal(words(announced.slice(1).join(" ")), `${words(await text())} The end.`);
    assertNoConsoleErrors();
  });

  const words = (text) => text.split(/\s+/).join(" ").trim();

  test("changes latency and faults", async () => {
    await openControls();
    await page.getByRole("button", { name: "at once" }).click();
    await page.getByText("Changed. The next story uses it.").waitFor();
    assert.equal(await page.getByLabel("between words").inputValue(), "0");
    for (const [preset, burst] of [["in bursts", "5"], ["at once", "1"]]) {
      await page.getByRole("button", { name: preset }).click();
      await page.waitForFunction((value) => document.getElementsByName("burst")[0].value === value, burst);
    }

    await page.getByLabel("fault").selectOption("stream-dropped");
    await page.getByText("ends the connection after delta N").waitFor();
    await page.getByLabel("N", { exact: true }).fill("12");
    await page.keyboard.press("Tab");
    await page.waitForFunction(async () => (await (await fetch("/local/controls")).json()).faults[0] === "stream-dropped@12");
    await ask("cats");
    await ended("failed");

    await page.getByLabel("fault").selectOption("none");
    await page.waitForFunction(async () => (await (await fetch("/local/controls")).json()).faults.length === 0);
    assertNoConsoleErrors();
  });

  test("requires a topic", async () => {
    await button("Tell it").click();

    assert.equal(await page.getByRole("alert").innerText(), "Enter a topic first.");
    assert.equal(await focused(), "topic");
    assert.ok(activity.addresses.every((address) => !address.startsWith("ws")));
    assertNoConsoleErrors();
  });

  test("shows HTML in a story as text", async () => {
    await ask('<img src=x onerror="document.title=1"><b>cats</b>');
    await ended("finished");

    assert.match(await text(), /<b>cats<\/b>/);
    assert.equal(await page.locator("#text img, #text b").count(), 0);
    assertNoConsoleErrors();
  });

  for (const colorScheme of ["light", "dark"]) {
    for (const [kind, faults] of Object.entries({ finished: [], failed: ["model-errs"] })) {
      test(`is accessible after a story has ${kind}, in ${colorScheme} mode`, async () => {
        await cloud.controls({ faults });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await openControls();
        await page.getByText("Raw frames").click();
        await ask("cats");
        await ended(kind);

        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`),
          [],
        );
      });
    }
  }

  test("fits a narrow screen", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await openControls();
    await page.getByText("Raw frames").click();
    await ask("a-topic-without-a-single-space-in-it-that-is-far-too-long-for-one-line-of-a-telephone");
    await ended("finished");

    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wider, 0);
    assertNoConsoleErrors();
  });
});

test("serves its files with the right types and a strict policy", async () => {
  const types = {
    "": "text/html",
    "app.js": "text/javascript",
    "style.css": "text/css",
    "icon.svg": "image/svg+xml",
  };
  for (const [file, type] of Object.entries(types)) {
    const response = await fetch(cloud.url + file);
    assert.equal(response.status, 200, file);
    assert.ok(response.headers.get("content-type").startsWith(type), `${file}: ${response.headers.get("content-type")}`);
    assert.equal(response.headers.get("cache-control"), "no-store", file);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff", file);
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  }
});
