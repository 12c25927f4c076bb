// Text of others that means harm: in file names, comments and every file that the report reads.
import assert from "node:assert";
import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { withReport } from "./report_page.mjs";
import { editedRun, runOnInputs, smallRun } from "./runs.mjs";

const image = "<img src=x onerror=window.hacked=1>";
const script = "</script><script>window.hacked=1</script>";
const drawing = '"><svg onload=window.hacked=1>';
const template = "{{script}}{{blocks}}";
const lineEnd = "one\u2028two";
const comment = "<!--<script>";
const all = [image, script, drawing, template, lineEnd, comment];
const together = all.join(" ");
const escaped = (text) => text.replaceAll("\u2028", "\\u2028"); // as the page shows what would break a line

/** Names of others for some binaries, a hostile comment in each, and folders whose path closes a script. */
function hostileInputs(folder) {
  const names = [image, drawing, template, lineEnd].map((name) => `${name}.vasp`);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".vasp"))
    .sort();
  names.forEach((name, index) => renameSync(join(folder, files[index]), join(folder, name)));
  copyFileSync(
    join(folder, files.at(-1)),
    Buffer.concat([Buffer.from(join(folder, "bytes")), Buffer.from([0xff, 0xfe]), Buffer.from(".vasp")]),
  );
  const deep = join(`${folder}-${image}${template}${lineEnd}`, script, drawing);
  mkdirSync(deep, { recursive: true });
  for (const file of readdirSync(folder, { encoding: "buffer" }))
    copyFileSync(Buffer.concat([Buffer.from(`${folder}/`), file]), Buffer.concat([Buffer.from(`${deep}/`), file]));
  return deep;
}

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** The texts of a finished run, as somebody might leave them who wants to harm whom he sends it to. */
function editAll(run) {
  const poscar = run.bytes("candidates/0001.vasp");
  const rest = poscar.subarray(poscar.indexOf("\n"));
  writeFileSync(
    run.path("candidates/0001.vasp"),
    Buffer.concat([Buffer.from(together), Buffer.from([0xff, 0xfe]), rest]),
  );
  run.edit("candidates.csv", (text) => {
    const lines = text.split("\n");
    const [row] = run.candidates();
    lines[1] = lines[1]
      .replace(row.parent_a, quoted(together))
      .replace(row.parent_b, quoted(script))
      .replace("interleave", quoted(image));
    lines[2] = lines[2].replace(/,\d+,[^,]*,/, `,12,${quoted(image)},`); // behind the formula, which must be true
    return lines.join("\n");
  });
  run.edit("summary.json", (text) => {
    const summary = JSON.parse(text);
    summary.rejected[0].reason = together;
    summary.rejected[0].example = script;
    return JSON.stringify(summary);
  });
  run.edit("certificates/0001.json", (text) => {
    const certificate = JSON.parse(text);
    for (const pair of certificate.pairs) pair.source = together;
    certificate.nearest_metal.source = script;
    return JSON.stringify(certificate);
  });
  run.edit("manifest.json", (text) =>
    JSON.stringify({ ...JSON.parse(text), command: together, version: image, commit: script }),
  );
}

/** Everything through which foreign text could act, counted. */
function elements(report) {
  return report.page.evaluate(() => {
    const counted = [
      "img",
      "svg",
      "script",
      "iframe",
      "object",
      "embed",
      "link",
      "style",
      "base",
      "form",
      "input",
      "a",
      "meta",
    ];
    const counts = Object.fromEntries(counted.map((name) => [name, document.querySelectorAll(name).length]));
    counts.handlers = [...document.querySelectorAll("*")].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on")),
    ).length;
    return counts;
  });
}

async function expectHarmless(report) {
  let expected;
  await withReport(smallRun(), {}, async (harmless) => {
    expected = await elements(harmless);
  });
  assert.deepStrictEqual(await elements(report), expected);
  assert.strictEqual(expected.handlers, 0);
  await report.page.waitForTimeout(100);
  assert.strictEqual(await report.page.evaluate(() => window.hacked), undefined);
}

export default function hostileTests() {
  test("shows hostile names of input files and folders as text", () =>
    withReport(runOnInputs("hostile", hostileInputs), {}, async (report) => {
      await expectHarmless(report);
      const told = await report.text("#outcome");
      for (const text of [image, drawing, template]) assert.ok(told.includes(text), text);
      assert.ok(told.includes(`${script}/`), script);
      assert.ok(told.includes(escaped(lineEnd)), "U+2028");
    }));

  test("shows hostile text in any file of the run as text", () =>
    withReport(editedRun("edited", editAll), { fragment: "0001" }, async (report) => {
      await report.waitForCandidate("0001");
      await report.picture();
      const opened = await report.page.evaluate(
        () => document.querySelectorAll("dialog img, dialog script, dialog svg").length,
      );
      assert.strictEqual(opened, 0);
      assert.ok((await report.page.locator("#candidate-facts").textContent()).includes(escaped(together)), "parent");
      const certificate = await report.page.locator("#certificate").textContent();
      for (const text of [escaped(together), script]) assert.ok(certificate.includes(text), "source of a limit");
      const cells = await report.cells("0001");
      assert.strictEqual(cells.parent_a, escaped(together));
      assert.strictEqual(cells.parent_b, script);
      assert.strictEqual(cells.origin, image);
      const second = await report.cells("0002");
      assert.ok(second.space_group.startsWith(image), second.space_group);
      const rejected = await report.page.locator("#rejected").textContent();
      for (const text of [escaped(together), script]) assert.ok(rejected.includes(text), "reason");
      const outcome = await report.page.locator("#outcome").textContent();
      for (const text of [escaped(together), image, script]) assert.ok(outcome.includes(text), "manifest");
      await report.page.locator("#next").click();
      await report.waitForCandidate("0002");
      await report.page.keyboard.press("Escape");
      await report.page.reload(); // without 3Dmol.js, which adds elements of its own
      await report.page.evaluate(() => history.replaceState(null, "", location.pathname));
      await report.page.reload();
      await report.ready();
      await expectHarmless(report);
    }));

  test("takes a hostile address for words", () =>
    withReport(
      smallRun(),
      { fragment: `find=${encodeURIComponent(together)}&sort=${encodeURIComponent(image)}&page=${drawing}` },
      async (report) => {
        await expectHarmless(report);
        assert.strictEqual(await report.shownCount(), 0);
        assert.strictEqual(await report.page.locator("#filter-text").inputValue(), together);
      },
    ));

  test("runs no script that is not its own, and loads nothing, by its policy", () =>
    withReport(smallRun(), {}, async (report) => {
      const refused = await report.page.evaluate(async () => {
        const violations = [];
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
          violations.push(effectiveDirective),
        );
        const inline = document.createElement("script");
        inline.textContent = "window.hacked = 1";
        document.body.append(inline);
        const picture = document.createElement("img");
        picture.setAttribute("onerror", "window.hacked = 2");
        picture.src = "https://example.invalid/picture.png";
        document.body.append(picture);
        const outside = document.createElement("script");
        outside.src = "https://example.invalid/script.js";
        document.body.append(outside);
        await fetch("https://example.invalid/").catch(() => {});
        await new Promise((done) => setTimeout(done, 200));
        return violations.sort();
      });
      assert.deepStrictEqual(refused, [
        "connect-src",
        "img-src",
        "script-src-attr",
        "script-src-elem",
        "script-src-elem",
      ]);
      assert.strictEqual(await report.page.evaluate(() => window.hacked), undefined);
      report.complaints.length = 0; // Chromium tells of each refusal
      report.requests.length = 0;
    }));
}
