// A register of sixty: by keyboard alone, with script and without; by thumb over a poor line; and by a code at the door.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
import { tabTo } from "./lib/keyboard.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

const day = "2026-02-02";
const registers = "/cohorts/journey-of-sixty/register";
let server;
let browser;
let lead;

/** A cohort of sixty invented people with four meetings today. */
async function sixty() {
  const folder = await mkdtemp(join(tmpdir(), "weft-sixty-"));
  const meetings = ["09:00", "11:00", "13:00", "15:00"].map((starts, at) => `
[[cohort.meeting]]
number = ${at + 1}
title = "Part ${at + 1}"
day = "${day}"
starts = "${starts}"
ends = "${Number(starts.slice(0, 2)) + 1}:30"
`);
  await writeFile(join(folder, "cohorts.toml"), `[[cohort]]
key = "journey-of-sixty"
programme = "thinking-about-headship"
version = 1
title = "A cohort of sixty"
sessions = ["2025-26"]
places = 60
offer_days = 10
endorsement = false
mode = "both"
venue = "Kelvinbank Learning Centre"
contact_office = "collaboration-officer"
invented = true
${meetings.join("")}`);
  const header = "cohort,name,email,post,sector,authority,establishment,workplace,why,endorser,endorser_email,endorsed,state,sent,decided,reason";
  const people = Array.from({ length: 60 }, (_, at) => {
    const number = String(at + 1).padStart(2, "0");
    return `journey-of-sixty,Sixtieth Person ${number},sixty${number}@journey.example,Teacher,primary,inverclyde,,A school (invented),To learn.,,,,accepted,2025-09-01,2025-09-10,`;
  });
  await writeFile(join(folder, "applications.csv"), `${[header, ...people].join("\n")}\n`);
  for (const kind of ["cohorts.toml", "applications.csv"]) {
    await server.weft("import", kind.split(".")[0], join(folder, kind));
  }
  await rm(folder, { recursive: true });
}

before(async () => {
  server = await startServer({ on: day });
  await sixty();
  browser = await launch();
  lead = await openAs(browser, server, "collaboration officer", { statuses: [409, 422] });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the sixty are marked as in the journey: most present, a few not. */
const digit = (at) => (at === 6 ? 2 : at === 20 ? 3 : at === 41 ? 4 : 1);
const expected = "60 people: 57 present, 1 late, 1 apologies, 1 absent, 0 not marked.";

describe("a register of sixty", () => {
  it("is taken by number keys alone, saved on the way and closed", async () => {
    await lead.goto(`${server.base}${registers}`);
    await axe(lead);
    await overflow(lead);
    await screenshot(lead, "registers-overview");
    await lead.goto(`${server.base}${registers}/1`);
    await validate(await (await lead.request.get(`${server.base}${registers}/1`)).text());
    await axe(lead);
    await overflow(lead);
    await tabTo(lead, "Present");
    const started = performance.now();
    for (let at = 0; at < 60; at += 1) await lead.keyboard.press(String(digit(at)));
    await lead.getByText(expected).first().waitFor();
    assert.ok(performance.now() - started < 60_000, "sixty people take less than a minute");
    assert.equal(await lead.evaluate(() => document.activeElement.textContent), "Save", "the last key leads to the button");
    await tabTo(lead, "Save and close the register");
    await Promise.all([lead.waitForNavigation(), lead.keyboard.press("Enter")]);
    assert.match(await lead.locator("[role=status]").first().innerText(), /closed: this meeting was held/);
    await axe(lead);
    await screenshot(lead, "register-closed");
    assert.deepEqual(lead.faults, []);
  });

  it("is taken by Tab, Space and arrows without script", async () => {
    const plain = await openAs(browser, server, "collaboration officer", { script: false });
    await plain.goto(`${server.base}${registers}/2`);
    await tabTo(plain, "Present");
    for (let at = 0; at < 60; at += 1) {
      await plain.keyboard.press("Space");
      for (let step = 1; step < digit(at); step += 1) await plain.keyboard.press("ArrowDown");
      await plain.keyboard.press("Tab");
      await plain.keyboard.press("Tab");
    }
    await Promise.all([plain.waitForNavigation(), plain.keyboard.press("Enter")]);
    assert.match(await plain.locator("[role=status]").first().innerText(), /The register is saved/);
    assert.ok((await plain.locator("main").innerText()).includes(expected));
    assert.deepEqual(plain.faults, []);
    await plain.context().close();
  });

  it("is taken by thumb at 360 px, and keeps what a poor line held back", async () => {
    const page = await openAs(browser, server, "collaboration officer", { viewport: phone, statuses: [409] });
    await page.goto(`${server.base}${registers}/3`);
    await overflow(page);
    await axe(page);
    for (const label of await page.locator("li[data-person] >> nth=0").locator(".ds_radio__label").all()) {
      const box = await label.boundingBox();
      assert.ok(box.height >= 44 && box.width >= 100, `a mark is ${box.width} by ${box.height}`);
    }
    await screenshot(page, "register-phone");
    const tap = (at, mark) => page.locator("li[data-person]").nth(at).getByText(mark, { exact: true }).click();
    await tap(0, "Present");
    await page.getByText("60 people: 1 present").waitFor();
    await page.context().setOffline(true);
    await tap(1, "Late");
    await tap(2, "Absent");
    await page.getByText(/2 marks are not saved yet: there is no connection/).waitFor();
    await screenshot(page, "register-offline-phone");
    await page.context().setOffline(false);
    await page.getByText("60 people: 1 present, 1 late, 0 apologies, 1 absent, 57 not marked.").waitFor();
    // Another lead marks the fourth while this page still shows nobody; here they are marked otherwise.
    const person = await page.locator("li[data-person]").nth(3).getAttribute("data-person");
    await lead.goto(`${server.base}${registers}/3`);
    await lead.locator(`li[data-person="${person}"]`).getByText("Apologies", { exact: true }).click();
    await lead.getByText("1 apologies").first().waitFor();
    await tap(3, "Present");
    await page.locator("li.weft-register__asks").getByText(/you chose Present, but Apologies was set meanwhile/).waitFor();
    await axe(page);
    await screenshot(page, "register-clash-phone");
    await tap(3, "Present");
    await page.getByText("60 people: 2 present").waitFor();
    assert.deepEqual(page.faults.filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED")), []);
    await page.context().close();
  });

  it("is filled by people themselves with a code", async () => {
    await lead.goto(`${server.base}${registers}/4/check-in`);
    await axe(lead);
    await lead.getByRole("button", { name: "Start check-in" }).click();
    await lead.waitForLoadState();
    await axe(lead);
    await overflow(lead);
    await screenshot(lead, "check-in-code");
    const code = (await lead.locator(".weft-code").innerText()).replace("The code is", "").trim();
    assert.match(code, /^[2-9A-HJKMNP-Z]{6}$/);
    for (const script of [true, false]) {
      const page = await open(browser, server.base, { script, viewport: phone, statuses: [422] });
      await page.goto(`${server.base}/c?code=${code}`);
      assert.equal(await page.locator("#code").inputValue(), code);
      await page.locator("#code").fill("AAAAAA");
      await page.locator("#email").fill(`sixty0${script ? 1 : 2}@journey.example`);
      await page.getByRole("button", { name: "Check in" }).click();
      await page.waitForLoadState();
      assert.match(await page.title(), /^Error: /);
      if (script) await axe(page);
      await overflow(page);
      await page.locator("#code").fill(` ${code.toLowerCase()} `);
      await page.getByRole("button", { name: "Check in" }).click();
      await page.waitForLoadState();
      assert.match(await page.locator("main").innerText(), /it is marked present/);
      if (script) await axe(page);
      if (script) await screenshot(page, "checked-in-phone");
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
    await lead.goto(`${server.base}${registers}/4`);
    assert.ok((await lead.locator("main").innerText()).includes("60 people: 2 present"));
    for (const path of ["/file", "/sheet"]) {
      await lead.goto(`${server.base}${registers}/4${path}`);
      await axe(lead);
      await overflow(lead);
    }
    await screenshot(lead, "register-sheet");
    await lead.goto(`${server.base}/account/tokens`);
    await lead.locator("#name").fill("Attendance report");
    await lead.getByRole("button", { name: "Make the token" }).click();
    await lead.waitForLoadState();
    await axe(lead);
    await overflow(lead);
    const token = await lead.locator(".weft-token").innerText();
    const answer = await fetch(`${server.base}/api/v1/cohorts/journey-of-sixty/register`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await answer.json()).items.length, 60);
  });
});
