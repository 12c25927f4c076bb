// The page comes alive: fills the table and ties filter, pages, dialog and address together.

class Page {
  constructor(facts, candidates) {
    this.candidates = candidates;
    const blocks = new StructureBlocks(facts.per_block);
    this.table = new CandidateTable(candidates, facts, blocks, {
      open: (candidate) => this.dialog.open(candidate),
      changed: () => writeAddress(this.state),
    });
    this.dialog = new CandidateDialog(facts, blocks, {
      order: (candidate) => (this.table.shown.includes(candidate) ? this.table.shown : candidates),
      changed: (id) => {
        this.state.open = id;
        writeAddress(this.state);
      },
    });
    document.getElementById("legend").append(...legendWords(facts.elements));
    this.listenToFilter();
    this.listenToPages();
    window.addEventListener("hashchange", () => this.takeAddress());
  }

  /** Shows what the address names, if it names anything of ours. */
  takeAddress() {
    const state = stateOfAddress() ?? (this.state ? null : stateAtStart());
    if (!state) return;
    this.state = state;
    this.fillFilter();
    this.table.show(state);
    const open = this.candidates.find((candidate) => candidate.id === state.open);
    if (open) {
      this.dialog.open(open);
    } else {
      if (state.open) sayProblem(`This run has no candidate ${state.open}.`);
      this.dialog.close();
    }
  }

  fillFilter() {
    const { filter } = this.state;
    document.getElementById("filter-text").value = filter.text;
    document.getElementById("filter-tightness").value = filter.tightness;
    for (const flag of flags) document.getElementById(`filter-${flag}`).checked = filter[flag];
  }

  listenToFilter() {
    const form = document.getElementById("filter");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.takeFilter());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.state.filter = { ...nothingAsked };
      this.fillFilter();
      this.showFirstPage();
    });
  }

  takeFilter() {
    const { filter } = this.state;
    filter.text = document.getElementById("filter-text").value.trim();
    filter.tightness = document.getElementById("filter-tightness").value;
    for (const flag of flags) filter[flag] = document.getElementById(`filter-${flag}`).checked;
    this.showFirstPage();
  }

  showFirstPage() {
    this.state.page = 1;
    this.table.show(this.state);
    writeAddress(this.state);
  }

  listenToPages() {
    const pages = {
      "first-page": () => 1,
      "previous-page": () => this.state.page - 1,
      "next-page": () => this.state.page + 1,
      "last-page": () => this.table.pageCount,
    };
    for (const [name, page] of Object.entries(pages))
      document.getElementById(name).addEventListener("click", () => this.table.goTo(page()));
  }
}

/** One sentence above the table. */
function sayProblem(sentence) {
  const place = document.getElementById("problem");
  place.textContent = sentence;
  place.hidden = false;
}

async function start() {
  try {
    if (!("DecompressionStream" in window)) throw new Error("this browser has no DecompressionStream");
    const facts = JSON.parse(document.getElementById("facts").textContent);
    const page = new Page(facts, await unpackedCandidates());
    document.getElementById("browser").hidden = false;
    page.takeAddress();
    document.documentElement.dataset.ready = "yes";
  } catch (problem) {
    console.error(problem);
    sayProblem(`The candidates cannot be shown: ${problem.message}. candidates.csv has the same table.`);
  }
}

// Modules run before this event: every file above and below is there when it comes.
document.addEventListener("DOMContentLoaded", start);
