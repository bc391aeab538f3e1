// What every page must pass, whatever it shows.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { HtmlValidate } from "html-validate";
import { phone } from "./browser.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Runs axe with every tag and no exemption. Returns one line for each element at fault; none is a pass. */
export async function axeFaults(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"], preload: false }),
    tags,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `axe ${id}: ${html.slice(0, 200)} (${failureSummary.split("\n").slice(1, 3).join("; ").trim()})`));
}

/** Fails unless axe finds nothing. Needs a page with script; see `sameWithoutScript` for the others. */
export async function axe(page) {
  assert.deepEqual(await axeFaults(page), [], `axe on ${page.url()}`);
}

// The recommended rules, less the ones about how markup is typed rather than what it means.
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "attr-quotes": "off",
    "doctype-style": "off",
    // A group of boxes answers one question under one name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
    "long-title": "off",
    "no-trailing-whitespace": "off",
    // A scrolling frame round a table is a region and no section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    "tel-non-breaking": "off",
    "valid-id": ["error", { relaxed: true }],
    "void-style": "off",
  },
});

/** Checks markup as it was sent. Returns one line for each error. */
export async function htmlFaults(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column, selector }) => `html ${ruleId} at ${line}:${column}: ${message} (${selector})`));
}

/** Fails unless the markup is valid. */
export async function validate(html) {
  assert.deepEqual(await htmlFaults(html), []);
}

// The widest text spacing that a reader may set (WCAG 1.4.12).
const spacing = "* { letter-spacing: 0.12em !important; line-height: 1.5 !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }";

/**
 * The page itself never scrolls sideways: at the present width, at 320 px (which is 400 % zoom of a desk), and at
 * 320 px with a reader's own text spacing. `narrow` is whether the two at 320 px are looked at.
 */
export async function overflowFaults(page, narrow = true) {
  const faults = [];
  const before = page.viewportSize();
  for (const [width, css] of [[before.width, ""], ...(narrow ? [[320, ""], [320, spacing]] : [])]) {
    await page.setViewportSize({ width, height: phone.height });
    const wide = await page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
      const edge = document.documentElement.clientWidth;
      const over = document.documentElement.scrollWidth - edge;
      const worst = over <= 0 ? null : [...document.querySelectorAll("body *")].findLast((element) =>
        element.getBoundingClientRect().right > edge + 1 && !element.closest(".weft-scroll"));
      document.adoptedStyleSheets = [];
      return over <= 0 ? null : `${over} px too wide, for one at ${worst ? worst.outerHTML.slice(0, 120) : "an unknown element"}`;
    }, css);
    if (wide !== null) faults.push(`overflow at ${width} px${css === "" ? "" : " with wide text spacing"}: ${wide}`);
  }
  await page.setViewportSize(before);
  return faults;
}

/** Fails when the page scrolls sideways. */
export async function overflow(page) {
  assert.deepEqual(await overflowFaults(page), [], `overflow on ${page.url()}`);
}

const compressed = new Map();

/** Compressed size in bytes of the page's HTML with its stylesheets and scripts. */
export async function weight(base, html) {
  const files = [...html.matchAll(/<link\b[^>]*rel="stylesheet"[^>]*href="([^"]+)"|<script\b[^>]*src="([^"]+)"/g)]
    .map(([, style, script]) => new URL(style ?? script, base).href);
  let total = gzipSync(html).length;
  for (const file of files) {
    if (!compressed.has(file)) {
      const answer = await fetch(file);
      assert.ok(answer.ok, `${file} answers ${answer.status}`);
      compressed.set(file, gzipSync(Buffer.from(await answer.arrayBuffer())).length);
    }
    total += compressed.get(file);
  }
  return total;
}
