// A practitioner without a password: asks for a link, signs in with it, and reads their own learning, on a phone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
import { press, tabTo, type } from "./lib/keyboard.mjs";
import { linkTo } from "./lib/letters.mjs";
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

/** Somebody whom the example knows by a group and who has no account. */
const known = "mairi.ghilleathain@glasgow-city.example";

describe("my learning", () => {
  it("is reached without script on a phone by a link in a letter", async () => {
    const page = await open(browser, server.base, { script: false, viewport: phone, statuses: [401] });
    await page.goto(`${server.base}/my/learning`);
    await page.getByRole("link", { name: "Email me a link" }).click();
    await validate(await (await page.request.get(page.url())).text());
    await overflow(page);
    await page.locator("input[name=email]").fill(known);
    await page.getByRole("button", { name: "Email me a link" }).click();
    assert.match(await page.locator("main").innerText(), /If that address is known to us, a letter is on its way/);
    await validate(await (await page.request.get(page.url())).text());
    const link = await linkTo(server, known, /\/sign-in\/link\/[0-9a-f]{32}/);
    await page.goto(server.base + link);
    await validate(await (await page.request.get(page.url())).text());
    await page.getByRole("button", { name: "Sign in" }).click();
    assert.equal(new URL(page.url()).pathname, "/my/learning");
    assert.equal(await page.locator("h1").innerText(), "My learning");
    await validate(await (await page.request.get(page.url())).text());
    await overflow(page);
    await page.getByRole("button", { name: "Make a calendar address" }).click();
    const address = await page.locator("#calendar ~ .weft-notice code").innerText();
    assert.match(address, /\/my\/learning\/calendar\/[0-9a-f]{32}\.ics$/);
    await overflow(page);
    const feed = await fetch(server.base + new URL(address).pathname);
    assert.equal(feed.headers.get("content-type"), "text/calendar; charset=utf-8");
    await page.goto(`${server.base}/my/learning`);
    await page.getByRole("button", { name: "Stop the reminders" }).click();
    assert.match(await page.locator("main").innerText(), /You get no reminders of meetings/);
    const record = page.waitForEvent("download");
    await page.getByRole("link", { name: /PDF/ }).last().click();
    assert.equal((await record).suggestedFilename(), "my-learning.pdf");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  it("is without fault for axe, and a used link says what to do, by keyboard", async () => {
    const page = await open(browser, server.base, { viewport: desk, statuses: [410, 422] });
    await page.goto(`${server.base}/sign-in`);
    await axe(page);
    await press(page, "Email me a link");
    await press(page, "Email me a link");
    assert.match(await page.title(), /^Error: /);
    await axe(page);
    await type(page, "email", "nobody@nowhere.example");
    await tabTo(page, "Email me a link");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(await page.locator("main").innerText(), /If that address is known to us/);
    await axe(page);
    const link = await linkTo(server, known, /\/sign-in\/link\/[0-9a-f]{32}/);
    await page.goto(server.base + link);
    assert.equal(await page.locator("h1").innerText(), "This link no longer works");
    await axe(page);
    await overflow(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});
