// The Collaboration Officer rolls the framework over to the next session, and takes the draft to publication.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

let server;
let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const next = "2026/27";
const priority = "To promote high quality pedagogy and assessment in the early years";

async function send(page, name) {
  await page.getByRole("button", { name }).click();
  await page.waitForLoadState();
}

describe("rolling the framework over", () => {
  for (const [name, options] of [
    ["at a desk", { viewport: desk }],
    ["on a phone without script", { viewport: phone, script: false }],
  ]) {
    it(`makes the draft of the next session, and its publication shows what ended, ${name}`, async () => {
      server = await startServer();
      try {
        const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [404, 422] });
        await page.goto(`${server.base}/framework/2025-26`);
        await page.getByRole("link", { name: "Roll over to the next session" }).click();
        await overflow(page);
        if (options.script !== false) await axe(page);
        const ending = page.locator("fieldset").filter({ hasText: priority }).first();
        await ending.locator("label").filter({ hasText: "Ends" }).click();
        if (options.script !== false) await screenshot(page, "roll-over");
        await send(page, `Make the draft for ${next}`);
        assert.equal(await page.locator("h1").innerText(), "Work on the draft");
        const draft = await page.locator("main").innerText();
        assert.ok(draft.includes("Leadership of Learning"), "what continues is in the draft");
        assert.ok(!draft.includes(priority), "what ends is not");
        await overflow(page);
        if (options.script !== false) await axe(page);

        const reader = await open(browser, server.base, { ...options, statuses: [404] });
        const hidden = await reader.goto(`${server.base}/framework/2026-27`);
        assert.equal(hidden.status(), 404, "a draft is not public");

        await send(page, "Submit the framework");
        await send(page, "Record the endorsement");
        assert.match(await page.title(), /^Error: /);
        await page.getByLabel("Which body endorsed it?").fill("The body of the example");
        await page.getByLabel("On which day?").fill("2026-01-20");
        await page.getByLabel("Which paper records it?").fill("Minute of the example, item 4");
        await send(page, "Record the endorsement");
        await send(page, "Publish the framework");
        assert.equal(new URL(page.url()).pathname, "/framework/2026-27");
        assert.deepEqual(page.faults, []);

        await reader.goto(`${server.base}/framework/2026-27`);
        const shown = await reader.locator("main").innerText();
        assert.match(shown, /2026\/27/);
        assert.equal(shown.split(priority).length - 1, 1, "what ended is named once, among what ended");
        assert.ok((await reader.locator("#continued").innerText()).includes(priority));
        await overflow(reader);
        await reader.goto(`${server.base}/framework/2025-26`);
        assert.ok((await reader.locator("main").innerText()).includes(priority), "the framework before stays as it was");
        await reader.context().close();
        await page.context().close();
      } finally {
        await server.stop();
      }
    });
  }
});
