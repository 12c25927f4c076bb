// The dialog of one candidate.

class CandidateDialog {
  /** `order` gives the candidates as they are shown; `changed` is called with the open candidate's id, or "". */
  constructor(facts, blocks, { order, changed }) {
    Object.assign(this, { facts, blocks, order, changed });
    this.dialog = document.getElementById("candidate");
    this.host = document.getElementById("view");
    this.viewer = new CrystalViewer(this.host, facts);
    this.links = [];
    this.listen();
    this.sayWhatIsFixed();
  }

  part(id) {
    return document.getElementById(id);
  }

  sayWhatIsFixed() {
    const shared = this.facts.elements[2];
    this.part("view-legend").append(...legendWords(this.facts.elements));
    this.part("neighbour-cutoff").textContent = this.facts.neighbor_cutoff;
    this.part("bonds-hint").textContent =
      `Bonds: metal-${shared} and ${shared}-${shared} closer than ${bondReach} times the sum of their contact radii.`;
    this.part("toggle-spin").checked = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  listen() {
    this.part("previous").addEventListener("click", () => this.step(-1));
    this.part("next").addEventListener("click", () => this.step(1));
    this.part("close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.closed());
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    for (const name of ["toggle-cell", "toggle-bonds", "supercell"])
      this.part(name).addEventListener("change", () => this.redraw(name === "supercell"));
    this.part("toggle-spin").addEventListener("change", () => this.spin());
    for (const button of this.dialog.querySelectorAll("[data-along]"))
      button.addEventListener("click", () => this.lookAlong("abc".indexOf(button.dataset.along)));
    this.part("neighbours").addEventListener("toggle", () => this.fillNeighbours());
    this.host.addEventListener("pointerdown", () => this.stopSpin());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw(false));
  }

  async open(candidate) {
    this.candidate = candidate;
    if (!this.dialog.open) {
      this.opener = document.activeElement;
      this.dialog.showModal();
      this.part("candidate-title").focus();
    }
    this.changed(candidate.id);
    this.sayPlace();
    try {
      const files = await this.blocks.at(candidate.place);
      if (this.candidate !== candidate) return;
      this.files = files;
      this.crystal = Crystal.fromPoscar(files.poscar);
      this.fillWords();
    } catch (problem) {
      if (this.candidate === candidate) this.sayDamage(problem);
      return;
    }
    await this.fillView(candidate);
  }

  /** Nothing of another candidate may stand under this one's name. */
  sayDamage(problem) {
    this.dialog.close();
    sayProblem(`Candidate ${this.candidate.id} cannot be shown: ${problem.message}. Its files lie beside this page.`);
  }

  /** Closes it where it is open. */
  close() {
    if (this.dialog.open) this.dialog.close();
  }

  fillWords() {
    const { candidate, facts, files, crystal } = this;
    const symbol = candidate.space_group ? spaceGroupWords(candidate.space_group_symbol) : ["no space group found"];
    this.part("candidate-title").replaceChildren(
      tag("small", {}, candidate.id),
      " ",
      tag("span", {}, ...formulaWords(candidate.formula)),
      " ",
      tag("span", { class: "symbol" }, ...symbol),
    );
    this.part("certificate").tBodies[0].replaceChildren(...certificateRows(candidate, facts, files.nearest_metal));
    this.part("candidate-facts").replaceChildren(...factWords(candidate, facts, crystal));
    this.part("neighbour-table").replaceChildren();
    this.fillNeighbours();
    this.fillLinks();
    this.host.setAttribute("aria-label", this.viewWords());
  }

  viewWords() {
    const { candidate, crystal } = this;
    const atoms = [...crystal.counts()].map(([symbol, count]) => `${count} ${symbol}`).join(", ");
    const group = candidate.space_group ? `space group ${candidate.space_group_symbol}` : "no space group found";
    return `Picture of candidate ${candidate.id}, ${candidate.formula}, ${group}: a cell of ${atoms}`;
  }

  fillLinks() {
    for (const link of this.links) URL.revokeObjectURL(link);
    this.links = [
      ["download-poscar", this.files.poscar, "vasp"],
      ["download-cif", this.files.cif, "cif"],
    ].map(([name, text, ending]) => {
      const link = this.part(name);
      link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
      link.download = `${this.candidate.id}.${ending}`;
      return link.href;
    });
  }

  fillNeighbours() {
    const place = this.part("neighbour-table");
    if (!this.part("neighbours").open || place.firstChild || !this.crystal) return;
    place.append(neighbourTable(this.crystal, this.facts.neighbor_cutoff));
  }

  async fillView(candidate) {
    try {
      await this.viewer.open();
    } catch (problem) {
      this.fillFlatView(problem);
      return;
    }
    if (this.candidate !== candidate || !this.dialog.open) return;
    this.viewer.resize();
    this.draw();
    this.spin();
    this.viewer.look(viewAtStart(this.crystal));
  }

  /** Without WebGL: a sentence and a flat picture. */
  fillFlatView(problem) {
    this.part("view-problem").textContent = `This browser shows a flat picture only, it has no 3D graphics (${problem.message}).`;
    this.part("view-problem").hidden = false;
    this.part("view-controls").hidden = this.part("view-hint").hidden = true;
    this.drawFlatPicture();
  }

  drawFlatPicture() {
    const canvas = tag("canvas");
    const size = Math.min(this.host.clientWidth, this.host.clientHeight);
    drawPicture(canvas, this.crystal, this.facts, pageColours(this.facts.elements), size);
    this.host.replaceChildren(canvas);
  }

  draw() {
    const drawn = { cell: this.part("toggle-cell").checked, bonds: this.part("toggle-bonds").checked };
    this.viewer.draw(this.crystal, Number(this.part("supercell").value), drawn);
  }

  redraw(otherSize) {
    if (!this.dialog.open) return;
    if (!this.viewer.viewer) {
      if (!this.part("view-problem").hidden) this.drawFlatPicture();
      return;
    }
    this.draw();
    if (otherSize) this.viewer.fit();
  }

  spin() {
    if (this.viewer.viewer) this.viewer.spin(this.part("toggle-spin").checked && this.dialog.open);
  }

  stopSpin() {
    this.part("toggle-spin").checked = false;
    this.spin();
  }

  lookAlong(axis) {
    this.stopSpin();
    this.viewer.look(viewAlong(this.crystal, axis));
  }

  /** The candidates to walk through: as shown, or all where the open one is filtered out. */
  sayPlace() {
    const order = this.order(this.candidate);
    const index = order.indexOf(this.candidate);
    this.part("candidate-place").textContent = `${index + 1} of ${order.length}`;
    this.part("previous").disabled = index === 0;
    this.part("next").disabled = index === order.length - 1;
  }

  step(by) {
    const order = this.order(this.candidate);
    const next = order[order.indexOf(this.candidate) + by];
    if (next) this.open(next);
  }

  pressed(event) {
    // where arrows have a meaning of their own
    if (event.target.matches("select, .scroll") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target === this.host && (event.shiftKey || "+-".includes(event.key))) this.moveView(event);
    else if (event.key === "ArrowLeft") this.step(-1);
    else if (event.key === "ArrowRight") this.step(1);
  }

  moveView(event) {
    // screen axis and degrees, factors; chosen
    const turns = { ArrowLeft: [1, -10], ArrowRight: [1, 10], ArrowUp: [0, -10], ArrowDown: [0, 10] };
    const zooms = { "+": 1.2, "-": 1 / 1.2 };
    if (!this.viewer.viewer || !(event.key in turns || event.key in zooms)) return;
    if (event.key in turns) this.viewer.turn(...turns[event.key]);
    else this.viewer.zoom(zooms[event.key]);
    event.preventDefault();
    this.stopSpin();
  }

  closed() {
    this.spin();
    this.changed("");
    this.opener?.focus();
  }
}
