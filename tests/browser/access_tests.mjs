// For keyboards, screen readers and eyes of all kinds.
import assert from "node:assert";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { rankedRun, smallRun, trainedRun } from "./runs.mjs";

const named = new Set([
  "button",
  "link",
  "checkbox",
  "searchbox",
  "textbox",
  "spinbutton",
  "combobox",
  "dialog",
  "image",
  "img",
  "region",
  "navigation",
  "search",
  "table",
  "DisclosureTriangle",
]);

/** What Chromium tells screen readers: role and name of everything that acts, or is a place. */
async function accessibleNodes(report) {
  const session = await report.page.context().newCDPSession(report.page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && named.has(role?.value))
    .map(({ role, name }) => ({ role: role.value, name: name?.value ?? "" }));
}

/**
 * Texts with less contrast to their background than WCAG 2.2 AA asks: 4.5, or 3 for text of 24 px or bold of 18.66 px.
 * Disabled controls are exempt there.
 */
function paleTexts() {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const channels = (colour) => {
    if (!known.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, alpha], below) => [r, g, b].map((part, index) => alpha * part + (1 - alpha) * below[index]);
  const backgroundOf = (element) => {
    if (!element) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, backgroundOf(element.parentElement));
  };
  const luminance = (parts) => {
    const [red, green, blue] = parts.map((part) =>
      part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const pale = [];
  let count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (
      !text ||
      !element.checkVisibility({ visibilityProperty: true }) ||
      element.closest(".unseen, :disabled, script, style, title, desc")
    )
      continue;
    const style = getComputedStyle(element);
    const background = backgroundOf(element.closest("svg")?.parentElement ?? element);
    let foreground = channels(element.closest("svg") ? style.fill : style.color);
    const opacity = (at) => (at ? Number(getComputedStyle(at).opacity) * opacity(at.parentElement) : 1);
    foreground = over([...foreground.slice(0, 3), foreground[3] * opacity(element)], background);
    const [low, high] = [luminance(foreground), luminance(background)].sort((one, other) => one - other);
    const contrast = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    ++count;
    if (contrast < (large ? 3 : 4.5))
      pale.push(`${contrast.toFixed(2)}: ${element.localName}.${element.getAttribute("class")}: ${text.slice(0, 40)}`);
  }
  return { count, pale: [...new Set(pale)].slice(0, 20) };
}

export default function accessTests() {
  test("gives everything that acts a name", () =>
    withReport(trainedRun(), {}, async (report) => {
      const outside = await accessibleNodes(report);
      assert.ok(outside.filter(({ role }) => role === "button").length > 60, "buttons are seen");
      assert.deepStrictEqual(
        outside.filter(({ name }) => !name.trim()),
        [],
      );
      await report.openCandidate("0001");
      await report.picture();
      await report.neighbours();
      const inside = await accessibleNodes(report);
      assert.deepStrictEqual(
        inside.filter(({ name }) => !name.trim()),
        [],
      );
      for (const role of ["dialog", "checkbox", "combobox", "link"])
        assert.ok(
          inside.some((node) => node.role === role),
          role,
        );
      assert.ok(
        inside.some(({ role, name }) => ["img", "image"].includes(role) && name.includes("0001")),
        "the picture",
      );
    }));

  for (const [kind, run] of Object.entries({ trained: trainedRun, ranked: rankedRun }))
    test(`has a language, one main landmark, headings in order and tables with headers, ${kind}`, () =>
      withReport(run(), { fragment: "0001" }, async (report) => {
        await report.waitForCandidate("0001");
        await report.neighbours();
        const found = await report.page.evaluate(() => ({
          lang: document.documentElement.lang,
          title: document.title,
          mains: document.querySelectorAll("main").length,
          firsts: document.querySelectorAll("h1").length,
          headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) =>
            Number(heading.localName[1]),
          ),
          unnamed: [...document.querySelectorAll("#energies table:not(:has(caption))")].length,
          unscoped: [...document.querySelectorAll("th:not([scope])")].map((head) => head.textContent),
          headless: [...document.querySelectorAll("table")].filter((table) => !table.querySelector("th[scope=col]"))
            .length,
          ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
          lost: [...document.querySelectorAll("[aria-labelledby], [aria-describedby]")].flatMap((element) =>
            [element.getAttribute("aria-labelledby"), element.getAttribute("aria-describedby")]
              .filter(Boolean)
              .flatMap((ids) => ids.split(/\s+/))
              .filter((id) => !document.getElementById(id)),
          ),
        }));
        assert.match(found.lang, /^en/);
        assert.match(found.title, /Pd-Ni-H/);
        assert.strictEqual(found.mains, 1);
        assert.strictEqual(found.firsts, 1);
        found.headings.forEach((level, index) => {
          if (index > 0)
            assert.ok(level <= found.headings[index - 1] + 1, `h${level} after h${found.headings[index - 1]}`);
        });
        assert.deepStrictEqual(found.unscoped, []);
        assert.strictEqual(found.unnamed, 0, "tables of energies without a caption");
        assert.strictEqual(found.headless, 0);
        assert.strictEqual(new Set(found.ids).size, found.ids.length, "every id stands once");
        assert.deepStrictEqual(found.lost, []);
      }));

  test("reaches and opens the first candidate by keyboard alone, focus always in sight", () =>
    withReport(smallRun(), {}, async (report) => {
      const { keyboard } = report.page;
      const stop = () =>
        report.page.evaluate(() => {
          const element = document.activeElement;
          const style = getComputedStyle(element);
          const { left, top, width, height } = element.getBoundingClientRect();
          const middle = [left + width / 2, top + height / 2];
          const inside = middle[0] >= 0 && middle[0] <= innerWidth && middle[1] >= 0 && middle[1] <= innerHeight;
          const large = height > innerHeight || width > innerWidth;
          return {
            what: element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40),
            isBody: element === document.body,
            isOpener: element.matches("tr[data-id='0001'] button"),
            seen: (inside || large) && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
          };
        });
      await keyboard.press("Tab");
      assert.match((await stop()).what, /^Skip to/);
      await keyboard.press("Enter");
      const passed = [];
      for (let presses = 0; presses < 60; ++presses) {
        await keyboard.press("Tab");
        await report.settle();
        passed.push(await stop());
        if (passed.at(-1).isOpener || passed.at(-1).isBody) break;
      }
      assert.ok(passed.at(-1).isOpener, `reached: ${passed.map(({ what }) => what).join(" > ")}`);
      assert.deepStrictEqual(
        passed.filter(({ seen }) => !seen),
        [],
      );
      await keyboard.press("Enter");
      await report.waitForCandidate("0001");
      await keyboard.press("Escape");
      assert.ok((await stop()).isOpener);
      await report.sortBy("tightness");
      await report.page.locator("#candidates-table thead button[data-sort=volume]").focus();
      await keyboard.press("Enter");
      assert.deepStrictEqual(await report.sorted(), ["volume", "ascending"]);
      await keyboard.press("Space");
      assert.deepStrictEqual(await report.sorted(), ["volume", "descending"]);
    }));

  test("keeps focus inside the open dialog", () =>
    withReport(smallRun(), { fragment: "0002" }, async (report) => {
      await report.picture();
      for (let presses = 0; presses < 30; ++presses) {
        await report.page.keyboard.press("Tab");
        const outside = await report.page.evaluate(
          () =>
            document.activeElement !== document.body &&
            !document.querySelector("dialog").contains(document.activeElement),
        );
        assert.ok(!outside, await report.focused());
      }
    }));

  for (const [colorScheme, run] of [
    ["light", trainedRun],
    ["dark", trainedRun],
    ["light", rankedRun],
    ["dark", rankedRun],
  ]) {
    test(`sets every text off from its background, ${run === rankedRun ? "ranked" : "trained"}, in ${colorScheme}`, () =>
      withReport(run(), { colorScheme }, async (report) => {
        await report.page.locator("#filter-text").fill("Pd");
        const page = await report.page.evaluate(paleTexts);
        assert.ok(page.count > 500, `${page.count} texts`);
        assert.deepStrictEqual(page.pale, []);
        const [id] = await report.ids();
        await report.openCandidate(id);
        await report.waitForCandidate(id);
        await report.neighbours();
        assert.deepStrictEqual((await report.page.evaluate(paleTexts)).pale, []);
      }));
  }

  test("marks the order and the flags with words, not by looks alone", () =>
    withReport(smallRun(), {}, async (report) => {
      assert.match((await report.cells("0001")).novel, /yes|no/);
      await report.sortBy("tightness");
      assert.match(await report.text("#sort-state"), /min distance \/ limit, ascending/);
    }));
}
