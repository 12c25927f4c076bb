// A run that was relaxed and ranked, by first principles too.
import assert from "node:assert";
import { test } from "node:test";

import { hostile } from "./energies.mjs";
import { withReport } from "./report_page.mjs";
import { rankedRun, smallRun } from "./runs.mjs";

/** Energies above the hull by the ids of all candidates that relaxed to a ranked crystal, from ranking.csv. */
function energies(run) {
  return new Map(
    run
      .ranking()
      .flatMap((row) => row.found_by.split(" ").map((id) => [id, Number(row.above_hull_ev_per_atom)])),
  );
}

export default function energyTests() {
  test("sorts by energy above the hull as ranking.csv has it, candidates without one last", () =>
    withReport(rankedRun(), {}, async (report) => {
      const above = energies(rankedRun());
      const all = rankedRun().candidates().map(({ id }) => id);
      const without = all.filter((id) => !above.has(id));
      assert.ok(without.length > 10 && above.size > 2 * without.length - 3);
      for (const [direction, sign] of [
        ["ascending", 1],
        ["descending", -1],
      ]) {
        await report.sortBy("above_hull");
        assert.deepStrictEqual(await report.sorted(), ["above_hull", direction]);
        const ranked = all.filter((id) => above.has(id));
        ranked.sort((one, other) => sign * (above.get(one) - above.get(other)));
        assert.deepStrictEqual(await report.allIds(), [...ranked, ...without], direction);
        assert.strictEqual((await report.cells(without.at(-1))).above_hull, "–");
        await report.press("#first-page");
        for (const id of await report.ids())
          if (above.has(id)) assert.strictEqual((await report.cells(id)).above_hull, above.get(id).toFixed(4));
      }
    }));

  test("shows no such column and no section where nothing was ranked", () =>
    withReport(smallRun(), {}, async (report) => {
      assert.strictEqual(await report.count("[data-sort=above_hull]"), 0);
      assert.strictEqual(await report.count("#energies, a[href='#energies']"), 0);
    }));

  test("lists the best crystals in the order of ranking.csv, each a link to its candidate", () =>
    withReport(rankedRun(), {}, async (report) => {
      const best = rankedRun().ranking().slice(0, 50);
      const table = report.page.getByRole("region", { name: "Best crystals, screened" });
      const shown = await table.locator("tbody tr").evaluateAll((rows) =>
        rows.map(({ cells }) => [cells[0], cells[1], cells[4], cells[8]].map((cell) => cell.textContent)),
      );
      const expected = best.map((row) => [
        ...[row.rank, row.id, Number(row.above_hull_ev_per_atom).toFixed(4)],
        String(row.found_by.split(" ").length),
      ]);
      assert.deepStrictEqual(shown, expected);
      for (const { id } of best.slice(0, 2)) {
        await table.getByRole("link", { name: id }).click();
        await report.waitForCandidate(id);
        await report.page.keyboard.press("Escape");
      }
    }));

  test("shows hostile text of calculators, elements, space groups and failures as text", () =>
    withReport(rankedRun(), {}, async (report) => {
      const section = report.page.locator("#energies");
      assert.strictEqual(await section.locator("img, script, svg:not(.chart)").count(), 0);
      assert.strictEqual(await section.locator("svg.chart").count(), 2, "one hull per calculator");
      const titles = await section.locator("svg title").allTextContents();
      assert.ok(titles.some((text) => text.startsWith(`NiH (${hostile.slice(0, 30)}`)));
      for (const place of ["dd", "tbody td", "li"])
        assert.ok((await section.locator(place).allTextContents()).some((text) => text.includes(hostile)), place);
      const failures = report.page.getByRole("region", { name: "Failures of density functional theory" });
      assert.ok((await failures.textContent()).includes(hostile));
      assert.strictEqual(await report.page.evaluate(() => window.hacked), undefined);
    }));
}
