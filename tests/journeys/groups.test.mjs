// A group from its beginning to its end: set up, members pasted, a plan, an output, closed. Its lead keeps it on a phone.
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

const list = '"Reid, Anna" <anna.reid@school.example>; Ben Orr <ben.orr@school.example>';

/** Sends a form by the button of these words and waits for what comes back. */
async function send(page, words) {
  await page.getByRole("button", { name: words, exact: true }).click();
  await page.waitForLoadState();
}

/** Looks at a page as every page is looked at. */
async function look(page, name, script) {
  await overflow(page);
  if (script) {
    await axe(page);
    await screenshot(page, name);
  }
}

/** The officer takes a group of this name from its beginning to its end. */
async function fromBeginningToEnd(name, key, options) {
  const script = options.script !== false;
  const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
  await page.goto(`${server.base}/groups/new`);
  await send(page, "Set up the group");
  assert.match(await page.title(), /^Error: /);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("What it is for").fill(`Zoology for ${key} in the playground.`);
  await page.getByLabel("Workstream").selectOption({ label: "Early Level, 2025/26" });
  await page.getByLabel("It meets and reports (optional)").selectOption("monthly");
  await page.getByLabel("Usual length of a meeting").fill("60");
  await look(page, "group-new", script);
  await send(page, "Set up the group");
  assert.equal(await page.locator("h1").innerText(), name);

  await page.goto(`${server.base}/groups/${key}/members/list`);
  await page.getByLabel("The list").fill(list);
  await look(page, "group-paste", script);
  await send(page, "See what will happen");
  assert.match(await page.locator("#rows-caption").innerText(), /What each row will do/);
  assert.match(await page.locator("main").innerText(), /Anna Reid/);
  await look(page, "group-paste-check", script);
  await send(page, "Add these 2 members");
  assert.match(await page.locator("table").innerText(), /Ben Orr/);
  await look(page, "group-members", script);

  await page.goto(`${server.base}/groups/${key}/action-plan/edit`);
  await page.locator("#text-1").fill("Watch one animal for a term");
  await page.locator("#areas-1").fill("Renfrewshire: learning outdoors");
  await look(page, "group-plan-edit", script);
  await send(page, "Save the plan");
  await page.getByLabel("What is to be done").fill("Choose the animal");
  await page.getByLabel("Who does it").fill("Anna Reid");
  await send(page, "Agree the action");
  assert.match(await page.locator("main").innerText(), /Choose the animal/);
  await look(page, "group-plan", script);

  await page.goto(`${server.base}/groups/${key}/outputs`);
  await page.getByLabel("What it is called").fill("A diary of snails");
  await page.getByLabel("Kind").selectOption("resource");
  await send(page, "Add the output");
  await look(page, "group-outputs", script);

  await page.goto(`${server.base}/groups/${key}/closure`);
  await page.getByLabel("Why does it end?").fill("It has done what it set out to do.");
  await page.getByLabel("What is left of its work?").fill("A diary of snails.");
  await page.getByLabel("Who carries it on?").fill("Nobody needs to.");
  await send(page, "Close the group");
  assert.match(await page.title(), /^Error: /, "a group with an open action does not close");
  await look(page, "group-closing", script);
  await page.locator("main form label").filter({ hasText: "It is done" }).click();
  await send(page, "Close the group");
  assert.match(await page.locator("main").innerText(), /This group ended on/);
  await look(page, "group-closed", script);
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

describe("a group", () => {
  it("lives from its beginning to its end at a desk", async () => {
    await fromBeginningToEnd("Snails at a desk", "snails-at-a-desk", { viewport: desk });
  });

  it("lives from its beginning to its end on a phone without script", async () => {
    await fromBeginningToEnd("Beetles on a phone", "beetles-on-a-phone", { viewport: phone, script: false });
  });

  it("is set up by keyboard alone, with every stop in sight", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: desk });
    await page.goto(`${server.base}/groups`);
    await press(page, "Set up a group or network");
    await type(page, "name", "Wrens by keyboard");
    await type(page, "remit", "Birdwatching with pens.");
    await tabTo(page, "place");
    await page.keyboard.press("ArrowDown");
    // Enter in a line of text sends the form.
    await tabTo(page, "designed_for");
    await page.keyboard.press("Enter");
    await page.waitForLoadState();
    await page.waitForURL("**/groups/wrens-by-keyboard*");
    assert.equal(await page.locator("h1").innerText(), "Wrens by keyboard");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("shows visitors authorities and counts, and the officer overlap and load", async () => {
    const visitor = await open(browser, server.base, { viewport: phone });
    for (const [path, name] of [["/groups/maths-and-numeracy", "group"], ["/groups/maths-and-numeracy/action-plan", "group-plan-public"]]) {
      await visitor.goto(`${server.base}${path}`);
      await look(visitor, name, true);
      assert.doesNotMatch(await visitor.locator("main").innerText(), /Morven/);
    }
    assert.deepEqual(visitor.faults, []);
    await visitor.context().close();
    const officer = await openAs(browser, server, "collaboration officer", { viewport: phone });
    await officer.goto(`${server.base}/groups/overlap`);
    await look(officer, "group-overlap", true);
    assert.match(await officer.locator("main").innerText(), /Eilish Cormack/);
    assert.deepEqual(officer.faults, []);
    await officer.context().close();
  });
});
