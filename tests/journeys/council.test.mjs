// Signing in at a council: a real OpenID provider (npm oidc-provider) stands in for it, and a browser goes there and back.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import Provider from "oidc-provider";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axe, overflow, validate } from "./lib/checks.mjs";
import { accounts, signIn } from "./lib/people.mjs";
import { freePort, startServer } from "./lib/server.mjs";

const key = "glasgow-city";
const button = "Sign in with Glasgow City Council";
let browser;
let council;
let person;
let server;

/** The provider on a port of its own, which knows one site by its address; its sign-in page takes any name as the subject. */
async function startCouncil(port, base) {
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{
      client_id: "weft",
      client_secret: "a secret of the council for this site",
      redirect_uris: [`${base}/sign-in/council/${key}/callback`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    }],
    pkce: { required: () => true },
    cookies: { keys: ["only for this test"] },
  });
  const listening = createServer(provider.callback());
  await new Promise((done) => { listening.listen(port, "127.0.0.1", done); });
  return { stop: () => new Promise((done) => { listening.closeAllConnections(); listening.close(done); }) };
}

/** Signs in on the council's pages under a name, and agrees there to what the site asks for. */
async function atTheCouncil(page, name) {
  await page.waitForURL(/localhost:\d+\/interaction\//);
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.origin === server.base);
}

before(async () => {
  const port = await freePort();
  server = await startServer({
    councils: `[[council]]\nkey = "${key}"\nname = "Glasgow City Council"\nissuer = "http://localhost:${port}"\n`
      + "client_id = \"weft\"\nclient_secret = \"a secret of the council for this site\"\n",
  });
  council = await startCouncil(port, server.base);
  browser = await launch();
  [person] = Object.values(accounts(server.output()));
});
after(async () => {
  await browser?.close();
  await council?.stop();
  await server?.stop();
});

describe("a council's own sign-in", () => {
  it("is connected once by whoever it belongs to, and is enough from then on", async () => {
    const page = await open(browser, server.base, { script: false, viewport: phone });
    await page.goto(`${server.base}/sign-in`);
    await page.getByRole("link", { name: button }).click();
    await atTheCouncil(page, "officer-of-the-council");
    // Nobody is let in by what a council says alone.
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Say once who you are");
    await validate(await page.content());
    await overflow(page);
    await page.getByRole("link", { name: "Sign in with a password" }).click();
    await page.locator("[name=email]").fill(person.email);
    await page.locator("[name=password]").fill(person.password);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await validate(await page.content());
    await page.getByRole("button", { name: "Connect" }).click();
    assert.match(await page.getByRole("main").innerText(), /Glasgow City Council/);
    await page.goto(`${server.base}/account`);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.context().close();

    const again = await open(browser, server.base, { viewport: desk });
    await again.goto(`${server.base}/sign-in?next=/my/tasks`);
    await again.getByRole("link", { name: button }).click();
    await atTheCouncil(again, "officer-of-the-council");
    assert.equal(new URL(again.url()).pathname, "/my/tasks");
    await again.goto(`${server.base}/account/signing-in`);
    await axe(again);
    assert.match(await again.getByRole("main").innerText(), /Council sign-in/);
    await again.context().close();
  });

  it("lets nobody in whom it does not mean, nor when somebody turns back there", async () => {
    const page = await open(browser, server.base, { viewport: desk, statuses: [401, 403, 422] });
    await page.goto(`${server.base}/sign-in`);
    await page.getByRole("link", { name: button }).click();
    await atTheCouncil(page, "somebody-else-of-the-council");
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Say once who you are");
    await page.goto(`${server.base}/my/tasks`);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await page.context().close();

    const turning = await open(browser, server.base, { viewport: desk, statuses: [401, 403, 422] });
    await turning.goto(`${server.base}/sign-in`);
    await turning.getByRole("link", { name: button }).click();
    await turning.waitForURL(/\/interaction\//);
    await turning.getByRole("link", { name: "Cancel" }).click();
    await turning.waitForURL((url) => url.origin === server.base);
    assert.match(await turning.getByRole("main").innerText(), /did not succeed/);
    await axe(turning);
    await turning.context().close();
    const password = await open(browser, server.base, { script: false, viewport: phone });
    await signIn(password, server.base, person.email, person.password);
    await password.context().close();
  });
});
