// The officer sets up a cohort with the keyboard alone; everybody reads its page on a phone and asks whether it is for them.
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
  server = await startServer({ on: "2026-02-02" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const programme = "/programmes/improving-our-pedagogy";

/** Goes to a field by Tab alone and types. */
async function type(page, name, text) {
  await reach(page, (stop) => stop.name === name);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Presses Tab until the focus is where it is wanted. */
async function reach(page, wanted) {
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const { name, id, value, textContent } = document.activeElement;
      return { name, id, value, words: (textContent ?? "").trim() };
    });
    if (wanted(stop)) return;
  }
  assert.fail("Tab never reached it");
}

async function setUp(options, title, first) {
  const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
  const looks = async () => {
    if (options.script !== false) await axe(page);
    await overflow(page);
  };
  await page.goto(server.base + programme);
  await looks();
  await page.getByRole("link", { name: "Set up a cohort" }).click();
  await page.waitForLoadState();
  await looks();
  await reach(page, (stop) => stop.words === "Set up the cohort");
  await page.keyboard.press("Enter");
  await page.locator(".ds_error-summary").waitFor();
  assert.match(await page.title(), /^Error: /);
  assert.match(await page.locator(".ds_error-summary").innerText(), /Give the cohort a title/);
  await looks();
  await type(page, "title", title);
  await type(page, "places", "12");
  await reach(page, (stop) => stop.name === "mode");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await type(page, "venue", "The library");
  await reach(page, (stop) => stop.words === "Set up the cohort");
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: title }).waitFor();
  assert.match(await page.locator("main").innerText(), /12 places\./);
  await looks();
  await page.getByRole("link", { name: "Add a meeting" }).click();
  await page.waitForLoadState();
  await looks();
  await page.getByLabel("Day", { exact: true }).fill(first);
  await page.getByLabel("Begins at").fill("16:00");
  await page.getByLabel("Ends at").fill("17:00");
  await page.getByLabel("How many meetings").fill("3");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForLoadState();
  assert.match(await page.locator("#planned").innerText(), /Meetings to come \(3\)/);
  await looks();
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

describe("a cohort", () => {
  it("is set up by keyboard alone at a desk", async () => {
    await setUp({ viewport: desk }, "May 2026", "2026-05-05");
  });

  it("is set up on a phone without script", async () => {
    await setUp({ viewport: phone, script: false }, "June 2026", "2026-06-02");
  });

  it("says on a phone whom it is for, when it meets and whether there is a place, without an account", async () => {
    const page = await open(browser, server.base, { viewport: { width: 360, height: 740 } });
    await page.goto(`${server.base}/programmes?applications=open`);
    await axe(page);
    await overflow(page);
    await page.getByRole("link", { name: "Improving Our Classrooms" }).click();
    await page.waitForLoadState();
    await axe(page);
    await overflow(page);
    await page.getByRole("link", { name: "Session 2026/27" }).click();
    await page.waitForLoadState();
    await axe(page);
    await overflow(page);
    await screenshot(page, "cohort");
    const text = await page.locator("main").innerText();
    assert.match(text, /24 places/);
    assert.doesNotMatch(text, /meet\.west-partnership\.example/);
    await page.getByLabel("Your sector").selectOption("primary");
    await page.getByLabel("Your post").selectOption("Teacher");
    await page.getByRole("button", { name: "See whether it is for me" }).click();
    await page.waitForLoadState();
    assert.match(await page.locator("main [role=status]").innerText(), /^Yes\. You may apply until 20 March 2026/);
    await axe(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
