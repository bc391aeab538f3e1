// Fills `dist/` with everything a Weft page or report loads: one stylesheet, one script, the icon, the fonts.
// Plain Node on purpose: the files are few, and a bundler would be one more thing to keep up to date.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const styles = join(here, "..", "styles");
const out = join(here, "dist");

// Components of the design system that no Weft template uses. Their rules are left out, so that a phone on a slow
// line does not carry them. A template that starts to use one removes it from this list.
const unused = [
  "accordion", "accordion-item", "article-aside", "aspect-box", "autocomplete", "back-to-top", "breakpoint-check",
  "category-item", "category-list", "category-lower", "character-count", "content-label", "currency-wrapper",
  "datepicker", "facet", "facet-group", "facet-wrapper", "facets", "feature-header", "file-download",
  "has-hide-page", "hide-page", "link-item", "link-list", "notification-message", "notification-panel",
  "notification-tag", "pre-footer-background", "prefilled-value-list", "reversed", "search-filters",
  "search-result", "search-results", "sequential-nav", "side-navigation", "site-branding", "site-navigation",
  "site-search", "sort-options", "step-navigation", "tabs", "task-list", "task-list-group", "task-list-heading",
  "task-list-intro", "task-list-status", "task-list-status-heading",
];

// The four faces of the reports, by the name the typesetter's font list gives them.
const printFaces = {
  "Roboto-Regular.ttf": "400Regular/Roboto_400Regular.ttf",
  "Roboto-Bold.ttf": "700Bold/Roboto_700Bold.ttf",
  "Roboto-Italic.ttf": "400Regular_Italic/Roboto_400Regular_Italic.ttf",
  "Roboto-BoldItalic.ttf": "700Bold_Italic/Roboto_700Bold_Italic.ttf",
};
// The two faces of the site, which is all a page may load.
const screenFaces = ["roboto-latin-400-normal.woff2", "roboto-latin-700-normal.woff2"];

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);

/** Splits a stylesheet into its top-level pieces: rules and at-rules with their blocks, and statements. */
function pieces(css) {
  const found = [];
  let depth = 0;
  let start = 0;
  let quote = "";
  for (let at = 0; at < css.length; at += 1) {
    const letter = css[at];
    if (quote !== "") {
      if (letter === "\\") at += 1;
      else if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === "{") depth += 1;
    else if (letter === "}") {
      depth -= 1;
      if (depth === 0) {
        found.push(css.slice(start, at + 1));
        start = at + 1;
      }
    } else if (letter === ";" && depth === 0) {
      found.push(css.slice(start, at + 1));
      start = at + 1;
    }
  }
  return found;
}

const isUnused = new RegExp(`\\.ds_(?:${unused.join("|")})(?:__|--|(?![\\w-]))`);

/** Splits a selector list at its outer commas, since `:is(a, b)` holds commas of its own. */
function selectors(list) {
  const found = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    if (list[at] === "(") depth += 1;
    else if (list[at] === ")") depth -= 1;
    else if (list[at] === "," && depth === 0) {
      found.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, list.slice(start)];
}

/** Leaves out the selectors that can match nothing, then the rules and at-rules left without any. */
function prune(css) {
  return pieces(css).map((piece) => {
    const open = piece.indexOf("{");
    if (open < 0) return piece;
    const head = piece.slice(0, open);
    if (head.startsWith("@media") || head.startsWith("@supports")) {
      const inner = prune(piece.slice(open + 1, -1));
      return inner === "" ? "" : `${head}{${inner}}`;
    }
    if (head.startsWith("@")) return piece;
    const kept = selectors(head).filter((selector) => !isUnused.test(selector));
    return kept.length === 0 ? "" : `${kept.join(",")}${piece.slice(open)}`;
  }).join("");
}

/** Takes comments and spare white space out of our own stylesheet. Strings in it hold neither. */
function squeeze(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .trim();
}

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "fonts"), { recursive: true });

for (const [name, source] of Object.entries(printFaces)) {
  await cp(join(modules, "@expo-google-fonts/roboto", source), join(out, "fonts", name));
}
const faceHash = {};
for (const name of screenFaces) {
  const bytes = await readFile(join(modules, "@fontsource/roboto/files", name));
  faceHash[name] = hash(bytes);
  await writeFile(join(out, "fonts", name), bytes);
}

const system = await readFile(join(modules, "@scottish-government/design-system/dist/css/design-system.min.css"), "utf8");
// The content policy allows pictures from our own address only, so the one picture written into the rules is dropped
// (a warning without its own icon, which no template has).
const pruned = prune(system.replace(/\/\*[\s\S]*?\*\//g, "").trim()).replace(/url\("data:[^"]*"\)/g, "none");
if (/url\(/.test(pruned)) throw new Error("the design system's stylesheet loads a file that dist/ does not hold");

// The order of ours is the order of their names: 10-… before 20-…, print last.
const names = (await readdir(styles)).filter((name) => name.endsWith(".css")).sort();
const parts = await Promise.all(names.map((name) => readFile(join(styles, name), "utf8")));
const own = squeeze(parts.join("\n")).replace(/url\("fonts\/([^"]+)"\)/g, (_, name) => {
  if (!(name in faceHash)) throw new Error(`styles/ asks for the font ${name}, which dist/ does not hold`);
  return `url("fonts/${name}?v=${faceHash[name]}")`;
});
const charset = '@charset "UTF-8";';
const licence = "/*! Scottish Government Design System, MIT, Crown copyright; normalize.css, MIT */";
const css = `${charset}${licence}${pruned.replace(charset, "").replace("\uFEFF", "")}\n${own}\n`;
await writeFile(join(out, "weft.css"), css);

const js = await readFile(join(here, "weft.js"));
await writeFile(join(out, "weft.js"), js);
await cp(join(here, "favicon.svg"), join(out, "favicon.svg"));

const kilobytes = (bytes) => `${(gzipSync(bytes).length / 1024).toFixed(1)} KB compressed`;
process.stdout.write(`weft.css ${kilobytes(css)}, weft.js ${kilobytes(js)}, ${names.length} own stylesheets\n`);
