// A teacher applies on a phone, a headteacher endorses, an officer offers the place, the teacher accepts: with script on a
// phone and without script at a desk.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow } from "./lib/checks.mjs";
import { letterLink } from "./lib/letters.mjs";
import { openAs } from "./lib/people.mjs";
import { screenshot } from "./lib/screenshot.mjs";
import { startServer } from "./lib/server.mjs";

const cohort = "/cohorts/improving-our-classrooms-2026-27";
let server;
let browser;
let officer;
before(async () => {
  server = await startServer({ on: "2026-02-02" });
  browser = await launch();
  officer = await openAs(browser, server, "collaboration officer");
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function press(page, name) {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
}

/** Looks at a page as everybody must be able to use it; what measures it needs script. */
async function look(page, name) {
  if (page.measured !== false) {
    await axe(page);
    await overflow(page);
  }
  await screenshot(page, name);
}

/** Applies, and returns when the application has been sent. */
async function apply(page, name, email, pictures) {
  await page.goto(server.base + `${cohort}/apply`);
  await look(page, `apply-start-${pictures}`);
  await press(page, "Start your application");
  await press(page, "Save and go on");
  assert.match(await page.title(), /^Error: /);
  await look(page, `apply-error-${pictures}`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Work email address").fill(email);
  await page.getByLabel("Post", { exact: true }).fill("Class teacher");
  await look(page, `apply-who-${pictures}`);
  await press(page, "Save and go on");
  await page.getByLabel("Authority").selectOption({ label: "Inverclyde" });
  await page.getByText("Primary", { exact: true }).click();
  await look(page, `apply-work-${pictures}`);
  await press(page, "Save and go on");
  await page.getByLabel("School or service").fill("Cloch View Primary School (invented)");
  await look(page, `apply-place-${pictures}`);
  await press(page, "Save and go on");
  await page.getByLabel("A line or two is enough").fill("To see what helps the quieter learners.");
  await press(page, "Save and go on");
  await press(page, "Save and go on");
  await page.getByLabel("Their name").fill("Mrs Head");
  await page.getByLabel("Their work email address").fill(`head.of.${email}`);
  await press(page, "Save and check");
  assert.equal(await page.locator("h1").innerText(), "Check your answers");
  await look(page, `apply-check-${pictures}`);
  await page.locator("#why").getByRole("link").click();
  await page.waitForLoadState();
  await press(page, "Save and check");
  await press(page, "Send your application");
  assert.match(await page.locator("h1").innerText(), /has arrived/);
  await look(page, `apply-sent-${pictures}`);
}

for (const [what, view, script] of [["on a phone", phone, true], ["at a desk without script", desk, false]]) {
  const name = script ? "Wren Phone" : "Rowan Desk";
  const email = script ? "wren.phone@inverclyde.example" : "rowan.desk@inverclyde.example";
  const pictures = script ? "phone" : "desk";
  describe(`an application ${what}`, () => {
    it("is sent, endorsed, offered a place and accepted", async () => {
      const page = await open(browser, server.base, { viewport: view, script, statuses: [422] });
      page.measured = script;
      await apply(page, name, email, pictures);
      await page.goto(server.base + await letterLink(server, `head.of.${email}`, "/e/"));
      await look(page, `endorse-${pictures}`);
      await page.getByText("Yes, I endorse it").click();
      await press(page, "Send your answer");
      assert.match(await page.locator("main").innerText(), /You said yes/);

      await officer.goto(server.base + `${cohort}/applications?state=submitted&authority=inverclyde`);
      await look(officer, `applications-list-${pictures}`);
      await officer.locator("h2").getByRole("link", { name }).click();
      await officer.waitForLoadState();
      await look(officer, `application-${pictures}`);
      await officer.locator("label", { hasText: /^Offer a place$/ }).click();
      await press(officer, "Do this and write to the applicant");
      assert.match(await officer.locator("[role=status]").first().innerText(), /has been written to/);

      await page.goto(server.base + await letterLink(server, email, "/a/", "is offered|offered a place"));
      await look(page, `offer-${pictures}`);
      await press(page, "Accept the place");
      assert.match(await page.locator("h1").innerText(), /^You have a place in/);
      await look(page, `accepted-${pictures}`);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  });
}

describe("deciding about everybody", () => {
  it("shows who would get a place and why before anything is sent", async () => {
    await officer.goto(server.base + `${cohort}/applications/allocation`);
    assert.match(await officer.locator("main").innerText(), /You are offered one of the 2 places kept for/);
    await look(officer, "allocation");
    await officer.goto(server.base + `${cohort}/apply/group`);
    await look(officer, "apply-group");
    assert.deepEqual(officer.faults, []);
  });
});
