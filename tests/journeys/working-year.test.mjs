// The working year in one piece: a group is set up, meets, decides, reports by a link; its work stands in a highlight report and in a council's committee paper.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { press, tabTo, type } from "./lib/keyboard.mjs";
import { linkTo } from "./lib/letters.mjs";
import { openAs } from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";

let server;
let browser;
before(async () => {
  server = await startServer({ on: "2026-05-11" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const decision = "Every class keeps one wall for questions.";
const made = "A wall of questions in eleven classes, and a guide to beginning one.";

async function send(page, words) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: words, exact: true }).click()]);
}

/** Looks at a page as every page is looked at. */
async function look(page, script) {
  await overflow(page);
  if (script) await axe(page);
}

/** How many groups and networks a council's paper says that its people are in. */
async function groupsOf(page, council) {
  await page.goto(`${server.base}/publications/committee-report-2025-26-${council}/draft/preview`);
  const [, count] = /takes part in (\d+) of the groups/.exec(await page.locator("article").innerText()) ?? assert.fail("the paper counts no groups");
  return Number(count);
}

describe("the working year", () => {
  for (const [how, key, remit, options] of [
    ["at a desk", "questions-at-a-desk", "Learners who ask.", { viewport: desk }],
    ["on a phone without script", "puddles-on-a-phone", "Playing outdoors when it rains.", { viewport: phone, script: false }],
  ]) {
    it(`goes from a new group to a council's committee paper, ${how}`, async () => {
      const script = options.script !== false;
      const name = key[0].toUpperCase() + key.slice(1).replaceAll("-", " ");
      const lead = `${key}@glasgow-city.example`;
      const officer = await openAs(browser, server, "collaboration officer", options);
      const at = (path) => officer.goto(server.base + path);

      const before = {};
      for (const council of ["glasgow-city", "east-renfrewshire"]) before[council] = await groupsOf(officer, council);

      // A group with a lead from one council.
      await at("/groups/new");
      await officer.getByLabel("Name", { exact: true }).fill(name);
      await officer.getByLabel("What it is for").fill(remit);
      await officer.locator("#place").selectOption("2025-26/leadership-of-learning");
      await officer.locator("label[for=priorities-3]").click();
      await officer.locator("#starts").fill("2025-09-01");
      await officer.locator("#rhythm").selectOption("monthly");
      await send(officer, "Set up the group");
      await at(`/groups/${key}/members`);
      await officer.locator("#name").fill(`Lena ${how}`);
      await officer.locator("#email").fill(lead);
      await officer.locator("#authority").selectOption("glasgow-city");
      await officer.locator("#part").selectOption("lead");
      await officer.locator("#from").fill("2025-09-01");
      await send(officer, "Add the member");
      await look(officer, script);

      // It meets, and what is said and decided is kept on one page.
      await at(`/meetings/plan?of=group/${key}`);
      await officer.locator("[name=day]").fill("2026-04-14");
      await officer.locator("[name=time]").fill("15:30");
      await officer.locator("[name=ends]").fill("16:30");
      await send(officer, "Plan this meeting");
      const meeting = officer.url().replace(/\/preparation$/, "");
      await officer.locator("[name=title]").fill("Where questions go");
      await send(officer, "Add to the agenda");
      await officer.goto(`${meeting}/record`);
      await officer.locator("label[for=all-others]").click();
      await officer.locator("label[for=none-declared]").click();
      await officer.locator("[name=minutes]").fill("Two classes showed their walls.");
      await officer.locator("[name=new-decision-1]").fill(decision);
      await officer.locator("[name=action-1]").fill("Write the guide");
      await officer.locator("[name=action-owner-1]").fill("The lead");
      await send(officer, "Save actions");
      for (const first of await officer.locator("#items fieldset .ds_radio:first-of-type label").all()) await first.click();
      await send(officer, "Save everything and finish");
      await look(officer, script);
      assert.ok((await officer.locator("main").innerText()).includes(decision));

      // Its lead is asked by letter and answers without an account.
      await at(`/progress/requests?group=${key}`);
      await send(officer, "Send 1 letter");
      const page = await open(browser, server.base, options);
      await page.goto(server.base + await linkTo(server, lead));
      await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: /^(Start|Go on)$/ }).click()]);
      assert.ok(await page.locator("[name=met][value=yes], #met").first().isChecked(), "the meeting on record is filled in");
      assert.match(await page.locator("[name=met_note]").inputValue(), /^Once, on 14 /);
      await send(page, "Save and go on");
      await page.locator("[name=people]").fill("11");
      await send(page, "Save and go on");
      await page.locator("[name=changed]").fill(made);
      await send(page, "Save and go on");
      await send(page, "Save and go on");
      await send(page, "Save and check");
      await look(page, script);
      await send(page, "Send the report");
      assert.equal(await page.locator("h1").innerText(), "Thank you");
      assert.deepEqual(page.faults, []);
      await page.context().close();

      // The officer accepts it.
      await at("/progress");
      await officer.locator("section[aria-labelledby=waiting]").getByRole("link", { name }).click();
      await send(officer, "Accept the report");

      // A highlight report is made of what was accepted.
      await at("/publications/start");
      await officer.locator("label").filter({ hasText: "Highlight report" }).click();
      await officer.locator("[name=session]").selectOption("2025-26");
      await officer.locator("[name=workstream]").selectOption("leadership-of-learning");
      await officer.locator("[name=from]").fill(script ? "2026-04-01" : "2026-04-02");
      await officer.locator("[name=to]").fill("2026-04-30");
      await send(officer, "Make the draft");
      await look(officer, script);
      await Promise.all([officer.waitForNavigation(), officer.getByRole("link", { name: "Preview on the screen" }).click()]);
      const highlight = await officer.locator("article").innerText();
      assert.ok(highlight.includes(name) && highlight.includes(made), highlight.slice(0, 2000));
      await look(officer, script);

      // The council's committee reads how many groups its own people are in: one more than before.
      assert.equal(await groupsOf(officer, "glasgow-city"), before["glasgow-city"] + 1);
      await look(officer, script);
      assert.equal(await groupsOf(officer, "east-renfrewshire"), before["east-renfrewshire"], "and no other council's paper counts it");
      assert.deepEqual(officer.faults, []);
      await officer.context().close();
    });
  }

  it("is begun by keyboard alone: a group, its first meeting and an agenda", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: desk });
    await page.goto(`${server.base}/groups/new`);
    await type(page, "name", "Larks by keyboard");
    await type(page, "remit", "Early risers.");
    await tabTo(page, "place");
    await page.keyboard.press("ArrowDown");
    await tabTo(page, "designed_for");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.goto(`${server.base}/meetings/plan?of=group/larks-by-keyboard`);
    await tabTo(page, "day");
    await page.keyboard.type("05052027");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await type(page, "title", "What we hear");
    await press(page, "Add to the agenda");
    assert.match(await page.locator("main").innerText(), /What we hear/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
