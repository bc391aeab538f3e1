// Finds the pages of the site by following links, and inspects each as readers meet it.
import { axeFaults, htmlFaults, overflowFaults } from "./checks.mjs";
import { desk, open, phone } from "./browser.mjs";

const files = /\.(csv|json|xlsx|pdf|zip|svg|png|toml|ics|xml|txt|md)$/;

/** The kind of page an address shows: keys in it are left out, so that `/groups/a` and `/groups/b` are of one kind. */
export function kind(path) {
  const [place, query] = path.split("?");
  const parts = place.split("/").slice(1).map((part, at) => (at % 2 === 1 && part !== "new" ? "*" : part));
  return `/${parts.join("/")}${query === undefined ? "" : "?"}`;
}

/** At most `most` addresses of each kind, spread over those there are: pages of one kind share their template. */
export function sample(paths, most) {
  const kinds = new Map();
  for (const path of paths) kinds.set(kind(path), [...(kinds.get(kind(path)) ?? []), path]);
  return [...kinds.values()].flatMap((same) => {
    const step = Math.max(1, (same.length - 1) / Math.max(1, most - 1));
    return same.length <= most ? same : Array.from({ length: most }, (_, at) => same[Math.round(at * step)]);
  });
}

/**
 * Follows links from `starts`. `cookie` is the header of a signed-in reader. `each` is the most pages of one kind.
 * `queries` is the most pages of one kind to keep that differ only in their query: every one must answer, but the same
 * form about another group looks the same.
 * `choices` is the most addresses of one kind to ask for that differ only in their query: filters that are links can be
 * combined without end.
 * Returns `pages` (address to the HTML as sent) and `faults` (what did not answer as it should).
 */
export async function collect(base, starts, { cookie = "", each = Infinity, queries = 6, choices = 40 } = {}) {
  const headers = cookie === "" ? {} : { cookie };
  const waiting = starts.map((path) => [path, "the start"]);
  const pages = new Map();
  const kinds = new Map();
  const faults = [];
  const seen = new Set();
  while (waiting.length > 0) {
    const [path, from] = waiting.shift();
    const already = kinds.get(kind(path)) ?? 0;
    if (seen.has(path) || already >= (path.includes("?") ? Math.min(each, choices) : each)) continue;
    seen.add(path);
    const answer = await fetch(base + path, { headers });
    const body = await answer.text();
    if (!answer.ok) faults.push(`the site: ${path}, linked from ${from}, answers ${answer.status}`);
    const landed = new URL(answer.url);
    const place = landed.pathname + landed.search;
    // A document sent to be kept as a file is no page of the site.
    if ((answer.headers.get("content-disposition") ?? "").startsWith("attachment")) continue;
    if (!answer.ok || !(answer.headers.get("content-type") ?? "").startsWith("text/html") || pages.has(place)) continue;
    kinds.set(kind(path), already + 1);
    if (landed.search === "" || already < queries) pages.set(place, body);
    for (const [, href] of body.matchAll(/<a\b[^>]*\bhref="([^"#]+)/g)) {
      const target = new URL(href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"), answer.url);
      if (target.origin !== landed.origin || target.pathname.startsWith("/api/")) continue;
      if (!files.test(target.pathname)) waiting.push([target.pathname + target.search, path]);
      else if (!seen.has(target.pathname) && (kinds.get(kind(target.pathname)) ?? 0) < each) {
        seen.add(target.pathname);
        kinds.set(kind(target.pathname), (kinds.get(kind(target.pathname)) ?? 0) + 1);
        const file = await fetch(target, { headers });
        await file.arrayBuffer();
        if (!file.ok) faults.push(`the site: ${target.pathname}, linked from ${path}, answers ${file.status}`);
      }
    }
  }
  return { pages, faults };
}

// The hidden key of a form is another one each time a page is sent.
const keyless = (html) => html.replace(/(name="form_key" value=")[^"]*/g, "$1");

/** Whether our script left a page as it was sent, `sent`. */
async function asSent(page, sent) {
  const [shown, parsed] = await page.evaluate((html) =>
    [document.documentElement.outerHTML, new DOMParser().parseFromString(html, "text/html").documentElement.outerHTML], sent);
  return keyless(shown) === keyless(parsed);
}

/** What is wrong with one page in a window with script, `page`, and where script changed it, in one without, `plain`. */
async function look(page, plain, address) {
  const answer = await page.goto(address);
  // At 320 px a desk's window is as a phone's, so it is looked at once.
  const narrow = page.viewportSize().width <= phone.width;
  // A document that our script leaves as it was sent is the same document without it.
  const same = await asSent(page, await answer.text());
  const found = [...await overflowFaults(page, narrow), ...await axeFaults(page)];
  if (!same) {
    await plain.goto(address);
    found.push(...(await overflowFaults(plain, narrow)).map((fault) => `without script: ${fault}`));
    // Axe itself needs script, so ours is kept out.
    await page.route("**/*.js*", (route) => route.abort());
    await page.goto(address);
    found.push(...(await axeFaults(page)).map((fault) => `without script: ${fault}`));
    await page.unroute("**/*.js*");
    page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !fault.includes("ERR_FAILED")));
  }
  found.push(...page.faults.splice(0), ...plain.faults.splice(0));
  if (page.fonts.size > 2) found.push(`${page.fonts.size} font files: ${[...page.fonts].join(", ")}`);
  return found;
}

/**
 * Inspects every page at one window size, in both script modes. `prepare` is given each window first (to sign in).
 * Returns faults as `address (size): what`.
 */
export async function inspect(browser, base, pages, [size, viewport], prepare = async () => {}) {
  const faults = [];
  const plain = await open(browser, base, { script: false, viewport });
  const page = await open(browser, base, { viewport });
  for (const one of [plain, page]) {
    await prepare(one);
    one.faults.length = 0;
  }
  for (const path of pages) {
    for (const fault of await look(page, plain, base + path)) faults.push(`${path} (${size}): ${fault}`);
  }
  await plain.context().close();
  await page.context().close();
  return faults;
}

/**
 * Inspects pages at both sizes: of two of a kind, which share their template, one on a phone and the other at a desk; a
 * kind of one page on both.
 */
export async function inspectAll(browser, base, paths, prepare) {
  const kinds = new Map();
  for (const path of paths) kinds.set(kind(path), [...(kinds.get(kind(path)) ?? []), path]);
  const at = (size) => [...kinds.values()].flatMap((same) => (same.length === 1 ? same : same.filter((_, place) => place % 2 === size)));
  const faults = await Promise.all([["phone", phone], ["desk", desk]].map((size, which) => inspect(browser, base, at(which), size, prepare)));
  return faults.flat();
}

/** Faults in the markup of pages as sent. */
export async function markupFaults(pages) {
  const faults = [];
  for (const [path, html] of pages) for (const fault of await htmlFaults(html)) faults.push(`${path}: ${fault}`);
  return faults;
}

/** Says each fault once, with the pages it is on: one slip in a template shows on many. */
export function gather(faults) {
  const places = new Map();
  for (const fault of faults) {
    const [, place, what] = /^(.+?): (.*)$/s.exec(fault) ?? [null, "the site", fault];
    const same = what.replace(/ at \d+:\d+/, "");
    places.set(same, [...(places.get(same) ?? []), place]);
  }
  return [`${faults.length} faults`, ...[...places].map(([what, where]) =>
    `${what}\n    on ${where.slice(0, 4).join(", ")}${where.length > 4 ? ` and ${where.length - 4} more` : ""}`)].join("\n  ");
}
