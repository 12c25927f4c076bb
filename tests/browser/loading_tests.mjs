// Opening reports from disk: of trained, small, single and empty runs, in light and dark, without JavaScript.
import assert from "node:assert";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { emptyRun, singleRun, smallRun, trainedRun } from "./runs.mjs";

export default function loadingTests() {
  for (const colorScheme of ["light", "dark"]) {
    test(`opens from disk without a complaint and asks no network, in ${colorScheme}`, () =>
      withReport(trainedRun(), { colorScheme, fragment: "0001" }, async (report) => {
        await report.picture();
        const background = await report.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const [lightness] = background.match(/\d+/).map(Number);
        assert.strictEqual(lightness < 128 ? "dark" : "light", colorScheme, background);
        assert.ok(report.requests.length > 0, "requests are seen at all");
      }));
  }

  test("shows the losses of a training and says where nothing was trained", async () => {
    await withReport(trainedRun(), {}, async (report) => {
      assert.ok((await report.count("#loss-curves svg path, #loss-curves svg polyline")) > 0);
      const names = trainedRun().text("history.csv").split("\n")[0].split(",").slice(3);
      const told = await report.page.locator("#loss-curves").textContent();
      assert.deepStrictEqual(
        names.filter((name) => !told.includes(name)),
        [],
      );
    });
    await withReport(smallRun(), {}, async (report) => {
      assert.match(await report.text("#loss-curves"), /Nothing was trained/);
    });
  });

  test("tells the counts of summary.json and why others were rejected", () =>
    withReport(smallRun(), {}, async (report) => {
      const summary = smallRun().json("summary.json");
      const outcome = await report.text("#outcome");
      for (const count of ["generated", "certified", "new_and_symmetric"])
        assert.match(outcome, new RegExp(`\\b${summary[count]}\\b`));
      const funnel = await report.page.locator("#outcome svg").textContent();
      for (const count of ["generated", "certified", "strict", "unique", "novel", "symmetric"])
        assert.match(funnel, new RegExp(`\\b${summary[count]}\\b`), count);
      const rows = await report.page.$$eval("#rejected tbody tr", (rows) =>
        rows.map(({ cells: [reason, count, example] }) => ({
          reason: reason.textContent,
          count: Number(count.textContent),
          example: example.textContent,
        })),
      );
      assert.deepStrictEqual(rows, summary.rejected);
    }));

  test("opens for a run without any candidate", () =>
    withReport(emptyRun(), {}, async (report) => {
      assert.strictEqual(await report.shownCount(), 0);
      assert.deepStrictEqual(await report.ids(), []);
      assert.match(await report.text("#outcome"), /No structure can keep these limits/);
      assert.match(await report.text("#candidates-table tbody"), /no candidates/);
      for (const column of ["tightness", "formula"]) await report.sortBy(column);
      await report.page.locator("#filter-text").fill("Pd");
      assert.strictEqual(await report.shownCount(), 0);
    }));

  test("opens for a run with a single candidate", () =>
    withReport(singleRun(), {}, async (report) => {
      assert.deepStrictEqual(await report.ids(), ["0001"]);
      await report.openCandidate("0001");
      await report.picture();
      assert.ok(await report.page.locator("#previous").isDisabled());
      assert.ok(await report.page.locator("#next").isDisabled());
    }));

  test("says what it cannot show without JavaScript, and shows the rest", () =>
    withReport(trainedRun(), { javaScriptEnabled: false }, async (report) => {
      assert.match(await report.text("main"), /candidates\.csv/);
      for (const part of ["#outcome", "#loss-curves", "#distance-histograms"])
        assert.ok((await report.count(`${part} svg`)) > 0, part);
      assert.ok(!(await report.page.locator("#browser").isVisible()));
    }));
}
