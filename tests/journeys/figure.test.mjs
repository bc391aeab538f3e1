// A headteacher finds a figure, finds out what its marker means, and takes it away.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { press, tabTo } from "./lib/keyboard.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";
import { cell } from "./lib/table.mjs";

let server;
let browser;
before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const literacy = /primary.*literacy/i;

/** The first table of the page that has the column and the row, with the printed cell. */
async function printed(page, row, column) {
  for (const table of await page.locator("main table").all()) {
    const found = await cell(table, row, column);
    if (found !== null) return found;
  }
  return assert.fail(`no table on ${page.url()} has ${row} under ${column}`);
}

describe("the 2023/24 literacy figure", () => {
  for (const [name, options] of [
    ["at a desk", { viewport: desk }],
    ["on a phone without script", { viewport: phone, script: false }],
  ]) {
    it(`is found, explained and downloaded ${name}`, async () => {
      const page = await open(browser, server.base, options);
      await page.goto(server.base);
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Indicators" }).click();
      assert.match(await printed(page, literacy, "2023/24"), /^74\.5/);
      assert.match(await printed(page, literacy, "2019/20"), /^\*\*/);
      const legend = (await page.locator(".weft-legend").allInnerTexts()).join("\n");
      assert.match(legend, /\*\*\s+.*not collected/i);
      await page.locator("main table th[scope=row] a").filter({ hasText: literacy }).first().click();
      assert.match(await page.locator("h1").innerText(), literacy);
      const waiting = page.waitForEvent("download");
      await page.getByRole("link", { name: /CSV/ }).first().click();
      const text = await readFile(await (await waiting).path(), "utf8");
      assert.match(text, /2023[-/]24/);
      assert.match(text, /74\.5/);
      assert.match(text, /\*\*/);
      await overflow(page);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }

  it("is found by keyboard alone, starting with the link that skips the header", async () => {
    const page = await open(browser, server.base);
    await page.goto(server.base);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Skip to main content");
    await press(page, "Indicators");
    await tabTo(page, "Skip to main content", 1);
    await page.keyboard.press("Enter");
    await press(page, literacy);
    assert.match(await page.locator("h1").innerText(), literacy);
    const waiting = page.waitForEvent("download");
    await tabTo(page, /CSV/);
    await page.keyboard.press("Enter");
    assert.match(await (await waiting).suggestedFilename(), /\.csv$/);
    await page.context().close();
  });

  it("is found by searching for its words", async () => {
    const page = await open(browser, server.base, { script: false });
    await page.goto(server.base);
    await page.getByRole("searchbox", { name: "Search this site" }).fill("primary literacy");
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.locator("main a").filter({ hasText: literacy }).first().click();
    assert.match(await page.locator("h1").innerText(), literacy);
    await page.context().close();
  });

  it("has its picture taken, with the pages round it", async () => {
    for (const [path, name, viewport] of [
      ["/", "home", desk],
      ["/", "home-phone", phone],
      ["/indicators", "indicators", desk],
      ["/indicators/primary-literacy", "indicator", desk],
      ["/indicators/primary-literacy", "indicator-phone", phone],
      ["/framework/2025-26", "framework", desk],
      ["/groups", "groups", desk],
    ]) {
      const page = await open(browser, server.base, { viewport });
      await page.goto(server.base + path);
      await axe(page);
      await screenshot(page, name);
      await page.context().close();
    }
  });
});
