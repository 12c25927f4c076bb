// The columns of the table of candidates.

/**
 * A column: `name` (of the sort button), `title`, optional `unit` below it, `group` above it, `value` of a candidate
 * for sorting, `words` for its cell. `kind` is "figure", "flag" or "word".
 */
function candidateColumns(facts) {
  return [
    {
      name: "id",
      title: "candidate",
      kind: "word",
      group: "",
      value: (candidate) => candidate.place,
      words: openButton,
    },
    wordColumn("formula", "formula", "crystal", (candidate) => formulaWords(candidate.formula)),
    {
      name: "space_group",
      title: "space group",
      kind: "word",
      group: "crystal",
      value: (candidate) => candidate.space_group || null,
      words: (candidate) => spaceGroupCell(candidate),
    },
    ...facts.pairs.map(distanceColumn),
    figureColumn("tightness", "min distance / limit", "", "measures", 3),
    figureColumn("volume_over_rule", "volume ratio", "to the rule", "measures", 2),
    ...["good", "strict", "unique", "novel", "symmetric"].map(flagColumn),
    ...["a", "b", "c"].map((name) => figureColumn(name, name, "Å", "cell", 3)),
    ...[
      ["alpha", "α"],
      ["beta", "β"],
      ["gamma", "γ"],
    ].map(([name, title]) => figureColumn(name, title, "°", "cell", 1)),
    figureColumn("volume", "volume", "Å³", "cell", 1),
    ...(facts.symmetry ? symmetryColumns() : []),
    wordColumn("origin", "origin", "made by"),
    figureColumn("member", "member", "", "made by", 0),
    wordColumn("parent_a", `parent ${facts.elements[0]}-${facts.elements[2]}`, "made by"),
    wordColumn("parent_b", `parent ${facts.elements[1]}-${facts.elements[2]}`, "made by"),
  ];
}

/** How the mode symmetry made a candidate. */
function symmetryColumns() {
  return [
    figureColumn("formula_rank", "formula rank", "", "symmetry mode", 0),
    wordColumn("kind", "kind", "symmetry mode"),
    wordColumn("template", "template", "symmetry mode"),
    figureColumn("log_probability", "log P", "of the template", "symmetry mode", 2),
    figureColumn("ionic_energy", "ionic energy", "eV/atom", "symmetry mode", 3),
    figureColumn("minimum", "minimum", "", "symmetry mode", 0),
  ];
}

function wordColumn(name, title, group, words = (candidate) => [candidate[name] || "–"]) {
  return { name, title, group, kind: "word", value: (candidate) => candidate[name] || null, words };
}

function figureColumn(name, title, unit, group, decimals) {
  const value = (candidate) => candidate[name];
  return { name, title, unit, group, kind: "figure", value, words: (candidate) => [figure(candidate[name], decimals)] };
}

function distanceColumn({ pair, least }, index) {
  return {
    name: pair,
    title: pair.replace("-", "–"),
    kind: "figure",
    group: "shortest distances / Å",
    unit: least === null ? "free" : `≥ ${figure(least, 3)}`,
    value: (candidate) => candidate.distances[index],
    words: (candidate) => [figure(candidate.distances[index], 3)],
  };
}

/** Ascending order has yes first: who sorts by a flag looks for those that have it. */
function flagColumn(name) {
  return {
    name,
    title: name,
    kind: "flag",
    group: "measures",
    value: (candidate) => (candidate[name] ? 0 : 1),
    words: (candidate) => [
      tag("span", { class: candidate[name] ? "yes" : "no", "aria-hidden": "true" }, candidate[name] ? "✓" : "–"),
      tag("span", { class: "unseen" }, candidate[name] ? "yes" : "no"),
    ],
  };
}

function openButton(candidate) {
  const label = `Open candidate ${candidate.id}, ${candidate.formula}`;
  return [
    tag("button", { type: "button", class: "open", "aria-label": label, "aria-haspopup": "dialog" }, candidate.id),
  ];
}

function spaceGroupCell(candidate) {
  if (!candidate.space_group) return ["–"];
  return [
    tag("span", { class: "symbol" }, ...spaceGroupWords(candidate.space_group_symbol)),
    " ",
    tag("small", {}, String(candidate.space_group)),
  ];
}

/** Sorts by the column; what has no value comes last in either order, and equals stay best first. */
function sortedBy(candidates, column, descending) {
  const sign = descending ? -1 : 1;
  return [...candidates].sort((one, other) => {
    const [first, second] = [column.value(one), column.value(other)];
    if (first === null || second === null) return (first === null) - (second === null) || one.place - other.place;
    const order = typeof first === "string" ? alphabetical.compare(first, second) : first - second;
    return sign * order || one.place - other.place;
  });
}

const alphabetical = new Intl.Collator("en", { numeric: true });
