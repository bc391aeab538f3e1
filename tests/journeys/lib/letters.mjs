// What the demonstration sends by mail, as the person who gets it would use it.
import assert from "node:assert/strict";

/**
 * The address in the letter to `address`, from the folder where the demonstration writes letters: that of a progress report, or
 * what `pattern` finds.
 * Letters go out in the background, so it waits up to half a minute; fails when none came.
 */
export async function linkTo(server, address, pattern = /\/p\/[0-9a-f]{32}/) {
  for (let tries = 0; tries < 60; tries += 1) {
    const letters = (await server.letters()).filter((text) => text.includes(`To: ${address}`));
    const link = letters.map((text) => text.replace(/=\r?\n/g, "").match(pattern)?.[0]).find((found) => found !== undefined);
    if (link !== undefined) return link;
    await new Promise((done) => { setTimeout(done, 500); });
  }
  return assert.fail(`no letter to ${address}`);
}

/**
 * The path of the link of a kind (`/a/`, `/e/`) in the newest letter to `address` that says `words`. Waits like [linkTo].
 */
export async function letterLink(server, address, kind, words = "") {
  const pattern = new RegExp(`${kind}[0-9a-f]{32}`);
  for (let tries = 0; tries < 60; tries += 1) {
    const plain = (await server.letters()).map((text) => text.replace(/=\r?\n/g, ""));
    const fitting = plain.filter((text) => text.includes(`To: ${address}`) && new RegExp(words).test(text));
    const link = fitting.map((text) => text.match(pattern)?.[0]).find((found) => found !== undefined);
    if (link !== undefined) return link;
    await new Promise((done) => { setTimeout(done, 500); });
  }
  return assert.fail(`no letter to ${address} with a link ${kind}`);
}
