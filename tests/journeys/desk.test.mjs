// The Collaboration Officer opens their tasks, stops the weekly letter, and passes on what a group lead held.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

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

/** Looks somebody up on the officer's own handover page. */
async function lookUp(page, name) {
  await page.goto(`${server.base}/handover`);
  await page.getByLabel("See what somebody else holds").fill(name);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForLoadState();
}

/** Passes everything ticked on from one person to another, after naming nobody first. */
async function passOn(page, from, to) {
  await lookUp(page, from);
  assert.equal(await page.locator("h1").innerText(), `What ${from} holds`);
  await page.getByRole("button", { name: "Pass on what is ticked" }).click();
  await page.waitForLoadState();
  assert.match(await page.title(), /^Error: /);
  await page.getByLabel("Who takes over").fill(to);
  await page.getByRole("button", { name: "Pass on what is ticked" }).click();
  await page.waitForLoadState();
  assert.match(await page.locator("[role=status]").innerText(), /passed on/);
  await lookUp(page, to);
}

describe("the desk", () => {
  it("shows the officer what waits, by its day, and stops and sends the letter", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: desk });
    await page.goto(`${server.base}/account`);
    await page.locator("main").getByRole("link", { name: "My tasks" }).click();
    await page.waitForLoadState();
    assert.equal(await page.locator("h1").innerText(), "My tasks");
    await axe(page);
    await validate(await (await page.request.get(`${server.base}/my/tasks`)).text());
    await screenshot(page, "my-tasks");
    await page.getByRole("button", { name: "Stop the weekly letter" }).click();
    await page.waitForLoadState();
    assert.match(await page.locator("[role=status]").innerText(), /no longer/);
    await page.getByRole("button", { name: "Send me the weekly letter" }).click();
    await page.waitForLoadState();
    await overflow(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("passes on what a group lead held, on a phone without script", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: phone, script: false, statuses: [422] });
    await passOn(page, "Morven Aitkenhead", "Callum Drysdale");
    assert.match(await page.locator("main").innerText(), /Leads the group/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("prints and reads well at a desk, with every label said", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: desk });
    await lookUp(page, "Rhona Pettigrew");
    await axe(page);
    await screenshot(page, "handover");
    await page.goto(`${server.base}/offices`);
    await axe(page);
    await overflow(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
