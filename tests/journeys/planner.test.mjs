// The year is planned backwards: the officer adds a committee, sees its deadlines and what clashes, and everybody sees the days.
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

async function planned(name, options, checked) {
  const page = await openAs(browser, server, "collaboration officer", options);
  await page.goto(`${server.base}/planner?from=2026-04`);
  const text = await page.locator("main").innerText();
  assert.match(text, /Draft to directors falls in the spring holiday of all 8 authorities/);
  await overflow(page);
  if (checked) {
    await axe(page);
    await screenshot(page, "planner", { fullPage: true });
  }
  await page.getByRole("link", { name: "Change days and deadlines" }).click();
  if (checked) await axe(page);
  await page.getByRole("link", { name: "Committees of the councils" }).click();
  await page.getByLabel("What happens?").fill(name);
  await page.locator("[name=day_first]").fill("2026-05-28");
  await overflow(page);
  if (checked) {
    await axe(page);
    await screenshot(page, "planner-calendar");
  }
  await page.getByRole("button", { name: "Add the day" }).click();
  await page.waitForLoadState();
  await page.goto(`${server.base}/planner?from=2026-04&kind=deadline`);
  assert.ok((await page.locator("main").innerText()).includes(`14 days before ${name}, 28 May 2026`));
  assert.deepEqual(page.faults, []);
  await page.context().close();
  const visitor = await open(browser, server.base, { ...options, viewport: phone });
  await visitor.goto(`${server.base}/planner?from=2026-05`);
  assert.ok((await visitor.locator("main").innerText()).includes(name));
  await overflow(visitor);
  if (checked) {
    await axe(visitor);
    await screenshot(visitor, "planner-phone");
    await visitor.goto(`${server.base}/framework/2025-26/thread`);
    await axe(visitor);
    await overflow(visitor);
    await screenshot(visitor, "thread-phone", { fullPage: true });
    await visitor.goto(`${server.base}/framework/2025-26/thread/priority-4`);
    await axe(visitor);
    await overflow(visitor);
    await screenshot(visitor, "thread-priority-phone", { fullPage: true });
  }
  assert.deepEqual(visitor.faults, []);
  await visitor.context().close();
}

describe("the year planner", () => {
  it("works backwards from a day that is added, without script on a phone", async () => {
    await planned("Autumn Committee", { viewport: phone, script: false }, false);
  });

  it("says what clashes and passes axe, with script at a desk", async () => {
    await planned("Spring Committee", { viewport: desk }, true);
  });
});
