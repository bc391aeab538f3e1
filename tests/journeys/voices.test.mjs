// Somebody's words: noted by the officer, agreed to by the speaker through their link, shown, and taken back.
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

/** Presses a button and waits for the page that follows. */
async function press(page, name) {
  await page.getByRole("button", { name }).click();
  await page.waitForLoadState();
}

/** The officer notes a quote and makes the speaker's link; returns the address of the voice's page and the link. */
async function noted(officer, words, checked) {
  await officer.goto(`${server.base}/voices/new`);
  if (checked) await axe(officer);
  await press(officer, "Save it, without using it yet");
  assert.match(await officer.title(), /^Error: /);
  await officer.getByLabel("The exact words").fill(words);
  await officer.locator("[name=tone]").selectOption("wish");
  await officer.locator("[name=role]").fill("Class teacher");
  await officer.locator("[name=sector]").selectOption("primary");
  if (checked) await screenshot(officer, "voice-new", { fullPage: true });
  await overflow(officer);
  await press(officer, "Save it, without using it yet");
  const page = officer.url();
  assert.match(await officer.locator("main").innerText(), /No consent yet/);
  await press(officer, "Make a link");
  const link = await officer.locator("main code").innerText();
  if (checked) {
    await axe(officer);
    await screenshot(officer, "voice-one", { fullPage: true });
  }
  await overflow(officer);
  return { page, link };
}

/** The whole life of a quote in two windows. */
async function life(words, options, checked) {
  const officer = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
  const { page, link } = await noted(officer, words, checked);
  const speaker = await open(browser, server.base, { ...options, viewport: phone, statuses: [422] });
  await speaker.goto(link);
  assert.match(await speaker.locator("blockquote").innerText(), new RegExp(words));
  await press(speaker, "I agree");
  assert.match(await speaker.title(), /^Error: /);
  // The label covers the circle or box that it draws.
  await speaker.locator("label").filter({ hasText: "By sector only" }).click();
  await speaker.locator("label").filter({ hasText: /^\s*Website/ }).click();
  if (checked) {
    await axe(speaker);
    await screenshot(speaker, "voice-speaker", { fullPage: true });
  }
  await overflow(speaker);
  await press(speaker, "I agree");
  assert.match(await speaker.locator("main").innerText(), /You agreed on/);
  await speaker.goto(`${server.base}/voices`);
  const shown = await speaker.locator("main").innerText();
  assert.ok(shown.includes(words) && shown.includes("Somebody in a primary school"));
  if (checked) {
    await axe(speaker);
    await screenshot(speaker, "voices-phone");
  }
  await overflow(speaker);
  await speaker.goto(link);
  await press(speaker, "Take my agreement back");
  assert.match(await speaker.locator("main").innerText(), /You took your agreement back/);
  await speaker.goto(`${server.base}/voices`);
  assert.ok(!(await speaker.locator("main").innerText()).includes(words));
  await officer.goto(page);
  assert.match(await officer.locator("main").innerText(), /Consent withdrawn/);
  await officer.goto(`${server.base}/voices/list`);
  if (checked) {
    await axe(officer);
    await screenshot(officer, "voices-list", { fullPage: true });
  }
  await overflow(officer);
  assert.deepEqual([...officer.faults, ...speaker.faults], []);
  await officer.context().close();
  await speaker.context().close();
}

describe("a voice", () => {
  it("is agreed to by link and taken back, on a phone without script", async () => {
    await life("More time to visit each other, please.", { viewport: phone, script: false }, false);
  });

  it("is agreed to by link and taken back, at a desk with script, and every page passes axe", async () => {
    await life("Fewer slides and more classrooms next time.", { viewport: desk }, true);
  });
});
