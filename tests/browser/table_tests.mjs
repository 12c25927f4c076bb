// The table against candidates.csv, sorted and filtered by the tests' own code.
import assert from "node:assert";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { smallRun } from "./runs.mjs";

const alphabetical = new Intl.Collator("en", { numeric: true }).compare;

// Columns by the names of the sort buttons, with the value of a row of candidates.csv by which they sort.
const sortable = {
  formula: (row) => row.formula,
  space_group: (row) => Number(row.space_group),
  tightness: (row) => Number(row.tightness),
  volume: (row) => Number(row.volume_angstrom3),
  volume_over_rule: (row) => Number(row.volume_over_rule),
  "H-Pd": (row) => Number(row["d_H-Pd_angstrom"]),
  "Ni-Ni": (row) => Number(row["d_Ni-Ni_angstrom"]),
  novel: (row) => (row.novel === "yes" ? 0 : 1),
  b: (row) => row.lattice.b,
  gamma: (row) => row.lattice.gamma,
  member: (row) => Number(row.member),
  parent_b: (row) => row.parent_b,
};

/** Equal values keep the order of the file. Lattices may differ from the program's by rounding, which the page never shows. */
function sortedIds(rows, value, descending) {
  const rounded = (row) => (typeof value(row) === "number" ? Number(value(row).toFixed(9)) : value(row));
  const order = (one, other) => (typeof one === "string" ? alphabetical(one, other) : one - other);
  const sign = descending ? -1 : 1;
  return [...rows].sort((one, other) => sign * order(rounded(one), rounded(other))).map(({ id }) => id);
}

/** The ids with the values that were sorted by: what equal values do among themselves is another test's. */
function valuesOf(ids, rows, value) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) =>
    typeof value(byId.get(id)) === "number" ? value(byId.get(id)).toFixed(6) : value(byId.get(id)),
  );
}

export default function tableTests() {
  test("has one row per candidate, the best first, with the figures of candidates.csv", () =>
    withReport(smallRun(), {}, async (report) => {
      const rows = smallRun().candidates();
      assert.ok(rows.length > 50, "more than one page");
      assert.deepStrictEqual(
        await report.allIds(),
        rows.map(({ id }) => id),
      );
      assert.strictEqual(await report.shownCount(), rows.length);
      await report.press("#first-page");
      const cells = await report.cells("0001");
      const [row] = rows;
      assert.strictEqual(cells.formula, row.formula);
      assert.strictEqual(cells.space_group, `${row.space_group_symbol} ${row.space_group}`);
      assert.strictEqual(cells.tightness, Number(row.tightness).toFixed(3));
      assert.strictEqual(cells.volume_over_rule, Number(row.volume_over_rule).toFixed(2));
      assert.strictEqual(cells.volume, Number(row.volume_angstrom3).toFixed(1));
      for (const pair of ["Pd-Pd", "Ni-Pd", "H-Pd", "Ni-Ni", "H-Ni", "H-H"])
        assert.strictEqual(cells[pair], Number(row[`d_${pair}_angstrom`]).toFixed(3));
      for (const length of ["a", "b", "c"]) assert.strictEqual(cells[length], row.lattice[length].toFixed(3));
      for (const angle of ["alpha", "beta", "gamma"]) assert.strictEqual(cells[angle], row.lattice[angle].toFixed(1));
      for (const flag of ["good", "strict", "unique", "novel", "symmetric"])
        assert.ok(cells[flag].endsWith(row[flag]), `${flag}: ${cells[flag]}`);
      for (const name of ["origin", "member", "parent_a", "parent_b"]) assert.strictEqual(cells[name], row[name]);
    }));

  test("sorts by any column in both directions, numbers as numbers", () =>
    withReport(smallRun(), {}, async (report) => {
      const rows = smallRun().candidates();
      const volumes = rows.map(({ volume_angstrom3 }) => volume_angstrom3);
      assert.notDeepStrictEqual(
        [...volumes].sort(),
        [...volumes].sort((one, other) => one - other),
        "the order as texts is another",
      );
      for (const [column, value] of Object.entries(sortable)) {
        for (const direction of ["ascending", "descending"]) {
          await report.sortBy(column);
          assert.deepStrictEqual(await report.sorted(), [column, direction]);
          const ids = await report.ids();
          const expected = sortedIds(rows, value, direction === "descending").slice(0, ids.length);
          assert.deepStrictEqual(
            valuesOf(ids, rows, value),
            valuesOf(expected, rows, value),
            `${column}, ${direction}`,
          );
        }
      }
      await report.sortBy("member");
      assert.deepStrictEqual(await report.allIds(), sortedIds(rows, sortable.member, false), "equals stay best first");
    }));

  test("filters by words, numbers, flags and tightness", () =>
    withReport(smallRun(), {}, async (report) => {
      const rows = smallRun().candidates();
      const { page } = report;
      const expectShown = async (what, expected) => {
        const ids = rows.filter(expected).map(({ id }) => id);
        assert.ok(ids.length < rows.length, `${what} leaves something out`);
        assert.strictEqual(await report.shownCount(), ids.length, what);
        assert.deepStrictEqual(await report.allIds(), ids, what);
        assert.match(await report.text("#shown-count"), new RegExp(`^${ids.length} of ${rows.length}\\b`), what);
      };
      const holds = (row, word) =>
        [row.formula, row.space_group_symbol, row.origin, row.parent_a, row.parent_b].some((text) =>
          text.toLowerCase().includes(word.toLowerCase()),
        );
      for (const words of ["Ni2Pd2", "ni2pd2 wurtzite", "-3m", "ReO3"]) {
        await page.locator("#filter-text").fill(words);
        await expectShown(words, (row) => words.split(" ").every((word) => holds(row, word)));
      }
      await page.locator("#filter-text").fill("164");
      await expectShown("space group 164", (row) => row.space_group === "164");
      await page.locator("#filter-text").fill("0007");
      await expectShown("a candidate", (row) => row.id === "0007");
      await page.locator("#filter-text").fill("no such word");
      await expectShown("nothing", () => false);
      await page.locator("#filter-text").fill("");
      for (const flag of ["unique", "novel", "symmetric"]) {
        await page.locator(`#filter-${flag}`).check();
        await expectShown(flag, (row) => row[flag] === "yes");
        await page.locator(`#filter-${flag}`).uncheck();
      }
      const middle = Number(rows[Math.floor(rows.length / 2)].tightness).toFixed(3);
      await page.locator("#filter-tightness").fill(middle);
      await expectShown("tightness", (row) => Number(row.tightness) >= Number(middle));
      await page.locator("#filter-unique").check();
      await page.locator("#filter-text").fill("Ni2");
      await expectShown(
        "all at once",
        (row) => Number(row.tightness) >= Number(middle) && row.unique === "yes" && holds(row, "Ni2"),
      );
      await page.locator("#filter-reset").click();
      assert.strictEqual(await report.shownCount(), rows.length);
      assert.strictEqual(await page.locator("#filter-text").inputValue(), "");
    }));

  test("turns pages and says which it shows", () =>
    withReport(smallRun(), {}, async (report) => {
      const total = smallRun().candidates().length;
      const first = await report.ids();
      assert.match(await report.text("#page-state"), /Page 1 of 2/);
      assert.ok(await report.page.locator("#previous-page").isDisabled());
      await report.page.locator("#last-page").click();
      assert.match(await report.text("#page-state"), /Page 2 of 2/);
      assert.match(await report.text("#shown-count"), new RegExp(`rows ${first.length + 1} to ${total}`));
      assert.ok(await report.page.locator("#next-page").isDisabled());
      assert.strictEqual((await report.ids()).length, total - first.length);
      await report.page.locator("#previous-page").click();
      assert.deepStrictEqual(await report.ids(), first);
    }));

  test("keeps its state in the address, through a reload", () =>
    withReport(smallRun(), {}, async (report) => {
      const { page } = report;
      const state = async () => ({
        ids: await report.ids(),
        sorted: await report.sorted(),
        text: await page.locator("#filter-text").inputValue(),
        novel: await page.locator("#filter-novel").isChecked(),
        tightness: await page.locator("#filter-tightness").inputValue(),
        page: await page.locator("#page-state").textContent(),
        open: await report.isCandidateOpen(),
      });
      await report.sortBy("volume");
      await report.sortBy("volume");
      await page.locator("#last-page").click();
      const second = await state();
      await page.reload();
      await report.ready();
      assert.deepStrictEqual(await state(), second);
      await page.locator("#filter-text").fill("Ni2");
      await page.locator("#filter-novel").check();
      await page.locator("#filter-tightness").fill("0.1");
      const [id] = await report.ids();
      await report.openCandidate(id);
      await report.waitForCandidate(id);
      const filtered = await state();
      assert.ok(filtered.open);
      await page.reload();
      await report.ready();
      await report.waitForCandidate(id);
      assert.deepStrictEqual(await state(), filtered);
    }));

  test("makes the best of an address that names nothing", () =>
    withReport(smallRun(), { fragment: "0001" }, async (report) => {
      await report.waitForCandidate("0001");
      const go = (fragment) => report.page.evaluate((hash) => (location.hash = hash), fragment);
      await go("tightness=much");
      await report.page.waitForSelector("dialog#candidate:not([open])", { state: "attached" });
      assert.strictEqual(
        await report.page.locator("#shown-count").getAttribute("data-count"),
        String(smallRun().candidates().length),
      );
      await go("9999");
      assert.strictEqual(await report.page.locator("#problem").textContent(), "This run has no candidate 9999.");
    }));

  test("opens the candidate that the address names, and another when the address changes", () =>
    withReport(smallRun(), { fragment: "0007" }, async (report) => {
      await report.waitForCandidate("0007");
      assert.ok(await report.isCandidateOpen());
      assert.match(await report.text("#candidate-place"), /^7 of /);
      await report.page.evaluate(() => {
        location.hash = "#0009";
      });
      await report.waitForCandidate("0009");
      await report.page.keyboard.press("Escape");
      await report.page.locator("dialog").waitFor({ state: "hidden" });
      await report.page.waitForFunction(() => location.hash === "");
    }));

  test("draws a thumbnail of every row that is looked at", () =>
    withReport(smallRun(), {}, async (report) => {
      await report.page.locator("#candidate-list").scrollIntoViewIfNeeded();
      await report.page.locator("#candidates-table tr[data-id='0001']").scrollIntoViewIfNeeded();
      await report.page.waitForFunction(() => {
        const canvas = document.querySelector("#candidates-table tbody canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const colours = new Set(new Uint32Array(data.buffer));
        return colours.size > 20;
      });
    }));
}
