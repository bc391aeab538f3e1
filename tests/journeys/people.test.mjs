// A list of practitioners with one person in it twice: brought, found, merged, undone. And who took part, on a phone.
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

/** The officer brings a list, merges the two of it who are one, and takes that back. */
async function bringMergeUndo(surname, options) {
  const script = options.script !== false;
  const page = await openAs(browser, server, "collaboration officer", { ...options, statuses: [422] });
  const rows = [
    "Name\tEmail\tSchool\tPost",
    `Quilla ${surname}\tquilla@${surname}.example\t9900011+P\tTeacher`,
    `Quila ${surname}\tq@${surname}.example\t9900029+S\tTeacher`,
  ];
  await page.goto(`${server.base}/people/list`);
  await page.getByLabel("The list").fill(rows.join("\n"));
  await look(page, "people-list", script);
  await send(page, "See what will happen");
  assert.match(await page.locator("main").innerText(), /Of 2 rows, 2 add somebody/);
  await look(page, "people-list-check", script);
  await send(page, "Save this list");
  await look(page, "people", script);

  await page.goto(`${server.base}/people/duplicates`);
  await look(page, "people-duplicates", script);
  await page.getByRole("link", { name: new RegExp(`^Compare .*${surname}.*${surname}`) }).click();
  await page.waitForLoadState();
  assert.match(await page.locator("main").innerText(), /nearly the same name in the same authority/);
  await look(page, "people-pair", script);
  await send(page, "Merge the two");
  assert.match(await page.title(), /^Error: /);
  await look(page, "people-pair-error", script);
  await page.getByLabel("How you know", { exact: true }).fill("She told us at the October meeting");
  await send(page, "Merge the two");
  assert.match(await page.locator("body").innerText(), /The two are one person from now on/);

  await page.goto(`${server.base}/people/merges`);
  await look(page, "people-merges", script);
  await page.getByRole("link", { name: new RegExp(`${surname} merged into`) }).first().click();
  await page.waitForLoadState();
  await page.getByLabel("Why they are two people after all").fill("They are sisters");
  await look(page, "people-merge", script);
  await send(page, "Undo this merge");
  assert.match(await page.locator("main").innerText(), /They are sisters/);

  await page.goto(`${server.base}/people/duplicates`);
  await page.getByRole("link", { name: new RegExp(`^Compare .*${surname}.*${surname}`) }).click();
  await page.waitForLoadState();
  await send(page, "Remember that they are two");
  assert.match(await page.locator("main").innerText(), /Told apart/);
  await look(page, "people-apart", script);
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

describe("who is one person", () => {
  it("is settled by the officer at a desk, with script", () => bringMergeUndo("Marram", { viewport: desk }));
  it("is settled by the officer on a phone, without script", () => bringMergeUndo("Teasel", { viewport: phone, script: false }));
});

describe("reach", () => {
  for (const viewport of [phone, desk]) {
    it(`is read by anybody at ${viewport.width} pixels, whole or narrowed`, async () => {
      const page = await open(browser, server.base, { viewport });
      for (const [path, name] of [
        ["/reach?session=all", "reach"], ["/reach?session=all&by=sector&mode=online", "reach-narrow"],
        ["/reach?session=2031-32", "reach-empty"], ["/reach/coverage?session=all", "coverage"], ["/reach/figures", "reach-figures"],
      ]) {
        await page.goto(`${server.base}${path}`);
        await look(page, `${name}-${viewport.width}`, true);
      }
      assert.match(await page.locator("main").innerText(), /Kept figures of reach/);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }
  it("is kept as a figure by the officer, and cited", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: phone });
    await page.goto(`${server.base}/reach?session=all`);
    await page.getByLabel("What it is for (optional)").fill("For the evaluation report");
    await send(page, "Save this figure");
    assert.match(await page.locator("main").innerText(), /This figure never changes/);
    await look(page, "reach-figure", true);
    await page.goto(`${server.base}/reach/headcounts`);
    await look(page, "reach-headcounts", true);
    await page.goto(`${server.base}/reach/coverage?session=all`);
    await look(page, "coverage-officer", true);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
