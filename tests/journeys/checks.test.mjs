// The checks themselves: each is shown a page with a planted fault and must say so.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { launch, open, phone } from "./lib/browser.mjs";
import { axeFaults, htmlFaults, overflowFaults, weight } from "./lib/checks.mjs";
import { assertFocusSeen, tabTo } from "./lib/keyboard.mjs";

const frame = (main, head = "") => `<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A page</title>${head}</head>
<body><main><h1>A page</h1>${main}</main></body></html>`;

let browser;
let server;
let base;
let answer = { body: "", headers: {} };
before(async () => {
  browser = await launch();
  server = createServer((request, response) => {
    if (request.url !== "/") response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...answer.headers }).end(answer.body);
  });
  await new Promise((done) => { server.listen(0, "127.0.0.1", done); });
  base = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function show(body, options = {}, headers = {}) {
  answer = { body, headers };
  const page = await open(browser, base, options);
  await page.goto(`${base}/`);
  return page;
}

describe("the checks", () => {
  it("let a sound page pass", async () => {
    const sound = frame('<p>Text.</p><p><a href="/">Home</a></p>');
    const page = await show(sound, { viewport: phone });
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(await htmlFaults(sound), []);
    assert.deepEqual(await overflowFaults(page), []);
    await page.context().close();
  });

  it("see a picture without a text, a pale line and a heading out of order", async () => {
    const page = await show(frame('<img src="data:," ><p style="color:#aaa;background:#fff">Pale</p><h4>Deep</h4>'));
    const found = (await axeFaults(page)).join("\n");
    for (const rule of ["image-alt", "color-contrast", "heading-order"]) assert.match(found, new RegExp(`axe ${rule}`));
    await page.context().close();
  });

  it("see markup that does not nest, an inline style and an id used twice", async () => {
    const found = (await htmlFaults(frame('<p><div></div></p><p style="color:red" id="a">a</p><p id="a">b</p>'))).join("\n");
    for (const rule of ["no-implicit-close|close-order", "no-inline-style", "no-dup-id"]) assert.match(found, new RegExp(rule));
  });

  it("see a page that scrolls sideways at 320 px only", async () => {
    const page = await show(frame('<div style="width:330px">Wide</div>', "<style>body{margin:0}</style>"), { viewport: phone });
    assert.deepEqual((await overflowFaults(page)).map((fault) => fault.slice(0, 18)), ["overflow at 320 px", "overflow at 320 px"]);
    await page.context().close();
    const spaced = await show(frame('<p style="white-space:nowrap;font:16px monospace">Thirty letters in one long line</p>'), { viewport: phone });
    const [only, ...more] = await overflowFaults(spaced);
    assert.match(only, /320 px with wide text spacing/);
    assert.deepEqual(more, []);
    await spaced.context().close();
  });

  it("see a stop whose focus leaves no trace, with script and without", async () => {
    for (const script of [true, false]) {
      const page = await show(frame('<a href="/">Seen</a> <a class="x" href="/">Unseen</a>', "<style>.x:focus{outline:0}</style>"), { script });
      assert.equal((await tabTo(page, "Seen")).words, "Seen");
      await page.keyboard.press("Tab");
      await assert.rejects(assertFocusSeen(page), /"Unseen" cannot be seen/);
      await page.context().close();
    }
  });

  it("see what the content policy refuses and what leaves the site", async () => {
    const page = await show(
      frame('<p style="color:red">Red</p>', '<link rel="stylesheet" href="http://127.0.0.1:9/other.css">'),
      {},
      { "content-security-policy": "default-src 'self'; style-src 'self' http://127.0.0.1:9" },
    );
    const found = page.faults.join("\n");
    assert.match(found, /inline style/);
    assert.match(found, /request that leaves the site: http:\/\/127\.0\.0\.1:9\/other\.css/);
    await page.context().close();
  });

  it("weigh a page with its stylesheet", async () => {
    answer = { body: "a{color:red}", headers: {} };
    const alone = await weight(base, frame(""));
    const together = await weight(base, frame("", '<link rel="stylesheet" href="/">'));
    assert.ok(together > alone, `${together} is not more than ${alone}`);
  });
});
