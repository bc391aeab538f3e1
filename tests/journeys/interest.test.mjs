// A teacher asks to take part, from a group's page; the Collaboration Officer notes the answer and closes it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { press, tabTo, type } from "./lib/keyboard.mjs";
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

const answers = { email: "teacher@school.example", organisation: "A school of the example", message: "I teach P4 and would like to join." };

/** Opens the list of groups and follows it to the first one; returns its name. */
async function openGroup(page) {
  await page.goto(`${server.base}/groups`);
  await page.locator("main h3 a[href^='/groups/']").first().click();
  await page.waitForLoadState();
  return page.locator("h1").innerText();
}

/** The officer finds what `name` wrote, answers it and closes it. */
async function answerAndClose(name, options) {
  const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
  await page.goto(`${server.base}/account`);
  await page.getByRole("link", { name: "Answer expressions of interest" }).click();
  if (options.script !== false) await screenshot(page, "interest-list");
  await page.locator("main h2 a").filter({ hasText: name }).click();
  assert.match(await page.locator("blockquote").innerText(), /I teach P4/);
  await page.getByRole("button", { name: "Note the answer" }).click();
  await page.waitForLoadState();
  assert.match(await page.title(), /^Error: /);
  await page.getByLabel("What did you answer?").fill("The group meets next on a Tuesday.");
  await page.getByRole("button", { name: "Note the answer" }).click();
  await page.waitForLoadState();
  assert.match(await page.locator(".weft-history").innerText(), /The group meets next on a Tuesday/);
  // The label covers the circle that it draws.
  await page.locator("label[for=outcome]").click();
  await page.getByRole("button", { name: "Close it" }).click();
  await page.waitForLoadState();
  await page.locator("main h2 a").filter({ hasText: name }).click();
  assert.equal(await page.locator("main form").count(), 0, "a closed one takes no more answers");
  assert.match(await page.locator("main").innerText(), /How it ended/);
  await overflow(page);
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

describe("an expression of interest", () => {
  it("goes from a group's page to the officer, who answers and closes it, on a phone without script", async () => {
    const options = { viewport: phone, script: false };
    const page = await open(browser, server.base, { ...options, statuses: [422] });
    const group = await openGroup(page);
    await page.locator("aside").getByRole("link", { name: "Get involved" }).click();
    await page.getByLabel("Your name").fill("Rowan Phone");
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForLoadState();
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.getByLabel("Your name").inputValue(), "Rowan Phone");
    await overflow(page);
    for (const [field, words] of Object.entries(answers)) await page.locator(`[name=${field}]`).fill(words);
    await page.locator("select[name=authority]").selectOption({ index: 1 });
    await page.locator("label[for=consent]").click();
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForLoadState();
    assert.equal(await page.locator("h1").innerText(), "Thank you");
    assert.ok((await page.locator("main").innerText()).includes(group));
    assert.deepEqual(page.faults, []);
    await page.context().close();
    await answerAndClose("Rowan Phone", options);
  });

  it("is written by keyboard alone, with every stop in sight", async () => {
    const page = await open(browser, server.base, { viewport: desk });
    await openGroup(page);
    await press(page, "Get involved");
    await axe(page);
    await type(page, "name", "Rowan Keyboard");
    await type(page, "email", answers.email);
    await type(page, "organisation", answers.organisation);
    await tabTo(page, "authority");
    await page.keyboard.press("ArrowDown");
    await type(page, "message", answers.message);
    await tabTo(page, "consent");
    await page.keyboard.press("Space");
    await screenshot(page, "get-involved");
    await press(page, "Send");
    assert.equal(await page.locator("h1").innerText(), "Thank you");
    await axe(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
    await answerAndClose("Rowan Keyboard", { viewport: desk });
  });
});
