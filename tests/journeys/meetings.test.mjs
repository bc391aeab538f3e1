// A meeting from its planning to approved minutes: planned, prepared, recorded on one page, approved at the next one.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
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

/** A day before or after today, as forms take it. */
function day(distance) {
  return new Date(Date.now() + distance * 86_400_000).toISOString().slice(0, 10);
}

async function submit(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
}

/** Plans a meeting of a group and returns its address. */
async function plan(page, group, when) {
  await page.goto(`${server.base}/meetings/plan?of=group/${group}`);
  await page.locator("[name=day]").fill(when);
  await page.locator("[name=time]").fill("09:00");
  await page.locator("[name=ends]").fill("10:00");
  await submit(page, "Plan this meeting");
  return page.url().replace(/\/preparation$/, "");
}

/** Everything a lead does in a meeting, on the one page for it. */
async function record(page, meeting, look) {
  await page.goto(`${meeting}/record`);
  await validate(await (await page.request.get(page.url())).text());
  await overflow(page);
  await look?.(page);
  await page.locator("label[for=attendance-1-1]").click();
  await page.locator("label[for=all-others]").click();
  await page.locator("[name=guests]").fill("Ada Guest, University");
  await page.locator("label[for=none-declared]").click();
  await page.locator("[name=minutes]").fill("## What we saw\n\nThe task works in **every** class.");
  await page.locator("[name=new-decision-1]").fill("The task goes to every school.");
  await page.locator("[name=action-1]").fill("Send the task out");
  // Nobody is named: the page comes back with everything typed.
  await submit(page, "Save actions");
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator("[name=new-decision-1]").inputValue(), "The task goes to every school.");
  await overflow(page);
  await page.locator("[name=action-owner-1]").fill("Clerk of the group");
  await submit(page, "Save actions");
  assert.match(await page.locator("main").innerText(), /Agreed at this meeting/);
  for (const first of await page.locator("#items fieldset .ds_radio:first-of-type label").all()) await first.click();
  await submit(page, "Save everything and finish");
  assert.match(await page.locator("main").innerText(), /The task goes to every school/);
}

describe("a meeting", () => {
  it("is planned, recorded and approved on a phone without script, and the public reads offices", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: phone, script: false, statuses: [422] });
    const meeting = await plan(page, "literacy", day(-1));
    await page.locator("[name=title]").fill("A new writing task");
    await submit(page, "Add to the agenda");
    await overflow(page);
    const next = await plan(page, "literacy", day(0));
    await record(page, meeting);
    const member = await page.locator("main table tbody th").first().innerText();
    await page.goto(`${meeting}/approval`);
    await page.locator("[name=at]").selectOption(next.split("/").pop());
    await submit(page, "Approve these minutes");
    assert.match(await page.locator("main").innerText(), /Approved at the meeting on/);
    assert.ok((await page.locator("main").innerText()).includes(member));
    await overflow(page);
    const visitor = await open(browser, server.base, { viewport: phone });
    await visitor.goto(`${meeting}/minutes`);
    const read = await visitor.locator("main").innerText();
    assert.match(read, /The task goes to every school/);
    assert.ok(!read.includes(member), `${member} stands on a public page`);
    await axe(visitor);
    await overflow(visitor);
    assert.deepEqual([...page.faults, ...visitor.faults], []);
    await page.context().close();
    await visitor.context().close();
  });

  it("is recorded at a desk, where its pages pass every check", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: desk, statuses: [422] });
    const meeting = await plan(page, "maths-and-numeracy", day(-2));
    await axe(page);
    await screenshot(page, "meeting-preparation");
    await record(page, meeting, async (shown) => {
      await axe(shown);
      await screenshot(shown, "meeting-record");
    });
    await axe(page);
    await screenshot(page, "meeting");
    for (const part of ["minutes", "pack", "approval", "arrangements", "attendance-file"]) {
      await page.goto(`${meeting}/${part}`);
      await axe(page);
      await validate(await (await page.request.get(page.url())).text());
      await overflow(page);
      if (part === "minutes") await screenshot(page, "minutes");
    }
    await page.goto(`${server.base}/meetings?when=past`);
    await axe(page);
    await overflow(page);
    await screenshot(page, "meetings");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("is planned by keyboard alone, with every stop in sight", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: desk });
    await page.goto(`${server.base}/meetings`);
    await press(page, "Plan a meeting");
    await tabTo(page, "of");
    await page.keyboard.type("Gaelic");
    await tabTo(page, "day");
    // A date field has several stops inside, so the form is sent from it with Enter.
    await page.keyboard.type("05052027");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(page.url(), /gaelic-2026-27-1\/preparation$/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
