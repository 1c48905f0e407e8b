/* Starts headless Chromium and opens pages whose activity is recorded. */

import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The first story of a handler can be slow on a busy machine. */
const TIMEOUT_MS = 120_000;

export function startBrowser() {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}

/** Opens the page; `activity` records the errors in its console, the addresses it requests, and policy violations. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const activity = { consoleErrors: [], addresses: [], violations: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      activity.consoleErrors.push(message.text());
    }
  });
  page.on("pageerror", (error) => activity.consoleErrors.push(String(error)));
  page.on("request", (request) => activity.addresses.push(request.url()));
  page.on("websocket", (socket) => activity.addresses.push(socket.url()));
  await page.exposeFunction("reportViolation", (text) => activity.violations.push(text));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(`${event.violatedDirective}: ${event.blockedURI}`),
    ),
  );
  await page.goto(url);
  await page.locator("html").evaluate(() => document.fonts.ready.then(() => true));
  return { page, activity };
}
