// The officer sees a rule that is not met, fills the seat, sees the rule met, and ends the term again.
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
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const body = "/governance/inclusion-strategic-group";
const lacking = /No senior officer from Inverclyde/;

async function fillAndEnd(options, name, day, dayBefore) {
  const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
  const looks = async () => {
    if (options.script !== false) await axe(page);
    await overflow(page);
  };
  await page.goto(`${server.base}/account`);
  await page.getByRole("link", { name: "Fill seats of bodies" }).click();
  await page.getByRole("link", { name: "Strategic Group, Inclusion" }).click();
  assert.match(await page.locator("#composition").innerText(), lacking);
  await looks();
  await page.locator("#composition").getByRole("link", { name: "Fill the seat: Inverclyde" }).click();
  await page.waitForLoadState();
  assert.equal(await page.locator("[name=authority]").inputValue(), "inverclyde");
  await looks();
  await page.getByLabel("Name (optional)", { exact: true }).fill(name);
  await page.getByLabel("First day").fill(day);
  await page.getByLabel("Last day (optional)").fill(dayBefore);
  await page.getByRole("button", { name: "Fill the seat" }).click();
  await page.waitForLoadState();
  assert.match(await page.title(), /^Error: /);
  assert.match(await page.locator(".ds_error-summary").innerText(), /before it begins/);
  assert.equal(await page.getByLabel("Name (optional)", { exact: true }).inputValue(), name, "what was typed is kept");
  await looks();
  await page.getByLabel("Last day (optional)").fill("");
  await page.getByRole("button", { name: "Fill the seat" }).click();
  await page.waitForLoadState();
  assert.doesNotMatch(await page.locator("#composition").innerText(), lacking);
  assert.match(await page.locator("#seats").innerText(), new RegExp(name));
  if (options.script !== false) await screenshot(page, "body");
  await page.locator("#seats").getByRole("link", { name: "Senior officer, Inverclyde" }).click();
  await looks();
  await page.getByLabel("Last day").fill(day);
  await page.getByRole("button", { name: "End the term" }).click();
  await page.waitForLoadState();
  assert.match(await page.locator("#composition").innerText(), lacking);
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

describe("a seat on a body", () => {
  it("is filled, so that the rule is met, and given up again, on a phone without script", async () => {
    await fillAndEnd({ viewport: phone, script: false }, "Rowan Phone", "2026-01-12", "2026-01-11");
  });

  it("is filled and given up at a desk", async () => {
    await fillAndEnd({ viewport: desk }, "Rowan Desk", "2026-02-16", "2026-02-15");
  });

  it("shows everybody the office and nobody's name", async () => {
    const page = await open(browser, server.base, { viewport: phone });
    await page.goto(`${server.base}${body}`);
    const text = await page.locator("main").innerText();
    assert.match(text, /Senior officer, Glasgow City/);
    assert.doesNotMatch(text, /Rowan|Amina Dalmarnock/);
    await page.goto(`${server.base}/authorities/inverclyde`);
    await axe(page);
    await overflow(page);
    assert.match(await page.locator("#text-for-a-paper").innerText(), /The council holds/);
    await page.locator("main").getByRole("link", { name: "1 open", exact: true }).click();
    await page.waitForLoadState();
    await page.getByRole("link", { name: /Cloch View Primary School/ }).click();
    await axe(page);
    await page.goto(`${server.base}/workstreams/2025-26/leadership-of-learning`);
    await axe(page);
    await overflow(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
