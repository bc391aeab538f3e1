// A form at the end of a meeting: opened by the officer, answered on phones with and without script, read once it has closed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
import { press, tabTo } from "./lib/keyboard.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

let server;
let browser;
let officer;
let home;
let link;
before(async () => {
  server = await startServer();
  browser = await launch();
  officer = await openAs(browser, server, "collaboration officer");
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

describe("a form after a meeting", () => {
  it("is opened, and its code stands on a slide", async () => {
    await officer.goto(`${server.base}/forms/end-of-meeting/asking`);
    await axe(officer);
    await officer.locator("[name=title]").fill("Maths meeting at the library");
    await officer.locator("[name=invited]").fill("12");
    await officer.getByRole("button", { name: "Open the form" }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("[role=status]").innerText(), /The form is open/);
    home = new URL(officer.url()).pathname;
    await axe(officer);
    await overflow(officer);
    await screenshot(officer, "form-asked");
    await officer.getByRole("link", { name: "Open the slide" }).click();
    await officer.waitForLoadState();
    await axe(officer);
    await overflow(officer);
    await screenshot(officer, "form-slide");
    link = new URL(await officer.locator(".weft-slide__link a").getAttribute("href")).pathname;
    assert.ok(await officer.locator("[role=img][aria-label^='QR code']").isVisible());
  });

  it("is answered on a phone, with and without script, and by keyboard alone", async () => {
    for (const script of [true, false]) {
      const page = await open(browser, server.base, { script, viewport: phone, statuses: [422] });
      await page.goto(server.base + link);
      await validate(await (await fetch(server.base + link)).text());
      if (script) await axe(page);
      await overflow(page);
      await screenshot(page, `form-phone-${script ? "script" : "plain"}`, { fullPage: true });
      await page.getByRole("button", { name: "Send my answers" }).click();
      await page.waitForLoadState();
      assert.match(await page.title(), /^Error: /);
      if (script) await axe(page);
      await overflow(page);
      await page.locator("label[for=q-worth-the-time]").click();
      await page.locator("label[for=q-more-knowledge-2]").click();
      await page.locator("[name=q-will-use]").fill("The starter tasks, by Friday");
      await page.getByRole("button", { name: "Send my answers" }).click();
      await page.waitForLoadState();
      assert.equal(await page.locator("h1").innerText(), "Thank you");
      if (script) await axe(page);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
    const page = await open(browser, server.base);
    await page.goto(server.base + link);
    await tabTo(page, "q-worth-the-time");
    await page.keyboard.press("Space");
    await press(page, "Send my answers");
    assert.equal(await page.locator("h1").innerText(), "Thank you");
    await page.context().close();
  });

  it("shows nothing of three answers once it has closed, and the whole distribution of twenty", async () => {
    await officer.goto(server.base + home);
    assert.match(await officer.locator("main").innerText(), /fewer than five answers/);
    await officer.getByRole("button", { name: "Close the form for good" }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("main").innerText(), /nothing is shown/);
    await axe(officer);
    for (const path of ["/forms", "/forms/questions", "/forms/questions/more-knowledge", "/forms/end-of-programme",
      "/forms/end-of-programme/edit", "/forms/questions/new", "/forms/asked/thinking-about-headship-2024-25",
      "/forms/results?session=2024-25"]) {
      await officer.goto(server.base + path);
      await axe(officer);
      await overflow(officer);
    }
    await officer.goto(`${server.base}/forms/asked/thinking-about-headship-2024-25`);
    assert.match(await officer.locator("main").innerText(), /16 of 19 chose “Strongly agree” or “Agree” \(84%; between/);
    await screenshot(officer, "form-results", { fullPage: true });
    const narrow = await openAs(browser, server, "collaboration officer", { viewport: phone });
    await narrow.goto(`${server.base}/forms/asked/thinking-about-headship-2024-25`);
    await overflow(narrow);
    await screenshot(narrow, "form-results-phone", { fullPage: true });
    await narrow.context().close();
    assert.deepEqual(officer.faults, []);
  });
});
