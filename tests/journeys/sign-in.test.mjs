// Signing in and out, with what goes wrong on the way.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
import { press, tabTo, type } from "./lib/keyboard.mjs";
import { accounts, signIn } from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";

let server;
let browser;
let person;
before(async () => {
  server = await startServer();
  browser = await launch();
  [person] = Object.values(accounts(server.output()));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

describe("signing in", () => {
  it("works without script on a phone, and signing out ends it", async () => {
    assert.ok(person, `the demonstration printed no account:\n${server.output()}`);
    const page = await open(browser, server.base, { script: false, viewport: phone });
    await signIn(page, server.base, person.email, person.password);
    await page.goto(`${server.base}/account`);
    await validate(await page.content());
    await overflow(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto(server.base);
    assert.equal(await page.getByRole("link", { name: "Sign in" }).count(), 1);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("works by keyboard alone, with every stop in sight", async () => {
    const page = await open(browser, server.base, { viewport: desk });
    await page.goto(server.base);
    await press(page, "Sign in");
    await type(page, "email", person.email);
    await type(page, "password", person.password);
    await tabTo(page, "Sign in");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 1);
    await page.goto(`${server.base}/account`);
    await axe(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  for (const [name, email, password] of [
    ["a wrong password", () => person.email, "not-the-password"],
    ["an unknown address", () => "nobody@example.org", "not-the-password"],
    ["nothing typed", () => "", ""],
  ]) {
    it(`says what to do after ${name}, with the address kept`, async () => {
      for (const script of [true, false]) {
        const page = await open(browser, server.base, { script, viewport: phone, statuses: [401, 422] });
        await page.goto(`${server.base}/sign-in`);
        await page.locator("input[name=email]").fill(email());
        await page.locator("input[name=password]").fill(password);
        await page.locator("main form button[type=submit]").click();
        await page.waitForLoadState();
        assert.match(await page.title(), /^Error: /);
        const summary = page.locator(".ds_error-summary");
        assert.match(await summary.innerText(), /There is a problem/);
        for (const link of await summary.locator("a").all()) {
          assert.equal(await page.locator(await link.getAttribute("href")).count(), 1);
        }
        assert.equal(await page.locator("input[name=email]").inputValue(), email());
        assert.equal(await page.locator("input[name=password]").inputValue(), "");
        if (script) {
          assert.ok(await summary.evaluate((element) => element === document.activeElement), "the summary has no focus");
          await axe(page);
        }
        await overflow(page);
        assert.deepEqual(page.faults, []);
        await page.context().close();
      }
    });
  }
});
