// A report as somebody sees it who opens it in a browser.
import assert from "node:assert";
import { pathToFileURL } from "node:url";

import { coloursIn, differingPixels, newContext } from "./browser.mjs";

/** Opens the report of a run, calls `body` with it, and requires that the browser had nothing to complain about. */
export async function withReport(run, settings, body) {
  const { fragment = "", before, ...context } = settings;
  const window = await newContext(context);
  try {
    const report = new ReportPage(await window.newPage(), run, context.javaScriptEnabled !== false);
    if (before) await report.page.addInitScript(before);
    await report.open(fragment);
    await body(report);
    assert.deepStrictEqual(report.complaints, []);
    assert.deepStrictEqual(
      report.requests.filter((address) => !report.isOwn(address)),
      [],
    );
  } finally {
    await window.close();
  }
}

class ReportPage {
  constructor(page, run, hasScript) {
    this.page = page;
    this.hasScript = hasScript;
    this.file = pathToFileURL(run.report).href;
    this.complaints = [];
    this.requests = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("dialog", (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.setDefaultTimeout(15000);
  }

  async open(fragment) {
    await this.page.goto(this.file + (fragment && `#${fragment}`));
    if (this.hasScript) await this.ready();
  }

  async ready() {
    await this.page.locator("html[data-ready=yes]").waitFor({ state: "attached" });
  }

  isOwn(address) {
    return address.split("#")[0] === this.file || address.startsWith("blob:") || address.startsWith("data:");
  }

  text(selector) {
    return this.page.locator(selector).innerText();
  }

  /** What the whole page says, as text nodes: headings, tables, figures, whether in view or not. */
  allText() {
    return this.page.evaluate(() => document.body.textContent);
  }

  count(selector) {
    return this.page.locator(selector).count();
  }

  // the table

  /** The ids of the rows on this page of the table, from above. */
  ids() {
    return this.page.locator("#candidates-table tbody th[scope=row]").allInnerTexts();
  }

  /** The ids of all pages of the table, from the first. */
  async allIds() {
    if (await this.page.locator("#first-page").isEnabled()) await this.press("#first-page");
    const ids = await this.ids();
    while ((await this.page.locator("#next-page").isVisible()) && (await this.page.locator("#next-page").isEnabled())) {
      await this.press("#next-page");
      ids.push(...(await this.ids()));
    }
    return ids;
  }

  /** The cells of a row as texts, by the names on the sort buttons. */
  cells(id) {
    return this.page.evaluate((id) => {
      const row = document.querySelector(`#candidates-table tr[data-id="${id}"]`);
      const heads = [...document.querySelectorAll("#candidates-table thead tr:last-child th")];
      const named = heads.map((head, index) => [
        head.querySelector("button")?.dataset.sort ?? "picture",
        row.cells[index].textContent,
      ]);
      return Object.fromEntries(named);
    }, id);
  }

  async press(selector) {
    if (await this.page.locator(selector).isVisible()) await this.page.locator(selector).click();
  }

  sortBy(column) {
    return this.page.locator(`#candidates-table thead button[data-sort="${column}"]`).click();
  }

  /** The column that is said to be sorted, and how: ["tightness", "descending"]. */
  sorted() {
    return this.page.$$eval("#candidates-table thead th[aria-sort]:not([aria-sort=none])", (heads) =>
      heads.flatMap((head) => [head.querySelector("button").dataset.sort, head.getAttribute("aria-sort")]),
    );
  }

  async shownCount() {
    return Number(await this.page.locator("#shown-count").getAttribute("data-count"));
  }

  // one candidate

  openCandidate(id) {
    return this.page.locator(`#candidates-table tr[data-id="${id}"] th[scope=row] button`).click();
  }

  isCandidateOpen() {
    return this.page.locator("dialog#candidate").isVisible();
  }

  async candidateId() {
    return (await this.text("#candidate-title")).split(/\s/)[0];
  }

  async waitForCandidate(id) {
    await this.page.locator("#candidate-title small", { hasText: id }).waitFor();
  }

  /** The bytes behind a download link. */
  async downloaded(link) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.page.locator(link).click()]);
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  /** The table of neighbours in the form of Run.neighbours. */
  async neighbours() {
    if (
      !(await this.page
        .locator("#neighbours")
        .getAttribute("open")
        .then((open) => open !== null))
    )
      await this.page.locator("#neighbours > summary").click();
    await this.page.locator("#neighbour-table tbody").first().waitFor();
    return this.page.$$eval("#neighbour-table tbody", (bodies) =>
      bodies.map((body) => {
        const [head, ...rows] = [...body.rows];
        const [, atom, place] = head.textContent.match(/^(\S+ \d+)\s+at (.*) Å$/);
        const neighbours = rows.filter((row) => row.cells.length === 5);
        return {
          atom,
          place: place.split(", ").map(Number),
          neighbours: neighbours.map((row) => [...row.cells].map((cell) => cell.textContent).join(" ")),
        };
      }),
    );
  }

  // the picture in space

  /** The picture as PNG, as soon as there are atoms in it. */
  async picture() {
    await this.page.locator("#view canvas").first().waitFor();
    for (let attempt = 0; attempt < 50; ++attempt) {
      const png = await this.view();
      const {
        of: [first],
      } = await coloursIn(png, await this.roleColours());
      if (first > 0) return png;
      await this.page.waitForTimeout(50);
    }
    throw new assert.AssertionError({ message: "no atom was drawn" });
  }

  view() {
    return this.page.locator("#view").screenshot();
  }

  /** By how many pixels the picture changes through `action`. */
  async changeBy(action) {
    const earlier = await this.view();
    await action();
    return differingPixels(earlier, await this.view());
  }

  /** "#rrggbb" of A, B and X. */
  roleColours() {
    return this.page.evaluate(() =>
      ["a", "b", "x"].map((role) =>
        getComputedStyle(document.documentElement).getPropertyValue(`--page-role-${role}`).trim(),
      ),
    );
  }

  /** Lets the page draw what it has pending. */
  settle() {
    return this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** What has focus: "tag#id" or "tag.class". */
  focused() {
    return this.page.evaluate(() => {
      const { localName, id, className } = document.activeElement;
      return localName + (id ? `#${id}` : className ? `.${String(className).split(" ")[0]}` : "");
    });
  }
}
