// One candidate: its certificate, neighbours and downloads against the files of the run; the dialog around them.
import assert from "node:assert";
import { copyFileSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { crystalgan, smallRun } from "./runs.mjs";

/** The first candidate, one of hexagonal axes, all triclinic ones, and the cell furthest from right angles. */
function chosenIds() {
  const rows = smallRun().candidates();
  const skew = ({ lattice: { alpha, beta, gamma } }) =>
    Math.max(...[alpha, beta, gamma].map((angle) => Math.abs(angle - 90)));
  const askew = (row) => ["alpha", "beta", "gamma"].every((angle) => Math.abs(row.lattice[angle] - 90) > 0.5);
  assert.ok(rows.some(askew), "a cell without any right angle is among the candidates");
  const furthest = [...rows].sort((one, other) => skew(other) - skew(one))[0];
  const hexagonal = rows.find(({ lattice }) => Math.abs(lattice.gamma - 120) < 1e-6);
  const triclinic = rows.filter((row) => Number(row.space_group) <= 2);
  return [...new Set([rows[0], furthest, hexagonal, rows.find(askew), ...triclinic].map(({ id }) => id))];
}

export default function candidateTests() {
  test("shows the neighbours that the neighbour table of the run has", () =>
    withReport(smallRun(), {}, async (report) => {
      for (const id of chosenIds()) {
        await report.page.evaluate((id) => {
          location.hash = `#${id}`;
        }, id);
        await report.waitForCandidate(id);
        const [shown, expected] = [await report.neighbours(), smallRun().neighbours(id)];
        assert.deepStrictEqual(
          shown.map(({ atom }) => atom),
          expected.map(({ atom }) => atom),
          id,
        );
        shown.forEach(({ atom, place, neighbours }, index) => {
          assert.ok(expected[index].neighbours.length > 0);
          assert.deepStrictEqual([...neighbours].sort(), [...expected[index].neighbours].sort(), `${id}, ${atom}`);
          const distances = neighbours.map((words) => Number(words.split(" ")[2]));
          assert.deepStrictEqual(
            distances,
            [...distances].sort((one, other) => one - other),
            `${id}, ${atom}: nearest first`,
          );
          place.forEach((component, axis) =>
            assert.ok(Math.abs(component - expected[index].place[axis]) < 1.5e-5, `${id}, ${atom}`),
          );
        });
      }
    }));

  test("shows the numbers of the certificate", () =>
    withReport(smallRun(), {}, async (report) => {
      for (const id of chosenIds()) {
        await report.page.evaluate((id) => {
          location.hash = `#${id}`;
        }, id);
        await report.waitForCandidate(id);
        const rows = await report.page.$$eval("#certificate tbody tr", (rows) =>
          rows.map((row) => [...row.cells].map((cell) => cell.textContent)),
        );
        const { pairs, nearest_metal: metal } = smallRun().json(`certificates/${id}.json`);
        const expected = pairs.map(({ pair, shortest, least, source }) => [
          pair.replace("-", "–"),
          shortest.toFixed(4),
          `≥ ${least.toFixed(4)}`,
          source,
        ]);
        const metals = [...new Set([metal.shortest.toFixed(4), metal.longest.toFixed(4)])].join(" to ");
        expected.push(["nearest metal", metals, `≤ ${metal.most.toFixed(4)}`, metal.source]);
        assert.deepStrictEqual([...rows].sort(), expected.sort(), id);
      }
    }));

  test("gives the POSCAR of the run and a CIF of the same crystal", () =>
    withReport(smallRun(), {}, async (report) => {
      for (const id of chosenIds().slice(0, 3)) {
        await report.page.evaluate((id) => {
          location.hash = `#${id}`;
        }, id);
        await report.waitForCandidate(id);
        const poscar = await report.downloaded("#download-poscar");
        assert.strictEqual(poscar.name, `${id}.vasp`);
        assert.ok(readFileSync(poscar.path).equals(smallRun().bytes(`candidates/${id}.vasp`)), `${id}: other bytes`);
        const cif = await report.downloaded("#download-cif");
        assert.strictEqual(cif.name, `${id}.cif`);
        const copy = smallRun().path(`downloaded-${id}.cif`); // the ending tells the program how to read it
        copyFileSync(cif.path, copy);
        const answer = JSON.parse(
          crystalgan("match", copy, smallRun().path(`candidates/${id}.vasp`), "--json", "--no-scale"),
        );
        assert.ok(answer.match, `${id}: ${JSON.stringify(answer)}`);
        assert.ok(answer.rms < 1e-6, `${id}: ${answer.rms}`);
      }
    }));

  test("closes by Escape and by its button, and focus returns to the row that opened it", () =>
    withReport(smallRun(), {}, async (report) => {
      const opener = () => report.page.evaluate(() => document.activeElement.closest("tr")?.dataset.id);
      const closings = {
        Escape: () => report.page.keyboard.press("Escape"),
        button: () => report.page.locator("#close").click(),
      };
      for (const [name, close] of Object.entries(closings)) {
        await report.openCandidate("0003");
        await report.waitForCandidate("0003");
        assert.ok(
          await report.page.evaluate(() => document.querySelector("dialog").contains(document.activeElement)),
          name,
        );
        await close();
        await report.page.locator("dialog").waitFor({ state: "hidden" });
        assert.strictEqual(await opener(), "0003", name);
      }
      await report.page.locator("#candidates-table tr[data-id='0002'] td.formula").click();
      await report.waitForCandidate("0002");
      await report.page.keyboard.press("Escape");
      assert.strictEqual(await opener(), "0002", "the whole row opens");
    }));

  test("walks to the next and previous candidate in the order of the table", () =>
    withReport(smallRun(), {}, async (report) => {
      await report.page.locator("#filter-unique").check();
      await report.sortBy("volume");
      const order = await report.allIds();
      await report.press("#first-page");
      await report.openCandidate(order[0]);
      await report.waitForCandidate(order[0]);
      assert.ok(await report.page.locator("#previous").isDisabled());
      assert.strictEqual(await report.text("#candidate-place"), `1 of ${order.length}`);
      await report.page.locator("#next").click();
      await report.waitForCandidate(order[1]);
      await report.page.keyboard.press("ArrowRight");
      await report.waitForCandidate(order[2]);
      assert.strictEqual(await report.text("#candidate-place"), `3 of ${order.length}`);
      await report.page.keyboard.press("ArrowLeft");
      await report.waitForCandidate(order[1]);
      await report.page.locator("#previous").click();
      await report.waitForCandidate(order[0]);
      assert.ok(await report.isCandidateOpen());
      const poscar = await report.downloaded("#download-poscar");
      assert.ok(readFileSync(poscar.path).equals(smallRun().bytes(`candidates/${order[0]}.vasp`)));
    }));

  test("has one picture in space, however fast one walks through the candidates", () =>
    withReport(smallRun(), {}, async (report) => {
      await report.page.evaluate(() => {
        document.querySelector("tr[data-id='0001'] button").click();
        for (let steps = 0; steps < 6; ++steps) document.getElementById("next").click(); // 3Dmol.js is still being unpacked
      });
      await report.waitForCandidate("0007");
      await report.picture();
      assert.strictEqual(await report.page.locator("#view canvas").count(), 1);
    }));
}
