// The plan between two sessions: a council officer records a decision, a theme is answered, two frameworks on a phone.
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

const framework = "/framework/2025-26";

/** Clicks and waits for the page that answers: without script the old page would still count as loaded. */
async function go(page, target) {
  const answered = page.waitForEvent("framenavigated");
  await target.click();
  await answered;
  await page.waitForLoadState();
}

const submit = (page, words) => go(page, page.getByRole("button", { name: words }));
const follow = (page, words) => go(page, page.getByRole("link", { name: words }));

/** The officer of one council finds the form from their own account page and records what the committee decided. */
async function recordDecision(options, reason) {
  const page = await openAs(browser, server, "authority officer", { ...options, statuses: [422] });
  await page.goto(`${server.base}/account`);
  await follow(page, "Record what a council decided about the framework");
  assert.equal(await page.locator("main a", { hasText: /^(Record|Change)/ }).count(), 1, "their own council and no other");
  await overflow(page);
  await go(page, page.locator("main table a").filter({ hasText: /^(Record|Change)/ }));
  await submit(page, "Record the decision");
  assert.match(await page.title(), /^Error: /);
  await overflow(page);
  if (options.script !== false) await axe(page);
  await page.locator("label[for=decision]").click();
  await page.getByLabel("Committee", { exact: true }).fill("Education, Skills and Early Years Committee");
  await page.getByLabel("Day of the committee").fill("2025-12-04");
  await page.getByLabel("Agenda item (optional)").fill("6");
  if (reason) await page.locator("#reason").fill(reason);
  await submit(page, "Record the decision");
  assert.match(await page.locator("main").innerText(), /4 of 8 councils have approved/);
  assert.match(await page.locator("main table").innerText(), /4 December 2025, item 6/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

describe("the plan's life", () => {
  it("takes a council's decision, by the council's own officer", async () => {
    await recordDecision({ viewport: desk });
  });

  it("takes a second decision with a reason, on a phone without script", async () => {
    await recordDecision({ viewport: phone, script: false }, "The committee met again.");
  });

  it("shows all councils to everybody, on a phone and at a desk", async () => {
    for (const viewport of [phone, desk]) {
      const page = await open(browser, server.base, { viewport });
      await page.goto(`${server.base}${framework}/approvals`);
      await overflow(page);
      await axe(page);
      await screenshot(page, `approvals-${viewport.width}`, { fullPage: true });
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  });

  for (const script of [true, false]) {
    it(`draws notes into a theme and answers it ${script ? "with" : "without"} script`, async () => {
      const title = script ? "Let us see each other teach." : "Give us the papers a week before.";
      const page = await openAs(browser, server, "collaboration officer", { script, viewport: script ? desk : phone });
      await page.goto(`${server.base}${framework}`);
      await follow(page, "Consultation: you said, we did");
      await follow(page, "Record a conversation");
      await page.getByLabel("Title", { exact: true }).fill(`Probationers, ${script ? "spring" : "winter"}`);
      await page.getByLabel("Held by").fill("the Collaboration Officer");
      await page.getByLabel("With", { exact: true }).fill("probationers of every authority");
      await page.getByLabel("Who took part", { exact: false }).fill("Probationers: 14");
      await page.locator("label[for=topics]").click();
      await submit(page, "Save the conversation");
      await page.getByLabel("What was said?").fill(`We said: ${title}`);
      await submit(page, "Keep the note");
      assert.match(await page.locator("main").innerText(), new RegExp(`We said: ${title}`));
      if (script) await axe(page);
      await overflow(page);
      await follow(page, "Back to the consultation");
      await follow(page, "Add a theme");
      await page.getByLabel("What people said, in a sentence").fill(title);
      await page.locator("label", { hasText: `We said: ${title}` }).click();
      await submit(page, "Save the theme");
      await page.locator("label[for=answer]").click();
      await page.getByLabel("What changed, or why nothing did").fill("It stands in the plan now.");
      await page.getByLabel("Where in the framework (optional)").selectOption("priority/priority-3");
      if (script) await axe(page);
      await overflow(page);
      await submit(page, "Publish the answer");
      const theme = page.locator("article.weft-said", { hasText: title });
      assert.match(await theme.innerText(), /It stands in the plan now\.[\s\S]*learning, teaching and assessment/);
      assert.match(await theme.innerText(), /Drawn from one note/);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }

  it("takes a comment without a name, which the officer reads before anybody sees it", async () => {
    const visitor = await open(browser, server.base, { viewport: phone, script: false });
    await visitor.goto(`${server.base}${framework}/consultation`);
    await follow(visitor, "Leave a comment");
    await visitor.getByLabel("What is it about?").selectOption({ index: 1 });
    await visitor.getByLabel("Your comment").fill("Keep the networks as they are.");
    await overflow(visitor);
    await submit(visitor, "Send the comment");
    assert.match(await visitor.locator("main").innerText(), /Thank you/);
    assert.doesNotMatch(await visitor.locator("main").innerText(), /Keep the networks/);
    const officer = await openAs(browser, server, "collaboration officer", { viewport: desk });
    await officer.goto(`${server.base}${framework}/consultation`);
    await follow(officer, "One comment waits to be read");
    await axe(officer);
    await submit(officer, /^Show it/);
    await visitor.reload();
    await visitor.goto(`${server.base}${framework}/consultation`);
    assert.match(await visitor.locator("main").innerText(), /Keep the networks as they are/);
    await overflow(visitor);
    assert.deepEqual([...visitor.faults, ...officer.faults], []);
    await visitor.context().close();
    await officer.context().close();
  });

  it("lays two frameworks side by side and follows what became of things", async () => {
    for (const [viewport, script] of [[phone, true], [phone, false], [desk, true]]) {
      const page = await open(browser, server.base, { viewport, script });
      await page.goto(`${server.base}${framework}`);
      await follow(page, /^Side by side with 2022\/23/);
      const text = await page.locator("main").innerText();
      assert.match(text, /Only in 2025\/26/);
      assert.match(text, /Not published/);
      await overflow(page);
      if (script) {
        await axe(page);
        await screenshot(page, `compare-${viewport.width}`, { fullPage: true });
      }
      await follow(page, "crosswalk");
      await overflow(page);
      if (script) {
        await axe(page);
        await screenshot(page, `crosswalk-${viewport.width}`, { fullPage: true });
      }
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  });

  it("follows a recommendation to what was done", async () => {
    const page = await openAs(browser, server, "evaluation lead", { viewport: desk });
    await page.goto(`${server.base}/account`);
    await follow(page, "Follow up what evaluations recommended");
    await axe(page);
    await screenshot(page, "recommendations", { fullPage: true });
    await follow(page, "Ask pupils what they noticed");
    await page.getByLabel("What was done?").fill("Two groups asked pupils.");
    await submit(page, "Record what was done");
    assert.match(await page.locator("main").innerText(), /No response recorded; one thing done/);
    await axe(page);
    await screenshot(page, "recommendation", { fullPage: true });
    await page.setViewportSize(phone);
    await overflow(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
