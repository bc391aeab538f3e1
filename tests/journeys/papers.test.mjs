// The officer writes what the councils share, a council's officer fills in the cover, and both take the paper away.
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

async function send(page, name) {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
}

/** The first bytes of what a link of the page leads to, fetched as the person who is signed in. */
async function startOf(page, name) {
  const link = page.locator("main").getByRole("link", { name }).first();
  const answer = await page.context().request.get(new URL(await link.getAttribute("href"), page.url()).href);
  assert.equal(answer.status(), 200, `${name}`);
  return (await answer.body()).subarray(0, 4).toString("latin1");
}

describe("a council's committee paper", () => {
  for (const [name, options] of [
    ["at a desk", { viewport: desk }],
    ["on a phone without script", { viewport: phone, script: false }],
  ]) {
    it(`is one shared text and the council's own cover, ${name}`, async () => {
      const server = await startServer();
      const looks = async (page, picture) => {
        await overflow(page);
        if (options.script !== false) {
          await axe(page);
          if (picture) await screenshot(page, picture);
        }
      };
      try {
        const officer = await openAs(browser, server, "collaboration officer", options);
        await officer.goto(`${server.base}/publications/committee-report-2025-26/draft`);
        await looks(officer, "committee-report");
        await officer.getByRole("link", { name: "Partnership working", exact: true }).click();
        await officer.locator("textarea[name=text]").fill("{council} works with seven others on this.\n\n{local neighbours}");
        await send(officer, "Save the section");
        assert.match(await officer.locator("main").innerText(), /Papers for the councils/);
        assert.deepEqual(officer.faults, []);
        await officer.context().close();

        const council = await openAs(browser, server, "authority officer", { ...options, statuses: [422] });
        await council.goto(`${server.base}/publications`);
        await council.getByRole("link", { name: /Draft of .*Glasgow City Council/ }).click();
        await council.getByRole("link", { name: "Fill in the cover" }).click();
        await looks(council, "committee-cover");
        await council.locator("#day").fill("");
        await council.locator("#finance").fill("The council gives rooms, and 12 of them are free.");
        await send(council, "Save the cover");
        const draft = await council.locator("main").innerText();
        assert.match(draft, /The cover has no date/);
        assert.match(draft, /12 is a number without a record behind it/);
        await looks(council);
        await council.getByRole("link", { name: "Fill in the cover" }).click();
        await council.locator("#day").fill("2026-03-12");
        await council.locator("#finance").fill("The council gives rooms. It asks for nothing in return.");
        await send(council, "Save the cover");
        assert.match(await council.locator("main").innerText(), /Cover|Nothing stands in the way|To look at/);
        assert.equal(await startOf(council, "Preview as PDF"), "%PDF");
        assert.equal(await startOf(council, "Draft as a Word file"), "PK\u0003\u0004");
        await council.getByRole("link", { name: "Preview on the screen" }).click();
        const paper = await council.locator("article").innerText();
        for (const words of ["Glasgow City Council works with seven others on this.", "12 March 2026", "It asks for nothing in return."]) {
          assert.ok(paper.includes(words), words);
        }
        const numbers = await council.locator(".weft-numbered__number").allInnerTexts();
        assert.deepEqual(numbers, numbers.map((_, at) => `${at + 1}.`), "numbers run through all headings");
        await looks(council, "committee-paper");
        assert.deepEqual(council.faults, []);
        await council.context().close();

        const again = await openAs(browser, server, "collaboration officer", options);
        await again.goto(`${server.base}/publications/committee-report-2025-26-glasgow-city/publication`);
        await again.locator("label[for=sure]").click();
        await send(again, "Publish");
        await again.context().close();
        const reader = await open(browser, server.base, options);
        await reader.goto(`${server.base}/publications/committee-report-2025-26-glasgow-city`);
        assert.match(await reader.locator("h1").innerText(), /Glasgow City Council/);
        assert.equal(await startOf(reader, /^PDF/), "%PDF");
        assert.equal(await startOf(reader, /^Word file/), "PK\u0003\u0004");
        await looks(reader);
        assert.deepEqual(reader.faults, []);
        await reader.context().close();
      } finally {
        await server.stop();
      }
    });
  }
});
