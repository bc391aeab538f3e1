// A reader who has only a keyboard: Tab, Enter, Space, arrows and typing. Every stop must be seen.
import assert from "node:assert/strict";

/** What has the focus: its role or tag, its accessible words, its place. */
async function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    // A frame that takes the focus only to scroll is known by its label, not by everything in it.
    const own = element.getAttribute("role") === "region" ? "" : element.textContent ?? "";
    const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? own;
    const box = (element.labels?.[0] && ["radio", "checkbox"].includes(element.type) ? element.labels[0] : element)
      .getBoundingClientRect();
    return {
      tag: element.tagName.toLowerCase(),
      id: element.id,
      name: element.getAttribute("name") ?? "",
      words: label.trim().replace(/\s+/g, " "),
      box: { x: box.x, y: box.y, width: box.width, height: box.height },
    };
  });
}

/** The focus is seen when the pixels around the element differ once it is taken away. */
export async function assertFocusSeen(page) {
  const stop = await focused(page);
  assert.notEqual(stop, null, "nothing has the focus");
  const { width, height } = page.viewportSize();
  const margin = 48;
  const x = Math.max(0, stop.box.x - margin);
  const y = Math.max(0, stop.box.y - margin);
  const clip = {
    x,
    y,
    width: Math.min(width, stop.box.x + stop.box.width + margin) - x,
    height: Math.min(height, stop.box.y + stop.box.height + margin) - y,
  };
  assert.ok(clip.width > 0 && clip.height > 0, `focus on ${stop.tag} "${stop.words}" is outside the window`);
  const still = { clip, animations: "disabled", caret: "hide" };
  const withFocus = await page.screenshot(still);
  const handle = await page.evaluateHandle(() => document.activeElement);
  await handle.evaluate((element) => element.blur());
  const without = await page.screenshot(still);
  await handle.evaluate((element) => element.focus({ preventScroll: true }));
  assert.ok(!withFocus.equals(without), `focus on ${stop.tag} "${stop.words}" cannot be seen`);
  return stop;
}

/** Presses Tab until the stop with these words (or this field name) has the focus, looking at every stop on the way. */
export async function tabTo(page, wanted, limit = 120) {
  const passed = [];
  for (let count = 0; count < limit; count += 1) {
    await page.keyboard.press("Tab");
    if (await focused(page) === null) continue;
    const stop = await assertFocusSeen(page);
    passed.push(stop.words || stop.name || stop.tag);
    const found = wanted instanceof RegExp ? wanted.test(stop.words) : stop.words === wanted || stop.name === wanted;
    if (found) return stop;
  }
  return assert.fail(`Tab never reached ${wanted}; it stopped at: ${passed.join(" | ")}`);
}

/** Follows the link or presses the button that has these words, by keyboard alone, and waits for the next page. */
export async function press(page, wanted) {
  await tabTo(page, wanted);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Types into the field with this label or name. */
export async function type(page, wanted, words) {
  await tabTo(page, wanted);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(words);
}
