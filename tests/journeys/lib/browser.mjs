// One Chromium, and pages in it with or without script, at a phone's width or a desk's.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };

/** Launches Chromium: CHROMIUM names it, otherwise Debian's place. */
export async function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`No browser at ${executablePath}: install the package chromium, or set CHROMIUM to one.`);
  }
  return chromium.launch({
    executablePath,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      // Drawing in software what nobody looks at took a fifth of the time.
      "--disable-gpu-rasterization", "--disable-gpu-compositing", "--disable-software-rasterizer",
    ],
  });
}

/**
 * Opens a page that keeps a list of what went wrong while it was used: `page.faults` holds console errors, script
 * errors, refusals by the content policy and requests that leave the site. `page.fonts` holds the font files asked for.
 * `statuses` are the answers that a test expects to be in error, so that the browser's line about them is no fault.
 */
export async function open(browser, base, { script = true, viewport = desk, statuses = [] } = {}) {
  const context = await browser.newContext({
    viewport,
    javaScriptEnabled: script,
    locale: "en-GB",
    timezoneId: "Europe/London",
    // A page that glides to the focus would be measured on the way.
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.faults = [];
  page.fonts = new Set();
  page.on("console", (message) => {
    const expected = statuses.some((status) => message.text().includes(`status of ${status}`));
    if (["error", "warning"].includes(message.type()) && !expected) page.faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(`${base}/`) && !address.startsWith("data:") && !address.startsWith("blob:")) {
      page.faults.push(`request that leaves the site: ${address}`);
    }
    if (request.resourceType() === "font") page.fonts.add(new URL(address).pathname);
  });
  return page;
}
