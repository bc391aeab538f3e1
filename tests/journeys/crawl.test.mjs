// Every public page, found from the home page and the site map, against everything a page must be.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch } from "./lib/browser.mjs";
import { weight } from "./lib/checks.mjs";
import { startServer } from "./lib/server.mjs";
import { collect, gather, inspectAll, markupFaults, sample } from "./lib/site.mjs";

const heaviest = 60 * 1024;

for (const [state, empty] of [["full", false], ["empty", true]]) {
  describe(`every public page of a partnership with ${empty ? "no records yet" : "records"}`, () => {
    let server;
    let browser;
    before(async () => {
      server = await startServer({ empty });
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    it("is reachable, valid, accessible, narrow enough and light, with and without script, on a phone and at a desk", async () => {
      const { base } = server;
      const map = await fetch(`${base}/sitemap.xml`);
      assert.ok(map.ok, `/sitemap.xml answers ${map.status}`);
      const named = [...(await map.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => new URL(place).pathname);
      const { pages, faults } = await collect(base, ["/", ...named]);
      assert.ok(pages.size > 5, `only ${pages.size} pages were found`);
      faults.push(...await markupFaults(pages));
      let heavy = ["", 0];
      for (const [path, html] of pages) {
        const bytes = await weight(base, html);
        if (bytes > heavy[1]) heavy = [path, bytes];
        if (bytes > heaviest) faults.push(`${path}: ${(bytes / 1024).toFixed(1)} KB of HTML, CSS and script`);
      }
      // Every page is asked for, validated and weighed; a browser, which is slow, looks at two of each kind: they share
      // their template, and what a record may lack is seen in the empty partnership.
      const looked = sample(pages.keys(), 2);
      faults.push(...await inspectAll(browser, base, looked));
      process.stdout.write(`# ${state}: ${pages.size} pages, ${looked.length} in a browser; heaviest ${heavy[0]} at ${(heavy[1] / 1024).toFixed(1)} KB\n`);
      assert.equal(faults.length, 0, gather(faults));
    });
  });
}
