// Every public page, found from the home page and the site map, against everything a page must be.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, open, phone } from "./lib/browser.mjs";
import { axeFaults, htmlFaults, overflowFaults, weight } from "./lib/checks.mjs";
import { startServer } from "./lib/server.mjs";

const heaviest = 60 * 1024;
const files = /\.(csv|json|xlsx|pdf|zip|svg|png|toml|ics|xml|txt|md)$/;

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

/** Collects the addresses of public pages by following links, and what answered wrongly on the way. */
async function collect(base) {
  const waiting = ["/"];
  const map = await fetch(`${base}/sitemap.xml`);
  assert.ok(map.ok, `/sitemap.xml answers ${map.status}`);
  for (const [, place] of (await map.text()).matchAll(/<loc>([^<]+)<\/loc>/g)) waiting.push(new URL(place).pathname);
  const pages = new Map();
  const faults = [];
  const seen = new Set();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await fetch(`${base}${path}`);
    const kind = answer.headers.get("content-type") ?? "";
    const body = await answer.text();
    if (!answer.ok) faults.push(`${path} answers ${answer.status}`);
    const landed = new URL(answer.url);
    if (!answer.ok || !kind.startsWith("text/html") || pages.has(landed.pathname + landed.search)) continue;
    pages.set(landed.pathname + landed.search, body);
    for (const [, href] of body.matchAll(/<a\b[^>]*\bhref="([^"#]+)/g)) {
      const target = new URL(href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"), answer.url);
      if (target.origin !== landed.origin || target.pathname.startsWith("/api/")) continue;
      // A file is only asked whether it is there; a query on a list is one page like the others.
      if (files.test(target.pathname)) {
        if (!seen.has(target.pathname)) {
          seen.add(target.pathname);
          const file = await fetch(target);
          await file.arrayBuffer();
          if (!file.ok) faults.push(`${target.pathname}, linked from ${path}, answers ${file.status}`);
        }
      } else waiting.push(target.pathname + target.search);
    }
  }
  return { pages, faults };
}

/** Says each fault once, with the pages it is on: one slip in a template shows on many. */
function gather(faults) {
  const places = new Map();
  for (const fault of faults) {
    const [, place, what] = /^(\S+(?: \(\w+\))?): (.*)$/s.exec(fault) ?? [null, "the site", fault];
    const kind = what.replace(/ at \d+:\d+/, "");
    places.set(kind, [...(places.get(kind) ?? []), place]);
  }
  return [`${faults.length} faults`, ...[...places].map(([kind, where]) =>
    `${kind}\n    on ${where.slice(0, 4).join(", ")}${where.length > 4 ? ` and ${where.length - 4} more` : ""}`)].join("\n  ");
}

describe("every public page", () => {
  it("is reachable, valid, accessible, narrow enough and light, with and without script, on a phone and at a desk", async () => {
    const { base } = server;
    const { pages, faults } = await collect(base);
    assert.ok(pages.size > 5, `only ${pages.size} pages were found`);
    let heavy = ["", 0];
    for (const [path, html] of pages) {
      for (const fault of await htmlFaults(html)) faults.push(`${path}: ${fault}`);
      const bytes = await weight(base, html);
      if (bytes > heavy[1]) heavy = [path, bytes];
      if (bytes > heaviest) faults.push(`${path}: ${(bytes / 1024).toFixed(1)} KB of HTML, CSS and script`);
    }
    const markup = () => document.documentElement.outerHTML;
    let checked = 0;
    let same = 0;
    const visit = async (size, viewport) => {
      const plain = await open(browser, base, { script: false, viewport });
      const page = await open(browser, base, { viewport });
      for (const path of pages.keys()) {
        await plain.goto(base + path);
        await page.goto(base + path);
        const sent = await plain.evaluate(markup);
        const scripted = await page.evaluate(markup);
        const found = [...await overflowFaults(page), ...await axeFaults(page)];
        // Axe itself needs script. A document that our script leaves as it was sent has been checked for both modes;
        // any other is checked once more with our script kept out.
        if (sent === scripted) same += 1;
        else {
          await page.route("**/*.js*", (route) => route.abort());
          await page.goto(base + path);
          found.push(...(await axeFaults(page)).map((fault) => `without script: ${fault}`));
          await page.unroute("**/*.js*");
          page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !fault.includes("ERR_FAILED")));
        }
        found.push(...(await overflowFaults(plain)).map((fault) => `without script: ${fault}`));
        found.push(...page.faults.splice(0), ...plain.faults.splice(0));
        if (page.fonts.size > 2) found.push(`${page.fonts.size} font files: ${[...page.fonts].join(", ")}`);
        for (const fault of found) faults.push(`${path} (${size}): ${fault}`);
        checked += 1;
      }
      await plain.context().close();
      await page.context().close();
    };
    await Promise.all([visit("phone", phone), visit("desk", desk)]);
    process.stdout.write(`# ${pages.size} pages, ${checked} visits, ${same} the same without script; heaviest ${heavy[0]} at ${(heavy[1] / 1024).toFixed(1)} KB\n`);
    assert.equal(faults.length, 0, gather(faults));
  });
});
