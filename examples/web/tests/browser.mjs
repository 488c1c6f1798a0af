/** One Chromium for a test file, and people with a window of their own in it. */
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { Person } from "./person.mjs";

export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: QUIET });
});
after(() => browser?.close());

/** Opens a window for somebody who was never here; `name` is the folder of their screenshots. */
export async function somebody(name, device, { language = "en-US" } = {}) {
  const context = await browser.newContext({ ...device, locale: language, timezoneId: "America/New_York", baseURL: process.env.GATEWAY });
  return new Person(name, await context.newPage());
}
