// On paper and on narrow screens.
import assert from "node:assert";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { emptyRun, rankedRun, smallRun, steppedRun, trainedRun } from "./runs.mjs";

/** By how much the document is wider than the window (CSS pixels), and what sticks out. */
function overhang() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const out = [...document.querySelectorAll("body *")].filter(
    (element) =>
      element.checkVisibility() &&
      !element.closest(".unseen, .skip") &&
      element.getBoundingClientRect().right > clientWidth + 1 &&
      !element.parentElement.closest(".scroll, figure"),
  );
  return {
    by: scrollWidth - clientWidth,
    what: out.map((element) => `${element.localName}#${element.id}.${element.className}`).slice(0, 8),
  };
}

/** Regions that hold more than they show. */
function cutOff() {
  return [...document.querySelectorAll(".scroll")]
    .filter(
      (region) =>
        region.checkVisibility() &&
        (region.scrollHeight > region.clientHeight + 1 || region.scrollWidth > region.clientWidth + 1),
    )
    .map((region) => region.id || region.getAttribute("aria-label"));
}

export default function layoutTests() {
  test("prints content without controls, in black on white, on a sheet of A4", () =>
    withReport(trainedRun(), { colorScheme: "dark", viewport: { width: 1032, height: 700 } }, async (report) => {
      const { page } = report; // 1032 px: A4 across without its margins of 12 mm
      await page.emulateMedia({ media: "print" });
      for (const control of ["#filter", "#pages", ".skip", "nav", "dialog"])
        for (const one of await page.locator(control).all()) assert.ok(!(await one.isVisible()), control);
      for (const content of [
        "h1",
        "#outcome svg",
        "#candidates-table tbody tr >> nth=0",
        "#loss-curves svg",
        "#distance-histograms svg",
        "#reading dl",
      ])
        assert.ok(await page.locator(content).first().isVisible(), content);
      const [paper, ink] = await page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
      });
      assert.deepStrictEqual([paper, ink], ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
      assert.deepStrictEqual(await page.evaluate(overhang), { by: 0, what: [] });
      assert.deepStrictEqual(await page.evaluate(cutOff), [], "nothing is cut off at the edge of a region that scrolls");
      await page.emulateMedia({ media: null });
      const sheets = await page.pdf({ preferCSSPageSize: true });
      assert.ok(sheets.length > 50000, `${sheets.length} bytes`);
      const drawn = await page.$$eval(
        "#candidates-table tbody tr",
        (rows) => rows.filter((row) => row.dataset.drawn).length,
      );
      assert.strictEqual(drawn, (await report.ids()).length, "thumbnails of rows that nobody scrolled to");
    }));

  test("prints energies on a sheet of A4 too", () =>
    withReport(rankedRun(), { viewport: { width: 1032, height: 700 } }, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator("#energies table").first().isVisible());
      assert.deepStrictEqual(await page.evaluate(overhang), { by: 0, what: [] });
      assert.deepStrictEqual(await page.evaluate(cutOff), []);
    }));

  test("prints the steps on a sheet of A4 too", () =>
    withReport(steppedRun(), { viewport: { width: 1032, height: 700 } }, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator("#steps table").first().isVisible());
      assert.deepStrictEqual(await page.evaluate(overhang), { by: 0, what: [] });
      assert.deepStrictEqual(await page.evaluate(cutOff), []);
    }));

  test("does not scroll sideways on a screen of 400 pixels", async () => {
    for (const run of [trainedRun(), emptyRun(), rankedRun(), steppedRun()]) {
      await withReport(run, { viewport: { width: 400, height: 800 } }, async (report) => {
        assert.deepStrictEqual(await report.page.evaluate(overhang), { by: 0, what: [] });
      });
    }
    await withReport(smallRun(), { viewport: { width: 400, height: 800 }, fragment: "0001" }, async (report) => {
      await report.picture();
      await report.neighbours();
      const wider = await report.page.$eval("dialog", (dialog) => dialog.scrollWidth - dialog.clientWidth);
      assert.strictEqual(wider, 0);
      assert.strictEqual((await report.page.evaluate(overhang)).by, 0);
    });
  });
}
