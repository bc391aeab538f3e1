// Pictures of pages: into docs/screenshots when SCREENSHOTS=1, otherwise beside the results, which Git ignores.
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const journeys = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = process.env.SCREENSHOTS === "1"
  ? join(journeys, "..", "..", "docs", "screenshots")
  : join(journeys, ".results", "screenshots");

/** Saves the page as `name.png`: the window by default, the whole page with `{ fullPage: true }`. */
export async function screenshot(page, name, options = {}) {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", ...options });
}
