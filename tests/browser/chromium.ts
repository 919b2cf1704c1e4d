/**
 * The browser that pages are looked at with: Debian's Chromium, or the one that CHROMIUM names.
 * Where there is none, the suites that need it report themselves skipped.
 */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const path = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Where Chromium is; undefined = not on this machine. */
export const chromiumPath = existsSync(path) ? path : undefined;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    // Chromium has no sandbox for root, which CI often is; only pages of our own are opened.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}
