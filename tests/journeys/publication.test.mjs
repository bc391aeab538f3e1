// The Collaboration Officer publishes the evaluation report; a reader finds it, reads it and opens the PDF.
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

const report = /evaluation report/i;

async function send(page, name) {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
}

describe("publishing the evaluation report", () => {
  for (const [name, options] of [
    ["at a desk", { viewport: desk }],
    ["on a phone without script", { viewport: phone, script: false }],
  ]) {
    it(`takes the checklist and a tick, and gives everybody a page and a PDF, ${name}`, async () => {
      const server = await startServer();
      try {
        const reader = await open(browser, server.base, { ...options, statuses: [404] });
        await reader.goto(`${server.base}/publications`);
        assert.equal(await reader.locator("main h2 a").filter({ hasText: report }).count(), 0, "the report waits for the officer");

        const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
        await page.goto(`${server.base}/publications`);
        await page.getByRole("link", { name: /^Draft of .*evaluation report/i }).first().click();
        await send(page, "Check the draft");
        await overflow(page);
        if (options.script !== false) await axe(page);
        if (options.script !== false) await screenshot(page, "publication-draft");
        await page.locator("main").getByRole("link", { name: "Publish", exact: true }).click();
        await page.waitForLoadState();
        await send(page, "Publish");
        assert.match(await page.title(), /^Error: /, "publishing takes a tick");
        await page.locator("label[for=sure]").click();
        await send(page, "Publish");
        assert.match(new URL(page.url()).pathname, /^\/publications\/evaluation-report-[\d-]+$/);
        assert.deepEqual(page.faults, []);
        await page.context().close();

        await reader.goto(server.base);
        await reader.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Publications" }).click();
        await reader.waitForLoadState();
        await overflow(reader);
        if (options.script !== false) await screenshot(reader, "publications");
        await reader.locator("main h2 a").filter({ hasText: report }).first().click();
        assert.match(await reader.locator("h1").innerText(), report);
        await overflow(reader);
        if (options.script !== false) {
          await axe(reader);
          await screenshot(reader, "evaluation-report");
        }
        const address = await reader.locator(".weft-downloads a[href$='.pdf']").first().getAttribute("href");
        const pdf = await fetch(new URL(address, server.base));
        assert.equal(pdf.headers.get("content-type"), "application/pdf");
        const bytes = Buffer.from(await pdf.arrayBuffer());
        assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
        assert.match(bytes.toString("latin1"), /\/StructTreeRoot/, "the PDF has its structure");
        assert.deepEqual(reader.faults, []);
        await reader.context().close();
      } finally {
        await server.stop();
      }
    });
  }
});
