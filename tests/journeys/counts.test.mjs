// An authority officer fills the counts sheet: a small number is refused first, then hidden with a reason.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const rows = {
  all: [600, 1200], q1: [100, 200], q2: [100, 200], q3: [100, 200], q4: [100, 200], q5: [100, 200],
};

async function save(page) {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForLoadState();
}

describe("filling the counts sheet", () => {
  for (const [name, options] of [
    ["at a desk", { viewport: desk }],
    ["on a phone without script", { viewport: phone, script: false }],
  ]) {
    it(`refuses a small number at its row, keeps the rest, and saves it hidden, ${name}`, async () => {
      const server = await startServer();
      try {
        const page = await openAs(browser, server, "authority officer", { ...options, statuses: [422] });
        await page.goto(`${server.base}/account`);
        await page.getByRole("link", { name: /Fill in your authority/ }).click();
        await page.locator("main tbody tr").filter({ hasText: "Not yet filled" }).locator("a").first().click();
        await page.waitForLoadState();
        const sheet = page.url();
        assert.equal(new URL(sheet).pathname.split("/")[4], "glasgow-city");
        for (const [field, [numerator, denominator]] of Object.entries(rows)) {
          await page.locator(`#${field}-numerator`).fill(String(numerator));
          await page.locator(`#${field}-denominator`).fill(String(denominator));
        }
        if (options.script !== false) {
          await page.evaluate(() => window.scrollTo(0, document.querySelector("h1").offsetTop));
          await screenshot(page, "counts-sheet");
        }
        await page.locator("#unknown-numerator").fill("3");
        await page.locator("#unknown-denominator").fill("30");
        await save(page);
        assert.match(await page.title(), /^Error: /);
        const summary = page.locator(".ds_error-summary");
        assert.match(await summary.innerText(), /SIMD not known: The numerator is 1 to 4/);
        await summary.locator("a").first().click();
        assert.equal(await page.locator("#unknown-numerator").inputValue(), "3", "what was typed is kept");
        assert.equal(await page.locator("#all-denominator").inputValue(), "1200");
        await overflow(page);
        if (options.script !== false) await axe(page);

        await page.locator("#unknown-numerator").fill("");
        await page.locator("#unknown-denominator").fill("");
        await page.locator("#unknown-reason").selectOption("suppressed");
        // One hidden row could be worked out from the others, so a second one is hidden with it.
        await page.locator("#q5-numerator").fill("");
        await page.locator("#q5-denominator").fill("");
        await page.locator("#q5-reason").selectOption("suppressed");
        await save(page);
        assert.doesNotMatch(await page.title(), /^Error: /);
        assert.match(await page.locator("main").innerText(), /Filled/);
        assert.equal(await page.locator("#all-numerator").inputValue(), "600");
        await overflow(page);
        assert.deepEqual(page.faults, []);
        await page.context().close();

        const reader = await open(browser, server.base, { ...options, statuses: [401, 403, 404] });
        const refused = await reader.goto(sheet);
        assert.ok(!(await refused.text()).includes("1200"), "nobody else sees an authority's counts");
        await reader.context().close();
      } finally {
        await server.stop();
      }
    });
  }
});
