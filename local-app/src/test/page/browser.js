/* Debian's Chromium without a window, and pages in it that keep an account of what they did. */

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

/** A busy machine may take long over the first story of a cold handler. */
const PATIENCE_MS = 120_000;

export function startBrowser() {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}

/** Opens the page; the account has what its console complained of, and every address that it asked. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const account = { complaints: [], addresses: [], violations: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      account.complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => account.complaints.push(String(error)));
  page.on("request", (request) => account.addresses.push(request.url()));
  page.on("websocket", (socket) => account.addresses.push(socket.url()));
  await page.exposeFunction("tellViolation", (text) => account.violations.push(text));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      window.tellViolation(`${event.violatedDirective}: ${event.blockedURI}`),
    ),
  );
  await page.goto(url);
  await page.locator("html").evaluate(() => document.fonts.ready.then(() => true));
  return { page, account };
}
