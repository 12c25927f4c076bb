// A run of 10,000 structures: how long the page takes, by the browser's own clock.
import assert from "node:assert";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { largeRun } from "./runs.mjs";

// What issue 6 promises: seconds from navigation to a page that is ready. The rest is chosen.
const mostMilliseconds = { ready: 2000, answer: 500 };
const mostMegabytes = 200;
const mostElements = 20000;

const tries = 3; // the best counts: another process that wakes up is not the page's fault

function noteReady() {
  new MutationObserver((_, observer) => {
    if (document.documentElement?.dataset.ready !== "yes") return;
    window.readyAfter = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, attributes: true, childList: true });
}

/** Milliseconds from `action` in the page until the next frame is drawn. */
function answered(report, action, argument) {
  return report.page.evaluate(
    ([action, argument]) =>
      new Promise((done) => {
        const start = performance.now();
        window[action](argument);
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
      }),
    [action, argument],
  );
}

/** Actions of a user, for `answered`. */
function actions() {
  window.sortByColumn = (name) => document.querySelector(`#candidates-table thead button[data-sort="${name}"]`).click();
  window.findWords = (words) => {
    const field = document.getElementById("filter-text");
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

async function bestOf(measure) {
  let best = Infinity;
  for (let attempt = 0; attempt < tries; ++attempt) best = Math.min(best, await measure());
  return Math.round(best);
}

export default function sizeTests() {
  test("opens with 10,000 candidates in under 2 s", async (t) => {
    const best = await bestOf(async () => {
      let milliseconds;
      await withReport(largeRun(), { before: noteReady }, async (report) => {
        milliseconds = await report.page.evaluate(() => window.readyAfter);
        assert.ok(milliseconds > 0);
        assert.strictEqual(await report.shownCount(), largeRun().candidates().length);
        assert.ok((await report.shownCount()) > 9000);
      });
      return milliseconds;
    });
    const megabytes = (largeRun().bytes("report.html").length / 1e6).toFixed(1);
    console.log(`${largeRun().candidates().length} candidates (${megabytes} MB) are ready after ${best} ms`);
    t.diagnostic(`${best} ms`);
    assert.ok(best < mostMilliseconds.ready, `${best} ms`);
  });

  test("sorts and filters 10,000 candidates in under half a second, in bounded memory", async () => {
    await withReport(largeRun(), { before: actions }, async (report) => {
      const rows = largeRun().candidates();
      for (const column of ["formula", "tightness", "H-H", "parent_a"]) {
        const best = await bestOf(() => answered(report, "sortByColumn", column));
        console.log(`sorted by ${column} after ${best} ms`);
        assert.ok(best < mostMilliseconds.answer, `${column}: ${best} ms`);
      }
      await report.sortBy("id");
      for (const words of ["Pd3", "p1 ni", ""]) {
        const best = await bestOf(() => answered(report, "findWords", words));
        console.log(`filtered by "${words}" after ${best} ms`);
        assert.ok(best < mostMilliseconds.answer, `${words}: ${best} ms`);
        const holds = (row, word) =>
          [row.formula, row.space_group_symbol, row.origin, row.parent_a, row.parent_b]
            .join(" ")
            .toLowerCase()
            .includes(word);
        const expected = rows.filter((row) =>
          words
            .toLowerCase()
            .split(" ")
            .every((word) => holds(row, word)),
        );
        assert.strictEqual(await report.shownCount(), expected.length, words);
      }
      const last = rows.at(-1).id;
      await report.page.locator("#last-page").click();
      assert.strictEqual((await report.ids()).at(-1), last);
      await report.openCandidate(last);
      await report.waitForCandidate(last);
      const used = await report.page.evaluate(() => ({
        megabytes: Math.round(performance.memory.usedJSHeapSize / 1e6),
        elements: document.querySelectorAll("*").length,
      }));
      console.log(`${used.megabytes} MB of JavaScript objects, ${used.elements} elements`);
      assert.ok(used.megabytes < mostMegabytes, `${used.megabytes} MB`);
      assert.ok(used.elements < mostElements, `${used.elements} elements`);
    });
  });
}
