// A case study is written on a phone by the link of a letter; who came is recorded as completed; the participant fetches the
// certificate on a phone, and anybody verifies it, with and without script.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { letterLink } from "./lib/letters.mjs";
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

const home = "/cohorts/thinking-about-headship-2024-25/completion";
const studied = "/cohorts/improving-our-classrooms-2025/completion";
const name = "Yasmin Ormiscairn";
const address = "yasmin.ormiscairn@south-lanarkshire.example";
const answers = [
  "Does talk before writing help?", "P5, 24 pupils", "Ten minutes of talk before each piece of writing, for six weeks.",
  "9 of 24 pupils wrote at the expected level.", "15 of 23 pupils (65%) wrote at the expected level.", "They begin sooner.",
  "Mondays.", "The whole stage does it now.",
];

describe("completion", () => {
  it("begins with a case study written on a phone without script and accepted by a reader", async () => {
    const officer = await openAs(browser, server, "collaboration officer");
    await officer.goto(server.base + studied);
    await axe(officer);
    await screenshot(officer, "completion-studies");
    await officer.getByRole("button", { name: /^Send (the link|\d+ links)$/ }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("[role=status]").innerText(), /A link to write the case study is on its way/);
    const link = await letterLink(server, "corrie.fallowhill@glasgow-city.example", "/case-study/");
    const page = await open(browser, server.base, { viewport: phone, script: false });
    await page.goto(server.base + link);
    await overflow(page);
    await page.getByRole("link", { name: "Start" }).click();
    for (const answer of answers) {
      await page.locator("[name=answer]").fill(answer);
      await overflow(page);
      await page.getByRole("button", { name: /^Save and (go on|check)$/ }).click();
      await page.waitForLoadState();
    }
    assert.match(await page.locator("main").innerText(), /15 of 23 pupils \(65%\)/);
    await overflow(page);
    await screenshot(page, "case-study-check-phone");
    await page.locator("label[for=no_names]").click();
    await page.getByRole("button", { name: "Send the case study" }).click();
    await page.waitForLoadState();
    assert.match(await page.locator("[role=status]").innerText(), /Your case study was sent/);
    await officer.goto(server.base + studied);
    await officer.getByRole("link", { name: "Corrie Fallowhill" }).click();
    await officer.waitForLoadState();
    await axe(officer);
    await screenshot(officer, "completion-reading");
    await officer.getByRole("button", { name: "Accept the case study" }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("[role=status]").innerText(), /The case study was accepted/);
  });

  it("is recorded for who came, and leads to a certificate that anybody verifies", async () => {
    const officer = await openAs(browser, server, "collaboration officer");
    await officer.goto(server.base + home);
    await axe(officer);
    await screenshot(officer, "completion-cohort");
    assert.match(await officer.locator("main").innerText(), /6 of 6 meetings held \(100%\)/);
    await officer.getByRole("button", { name: "Record 1 person as completed" }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("[role=status]").innerText(), /1 person recorded as completed/);
    await officer.getByRole("link", { name }).click();
    await officer.waitForLoadState();
    await officer.getByRole("button", { name: "Issue the certificate" }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("[role=status]").innerText(), /The certificate was issued/);
    await axe(officer);
    await screenshot(officer, "completion-person");

    const link = await letterLink(server, address, "/certificate/");
    const own = await open(browser, server.base, { viewport: phone });
    await own.goto(server.base + link);
    await axe(own);
    await overflow(own);
    await screenshot(own, "completion-own-phone");
    const [file] = await Promise.all([own.waitForEvent("download"), own.getByRole("link", { name: "Download the certificate (PDF)" }).click()]);
    assert.match(file.suggestedFilename(), /^certificate-[0-9a-z-]{19}\.pdf$/);
    const number = (await own.locator("main strong").innerText()).trim();

    for (const script of [true, false]) {
      const anybody = await open(browser, server.base, { viewport: phone, script, statuses: [404, 422] });
      await anybody.goto(`${server.base}/verify`);
      if (script) await axe(anybody);
      await anybody.locator("[name=number]").fill(number.toLowerCase().replaceAll("-", " "));
      await anybody.getByRole("button", { name: "Look it up" }).click();
      await anybody.waitForLoadState();
      assert.match(await anybody.locator("h1").innerText(), /This certificate stands/);
      assert.match(await anybody.locator("main").innerText(), new RegExp(name));
      if (script) await axe(anybody);
      await overflow(anybody);
      await screenshot(anybody, `verify-phone${script ? "" : "-without-script"}`);
      await anybody.locator("[name=number]").fill("0000 0000 0000 0000");
      await anybody.getByRole("button", { name: "Look it up" }).click();
      await anybody.waitForLoadState();
      assert.match(await anybody.locator("h1").innerText(), /No such certificate/);
      await overflow(anybody);
    }
  });
});
