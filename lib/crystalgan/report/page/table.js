// The table of candidates: filtered, sorted, one page at a time.

// Chosen: a page that keyboards and screen readers can walk through, whatever the number of candidates.
const rowsPerPage = 50;

const thumbnailSize = 56; // CSS pixels, chosen

class CandidateTable {
  /** `open` is called with a candidate; `changed` whenever what is shown has changed. */
  constructor(candidates, facts, blocks, { open, changed }) {
    Object.assign(this, { candidates, facts, blocks, open, changed });
    this.columns = candidateColumns(facts);
    this.table = document.getElementById("candidates-table");
    this.region = document.getElementById("table-region");
    this.shown = candidates;
    this.makeHead();
    this.listenToRows();
    this.inView = new IntersectionObserver((entries) => this.drawThumbnails(entries), { root: this.region });
    window.addEventListener("beforeprint", () => this.drawRows([...this.table.tBodies[0].rows]));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redrawRows());
  }

  /** Takes over filter, order and page. */
  show(state) {
    this.state = state;
    this.column = this.columns.find((column) => column.name === state.sort) ?? this.columns[0];
    this.shown = sortedBy(filtered(this.candidates, state.filter), this.column, state.descending);
    this.pageCount = Math.max(1, Math.ceil(this.shown.length / rowsPerPage));
    state.page = Math.min(state.page, this.pageCount);
    this.fillPage();
    this.sayOrder();
  }

  makeHead() {
    const groups = tag("tr", { class: "groups" }, tag("td", { colspan: 2, class: "corner" }));
    const titles = tag(
      "tr",
      {},
      tag("th", { scope: "col", class: "picture" }, tag("span", { class: "unseen" }, "picture")),
    );
    let group = "";
    for (const column of this.columns) {
      const first = column.group !== group;
      group = column.group;
      const inGroup = this.columns.filter((other) => other.group === group).length;
      if (first) groups.append(tag("th", { scope: "colgroup", colspan: inGroup }, group));
      titles.append(this.headCell(column, first));
    }
    this.table.tHead.replaceChildren(groups, titles);
  }

  headCell(column, first) {
    const button = tag("button", { type: "button", "data-sort": column.name }, tag("span", {}, column.title));
    if (column.unit) button.append(tag("small", {}, column.unit));
    button.addEventListener("click", () => this.sortBy(column.name));
    return tag("th", { scope: "col", class: `${column.kind} ${column.name}${first ? " first" : ""}` }, button);
  }

  sortBy(name) {
    this.state.descending = this.state.sort === name && !this.state.descending;
    this.state.sort = name;
    this.state.page = 1;
    this.show(this.state);
    this.changed();
  }

  goTo(page) {
    this.state.page = page;
    this.fillPage();
    this.region.scrollTop = 0;
    this.changed();
  }

  fillPage() {
    const start = (this.state.page - 1) * rowsPerPage;
    const rows = this.shown.slice(start, start + rowsPerPage).map((candidate) => this.row(candidate));
    const none = this.candidates.length ? "No candidate matches the filter." : "This run has no candidates.";
    const nothing = tag("tr", {}, tag("td", { colspan: this.columns.length + 1, class: "nothing" }, none));
    this.inView.disconnect();
    this.table.tBodies[0].replaceChildren(...(rows.length ? rows : [nothing]));
    for (const row of rows) this.inView.observe(row);
    this.sayCount(start, rows.length);
    this.sayPage();
  }

  row(candidate) {
    const picture = tag(
      "td",
      { class: "picture" },
      tag("canvas", { width: thumbnailSize, height: thumbnailSize, "aria-hidden": "true" }),
    );
    const row = tag("tr", { "data-id": candidate.id, "data-place": candidate.place }, picture);
    let group = "";
    for (const column of this.columns) {
      const first = column.group !== group ? " first" : "";
      group = column.group;
      const cell = column.name === "id" ? tag("th", { scope: "row" }) : tag("td");
      cell.className = `${column.kind} ${column.name}${first}`;
      cell.append(...column.words(candidate));
      row.append(cell);
    }
    return row;
  }

  listenToRows() {
    this.table.tBodies[0].addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-id]");
      const selecting = !window.getSelection().isCollapsed;
      if (!row || selecting) return;
      row.querySelector("button").focus({ preventScroll: true }); // where focus returns to
      this.open(this.candidates[Number(row.dataset.place)]);
    });
  }

  drawThumbnails(entries) {
    this.drawRows(entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target));
  }

  drawRows(rows) {
    const colours = pageColours(this.facts.elements);
    for (const row of rows.filter((each) => each.dataset.place && !each.dataset.drawn)) {
      row.dataset.drawn = "yes";
      this.inView.unobserve(row);
      this.blocks
        .at(Number(row.dataset.place))
        .then(({ poscar }) =>
          drawPicture(row.querySelector("canvas"), Crystal.fromPoscar(poscar), this.facts, colours, thumbnailSize),
        )
        .catch((problem) => sayProblem(`The picture of ${row.dataset.id} cannot be drawn: ${problem.message}.`));
    }
  }

  /** Draws again what was drawn in other colours. */
  redrawRows() {
    const drawn = [...this.table.tBodies[0].rows].filter((row) => row.dataset.drawn);
    for (const row of drawn) delete row.dataset.drawn;
    this.drawRows(drawn);
  }

  sayCount(start, count) {
    const total = this.candidates.length;
    const shown = document.getElementById("shown-count");
    shown.dataset.count = this.shown.length;
    shown.textContent =
      this.shown.length === total ? `${total} candidates` : `${this.shown.length} of ${total} candidates`;
    if (count < this.shown.length) shown.append(`, rows ${start + 1} to ${start + count}`);
  }

  sayOrder() {
    const order = this.state.descending ? "descending" : "ascending";
    const name = this.column.title;
    const bestFirst = this.column.name === "id" && !this.state.descending;
    document.getElementById("sort-state").textContent = bestFirst ? ", best first" : `, sorted by ${name}, ${order}`;
    for (const button of this.table.tHead.querySelectorAll("button")) {
      const sorted = button.dataset.sort === this.column.name;
      button.closest("th").setAttribute("aria-sort", sorted ? order : "none");
    }
  }

  sayPage() {
    const { page } = this.state;
    document.getElementById("pages").hidden = this.pageCount === 1;
    document.getElementById("page-state").textContent = `Page ${page} of ${this.pageCount}`;
    for (const name of ["first-page", "previous-page"]) document.getElementById(name).disabled = page === 1;
    for (const name of ["next-page", "last-page"]) document.getElementById(name).disabled = page === this.pageCount;
  }
}
