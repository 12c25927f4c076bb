// A run with the structures of its three steps.
import assert from "node:assert";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { steppedRun, trainedRun } from "./runs.mjs";

export default function stepTests() {
  test("shows the way of the best candidate of step 3 as steps.csv has it", () =>
    withReport(steppedRun(), {}, async ({ page }) => {
      const run = steppedRun();
      const key = ({ member, parent_a, parent_b, origin }) => [member, parent_a, parent_b, origin].join();
      const made = new Map(run.steps().filter(({ step }) => step === "3").map((row) => [key(row), row]));
      const candidate = run.candidates().find((row) => made.has(key(row)));
      const end = made.get(key(candidate));
      const side = end.origin.slice(0, 3);
      const way = run
        .steps()
        .filter(({ pair, step, origin }) => pair === end.pair && (step === "1" || origin.startsWith(side)));
      assert.strictEqual(way.length, 4);
      const rows = await page.$$eval("#steps tbody tr", (all) =>
        all.map((row) => [...row.cells].map((cell) => cell.textContent)),
      );
      assert.strictEqual(rows.length, 7);
      way.forEach((row, place) => {
        const [name, formula, volume, shortest] = rows[2 + place];
        const file = `step${row.step}/${row.pair.padStart(4, "0")}-${row.origin}.vasp`;
        assert.strictEqual(name, `Step ${row.step}: ${row.origin} ${file}`);
        assert.ok(run.text(file).length > 0);
        assert.strictEqual(formula, row.formula);
        assert.strictEqual(volume, Number(row.volume_per_atom_angstrom3).toFixed(2));
        assert.strictEqual(shortest, Number(row.shortest_angstrom).toFixed(2));
      });
      assert.strictEqual(rows[6][0], `Candidate ${candidate.id}`);
      await page.click("#steps tbody a");
      await page.locator("dialog[open]").waitFor();
    }));

  test("shows no such section where the steps were not kept", () =>
    withReport(trainedRun(), {}, async (report) => {
      assert.strictEqual(await report.count("#steps, a[href='#steps']"), 0);
    }));
}
