// Templates and stylesheet agree: a class that no rule knows is a slip, or a component that web/build.mjs leaves out.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The classes written out in a template. One that is put together from a value is left to the crawl. */
export function classes(template) {
  // The marks go first: a quotation mark inside one would end the attribute.
  const plain = template.replace(/\{#[\s\S]*?#\}/g, "").replace(/\{%[\s\S]*?%\}/g, " ").replace(/\{\{[\s\S]*?\}\}/g, "{{}}");
  return [...plain.matchAll(/\bclass="([^"]*)"/g)]
    .flatMap(([, list]) => list.replace(/\S*\{\{\}\}\S*/g, " ").split(/\s+/))
    .filter((name) => /^(weft-|ds_)/.test(name));
}

describe("the classes of the templates", () => {
  it("are read past askama's own marks", () => {
    assert.deepEqual(classes('<p class="weft-a{% if x %} weft-b{% endif %} weft-c--{{ d }} other">{# class="weft-no" #}'), ["weft-a", "weft-b"]);
  });

  it("are all in the stylesheet", async () => {
    const css = await readFile(join(root, "web", "dist", "weft.css"), "utf8");
    const known = new Set([...css.matchAll(/\.((?:weft-|ds_)[\w-]+)/g)].map(([, name]) => name));
    const unknown = [];
    for (const file of await readdir(join(root, "src"), { recursive: true })) {
      if (!file.endsWith(".html")) continue;
      for (const name of classes(await readFile(join(root, "src", file), "utf8"))) {
        if (!known.has(name)) unknown.push(`${file}: ${name}`);
      }
    }
    assert.deepEqual([...new Set(unknown)], []);
  });
});
