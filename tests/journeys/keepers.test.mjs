// The pages of the people who keep the site: every kind of page a role can reach, and every form sent empty.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, open, phone } from "./lib/browser.mjs";
import { axeFaults, htmlFaults, overflowFaults } from "./lib/checks.mjs";
import { accounts, signIn } from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";
import { collect, gather, inspectAll, kind, markupFaults } from "./lib/site.mjs";

let server;
let browser;
const people = () => Object.entries(accounts(server.output()));
before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const reached = new Map();

/** The pages of each kind that a signed-in person reaches, two of a kind at most, as they were before anybody wrote. */
async function reachable(person) {
  if (!reached.has(person.email)) reached.set(person.email, await gatherPages(person));
  return reached.get(person.email);
}

async function gatherPages(person) {
  const page = await open(browser, server.base, { script: false });
  await signIn(page, server.base, person.email, person.password);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await page.context().close();
  return collect(server.base, ["/account", "/"], { cookie, each: 2 });
}

/** Where the forms of a page as sent are posted to, without the form in the frame that signs somebody out. */
function posts(path, html) {
  const main = html.slice(html.indexOf("<main"));
  return [...main.matchAll(/<form\b[^>]*>/g)].map(([form]) => form).filter((form) => /\bmethod="post"/.test(form))
    .map((form) => new URL(/\baction="([^"]*)"/.exec(form)?.[1] ?? path, server.base).pathname);
}

describe("the pages of those who keep the site", () => {
  it("are valid, accessible and narrow enough for every role, with and without script", async () => {
    assert.ok(people().length > 0, `the demonstration printed no account:\n${server.output()}`);
    const faults = [];
    const known = new Set();
    for (const [role, person] of people()) {
      const found = await reachable(person);
      faults.push(...found.faults.map((fault) => `${role}, ${fault}`));
      // A kind of page looks the same to every role that reaches it, but for what the first role already showed.
      const fresh = new Map([...found.pages].filter(([path]) => !known.has(kind(path))));
      for (const path of fresh.keys()) known.add(kind(path));
      faults.push(...await markupFaults(fresh));
      const prepare = (page) => signIn(page, server.base, person.email, person.password);
      faults.push(...await inspectAll(browser, server.base, fresh.keys(), prepare));
      process.stdout.write(`# ${role}: ${found.pages.size} pages reached, ${fresh.size} inspected\n`);
    }
    assert.equal(faults.length, 0, gather(faults));
  });

  it("answer every form sent empty with a page that says what is missing, and break nothing", async () => {
    const faults = [];
    const sent = new Set();
    for (const [role, person] of people()) {
      const { pages } = await reachable(person);
      const page = await open(browser, server.base, { viewport: phone, statuses: [404, 409, 422] });
      await signIn(page, server.base, person.email, person.password);
      for (const [path, html] of pages) {
        if (posts(path, html).every((action) => sent.has(kind(action)))) continue;
        await page.goto(server.base + path);
        for (let at = 0; at < await page.locator("main form[method=post]").count(); at += 1) {
          const form = page.locator("main form[method=post]").nth(at);
          const action = new URL(await form.evaluate((element) => element.action)).pathname;
          if (sent.has(kind(action))) continue;
          sent.add(kind(action));
          const wrong = (what) => faults.push(`${path} as ${role}: ${what}`);
          await form.evaluate((element) => {
            for (const field of element.elements) {
              if (["radio", "checkbox"].includes(field.type)) field.checked = false;
              else if (!["hidden", "submit", "button", "select-one"].includes(field.type)) field.value = "";
            }
            element.noValidate = true;
          });
          const answered = page.waitForResponse((response) => response.request().method() === "POST", { timeout: 10_000 }).catch(() => null);
          // A form that opens on request is sent from where it stands: what is tested is the answer to it.
          await form.evaluate((element) => { for (let up = element.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true; });
          await form.locator("button[type=submit], input[type=submit]").first().click({ timeout: 10_000 }).catch((fault) => wrong(`its button cannot be pressed: ${fault.message.split("\n")[0]}`));
          const response = await answered;
          if (response === null) {
            wrong(`the form for ${action} sends nothing`);
            await page.goto(server.base + path);
            continue;
          }
          await page.waitForLoadState();
          if (response.status() >= 500) wrong(`POST ${action} answers ${response.status()}`);
          if (response.status() === 422) {
            for (const fault of await htmlFaults(await response.text())) wrong(fault);
            for (const fault of [...await axeFaults(page), ...await overflowFaults(page)]) wrong(fault);
            if (!(await page.title()).startsWith("Error: ")) wrong("a page with errors whose title does not say so");
            const targets = await page.locator(".ds_error-summary a").evaluateAll((links) =>
              links.map((link) => [link.hash, document.getElementById(link.hash.slice(1)) !== null]));
            if (targets.length === 0) wrong("a page with errors that has no error summary");
            for (const [hash, there] of targets) if (!there) wrong(`the error summary leads to ${hash}, which is not there`);
          }
          for (const fault of page.faults.splice(0)) wrong(fault);
          await page.goto(server.base + path);
        }
      }
      await page.context().close();
    }
    process.stdout.write(`# ${sent.size} kinds of form sent empty\n`);
    assert.equal(faults.length, 0, gather(faults));
  });
});
