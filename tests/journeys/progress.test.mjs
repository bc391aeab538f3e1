// The officer asks a group how it gets on; its lead answers by the link in the letter, on a phone, in under five minutes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { press, tabTo } from "./lib/keyboard.mjs";
import { linkTo } from "./lib/letters.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

let server;
let browser;
let officer;
before(async () => {
  server = await startServer();
  browser = await launch();
  officer = await openAs(browser, server, "collaboration officer");
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Five minutes at forty words a minute: what a report may cost, reading and thinking apart. */
const wordsAMinute = 40;
const answers = {
  met_note: "Twice, once online",
  people: "12",
  who: "Class teachers and two officers from four authorities",
  changed: "A shared set of starter tasks for P5 to P7. Nine schools have tried them and six have changed how they begin a lesson.",
  helps: "Two afternoons of cover made it possible. Teachers in small schools still cannot get away, and the online room was full.",
  share: "Ask pupils to explain a wrong answer: it tells more than ten right ones.",
};

/** Asks one group, and reads the link out of the letter that the outbox holds, as the demonstration's folder has it. */
async function ask(group) {
  await officer.goto(`${server.base}/progress/requests?group=${group}`);
  assert.match(await officer.locator("table caption").innerText(), /Requests for progress reports/);
  await officer.getByRole("button", { name: "Send 1 letter" }).click();
  await officer.waitForLoadState();
  assert.match(await officer.locator("[role=status]").innerText(), /1 group asked/);
}

/** Waits as long as somebody types these words. */
const typing = (words) => (words.length / 5 / wordsAMinute) * 60_000;

describe("a progress report", () => {
  it("is finished on a phone in under five minutes of typing, with script, and saved on the way", async () => {
    await ask("maths-and-numeracy");
    const link = await linkTo(server, "morven.aitkenhead@glasgow-city.example");
    const page = await open(browser, server.base, { viewport: phone, statuses: [422] });
    let spent = 0;
    const started = performance.now();
    const fill = async (name) => {
      await page.locator(`[name=${name}]`).fill(answers[name]);
      spent += typing(answers[name]);
    };
    await page.goto(server.base + link);
    await axe(page);
    await overflow(page);
    await screenshot(page, "progress-start-phone");
    await page.getByRole("link", { name: /^(Start|Go on)$/ }).click();
    await page.waitForLoadState();
    assert.ok((await page.locator("h1").boundingBox()).y < phone.height / 2, "the question is in the upper half of a phone");
    await page.locator("label[for=met]").click();
    await fill("met_note");
    await axe(page);
    await overflow(page);
    await screenshot(page, "progress-question-phone");
    for (const [names, button] of [[[], "Save and go on"], [["people", "who"], "Save and go on"], [["changed"], "Save and come back later"]]) {
      for (const name of names) await fill(name);
      await page.getByRole("button", { name: button }).click();
      await page.waitForLoadState();
    }
    assert.match(await page.locator("[role=status]").innerText(), /Saved/);
    // The bus arrives; the report goes on at home, on another device.
    await page.goto(server.base + link);
    await page.getByRole("link", { name: "Go on" }).click();
    await page.waitForLoadState();
    for (const name of ["helps", "share"]) {
      await fill(name);
      await page.getByRole("button", { name: /^Save and (go on|check)$/ }).click();
      await page.waitForLoadState();
    }
    assert.match(await page.locator("main").innerText(), /Nine schools have tried them/);
    await axe(page);
    await overflow(page);
    await page.locator("[name=sender]").fill("");
    await page.getByRole("button", { name: "Send the report" }).click();
    await page.waitForLoadState();
    assert.match(await page.title(), /^Error: /);
    await axe(page);
    await page.locator("[name=sender]").fill("Rowan Phone");
    spent += typing("Rowan Phone");
    await page.getByRole("button", { name: "Send the report" }).click();
    await page.waitForLoadState();
    assert.equal(await page.locator("h1").innerText(), "Thank you");
    await axe(page);
    const minutes = (spent + performance.now() - started) / 60_000;
    assert.ok(minutes < 5, `it took ${minutes.toFixed(1)} minutes`);
    await page.goto(server.base + link);
    assert.match(await page.locator("main").innerText(), /by Rowan Phone/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("is accepted by the officer, and stands in the highlights", async () => {
    await officer.goto(`${server.base}/progress`);
    await axe(officer);
    await overflow(officer);
    await officer.locator("section[aria-labelledby=waiting]").getByRole("link", { name: "Maths and numeracy" }).click();
    await officer.waitForLoadState();
    await axe(officer);
    await officer.getByRole("button", { name: "Accept the report" }).click();
    await officer.waitForLoadState();
    assert.match(await officer.locator("main").innerText(), /Accepted/);
    for (const path of ["/progress/judgements/2025-26", "/progress/judgements/2025-26/priority/priority-3",
      "/progress/highlights/2025-26/leadership-of-learning", "/progress/responses", "/messages?state=sent",
      "/messages/templates/progress-request"]) {
      await officer.goto(server.base + path);
      await axe(officer);
      await overflow(officer);
    }
    assert.deepEqual(officer.faults, []);
  });

  it("is answered without script by keyboard alone", async () => {
    await ask("gaelic");
    const link = await linkTo(server, "mairi.ghilleathain@glasgow-city.example");
    const page = await open(browser, server.base, { viewport: desk, script: false });
    await page.goto(server.base + link);
    await press(page, /^(Start|Go on)$/);
    await tabTo(page, "met");
    await page.keyboard.press("Space");
    await press(page, "Save and go on");
    await tabTo(page, "people");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("9");
    await press(page, "Save and go on");
    await tabTo(page, "changed");
    await page.keyboard.type("Four classes share one lesson.");
    await press(page, "Save and go on");
    await press(page, "Save and go on");
    await press(page, "Save and check");
    await press(page, "Send the report");
    assert.equal(await page.locator("h1").innerText(), "Thank you");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
