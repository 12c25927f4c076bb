// The picture in space, by the pixels that it puts on the screen.
import assert from "node:assert";
import { test } from "node:test";

import { coloursIn, differingPixels } from "./browser.mjs";
import { withReport } from "./report_page.mjs";
import { smallRun } from "./runs.mjs";

const still = { fragment: "0001" };

// A picture of few pixels: drawing it takes all of a processor.
const small = { viewport: { width: 640, height: 480 } };

// Pixels that must change for a picture to count as another, and that may change in the same picture. The canvas has some
// 300,000, a bond covers hundreds.
const another = 150;
const same = 20;

/** As 3Dmol.js finds it where a browser has no WebGL. */
function withoutWebgl() {
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.includes("webgl") ? null : getContext.call(this, kind, ...rest);
  };
}

export default function pictureTests() {
  for (const colorScheme of ["light", "dark"]) {
    test(`draws atoms of all three elements in their colours, in ${colorScheme}`, () =>
      withReport(smallRun(), { ...still, colorScheme }, async (report) => {
        const picture = await report.picture();
        const { background, of } = await coloursIn(picture, await report.roleColours());
        assert.ok(background > 50000, `background: ${background}`);
        of.forEach((count, role) => assert.ok(count > 1000, `role ${"ABX"[role]}: ${count} pixels`));
      }));
  }

  test("draws another picture without cell, without bonds, of more cells and along each axis", () =>
    withReport(smallRun(), still, async (report) => {
      const { page } = report;
      const first = await report.picture();
      const look = async () => {
        await report.settle();
        return report.view();
      };
      const seen = { first };
      for (const part of ["cell", "bonds"]) {
        await page.locator(`#toggle-${part}`).uncheck();
        seen[`no ${part}`] = await look();
        await page.locator(`#toggle-${part}`).check();
        assert.ok((await differingPixels(first, await look())) < same, `${part} back again`);
      }
      for (const cells of ["2", "3"]) {
        await page.locator("#supercell").selectOption(cells);
        seen[`${cells} cells`] = await look();
      }
      await page.locator("#supercell").selectOption("1");
      assert.ok((await differingPixels(first, await look())) < same, "one cell again");
      for (const axis of ["a", "b", "c"]) {
        await page.locator(`[data-along=${axis}]`).click();
        seen[`along ${axis}`] = await look();
      }
      const names = Object.keys(seen).filter((name) => name !== "along b"); // in a hexagonal cell the same as along a
      for (const [index, one] of names.entries()) {
        for (const other of names.slice(index + 1)) {
          const apart = await differingPixels(seen[one], seen[other]);
          assert.ok(apart > another, `${one} and ${other}: ${apart} pixels differ`);
        }
      }
    }));

  test("turns by itself until told not to, and not at all for who asks for less motion", async () => {
    const moves = async (report) => {
      const earlier = await report.view();
      await report.page.waitForTimeout(400);
      return (await differingPixels(earlier, await report.view())) > another;
    };
    await withReport(smallRun(), { ...still, ...small, reducedMotion: "no-preference" }, async (report) => {
      await report.picture();
      assert.ok(await report.page.locator("#toggle-spin").isChecked());
      assert.ok(await moves(report), "spins");
      await report.page.locator("#toggle-spin").uncheck();
      await report.settle();
      assert.ok(!(await moves(report)), "stands still");
    });
    await withReport(smallRun(), { ...still, ...small }, async (report) => {
      await report.picture();
      assert.ok(!(await report.page.locator("#toggle-spin").isChecked()));
      assert.ok(!(await moves(report)), "stands still from the beginning");
      await report.page.locator("#toggle-spin").check();
      assert.ok(await moves(report), "spins when asked");
    });
  });

  test("turns under the mouse and by the keyboard, and zooms", () =>
    withReport(smallRun(), still, async (report) => {
      const { page } = report;
      await report.picture();
      const { x, y, width, height } = await page.locator("#view").boundingBox();
      const drag = async () => {
        await page.mouse.move(x + width / 2, y + height / 2);
        await page.mouse.down();
        await page.mouse.move(x + width / 2 + 80, y + height / 2 + 30, { steps: 4 });
        await page.mouse.up();
        await report.settle();
      };
      assert.ok((await report.changeBy(drag)) > another, "drag");
      await page.locator("#view").focus();
      for (const key of ["Shift+ArrowRight", "Shift+ArrowUp", "+", "-"]) {
        const press = async () => {
          await page.keyboard.press(key);
          await report.settle();
        };
        assert.ok((await report.changeBy(press)) > another, key);
      }
      assert.strictEqual(await report.candidateId(), "0001", "the arrows did not leave the candidate");
    }));

  test("shows another crystal after a step to the next", () =>
    withReport(smallRun(), still, async (report) => {
      await report.picture();
      const step = async () => {
        await report.page.locator("#next").click();
        await report.waitForCandidate("0002");
        await report.settle();
      };
      assert.ok((await report.changeBy(step)) > another);
      assert.match(await report.page.locator("#view").getAttribute("aria-label"), /0002/);
    }));

  test("shows a flat picture where the browser has no WebGL", () =>
    withReport(smallRun(), { ...still, before: withoutWebgl }, async (report) => {
      const picture = await report.picture();
      const { of } = await coloursIn(picture, await report.roleColours());
      of.forEach((count, role) => assert.ok(count > 300, `role ${"ABX"[role]}: ${count} pixels`));
      assert.match(await report.text("#view-problem"), /WebGL/);
    }));
}
