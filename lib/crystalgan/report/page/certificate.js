// What is shown of one candidate beside its picture: certificate, facts, neighbours.

/** The rows of the certificate: one per element pair that occurs, and the window of the nearest metals. */
function certificateRows(candidate, facts, nearestMetal) {
  const rows = facts.pairs
    .map((limited, index) => [limited, candidate.distances[index]])
    .filter(([, shortest]) => shortest !== null)
    .map(([{ pair, least, source }, shortest]) =>
      certificateRow(
        pair.replace("-", "–"),
        figure(shortest, 4),
        least === null ? "free" : `≥ ${figure(least, 4)}`,
        source,
      ),
    );
  if (nearestMetal) {
    const { shortest, longest, least, most, source } = nearestMetal;
    const ends = [...new Set([figure(shortest, 4), figure(longest, 4)])];
    const window = least > 0 ? `${figure(least, 4)} to ${figure(most, 4)}` : `≤ ${figure(most, 4)}`;
    rows.push(certificateRow("nearest metal", ends.join(" to "), window, source));
  }
  return rows;
}

function certificateRow(name, shortest, limit, source) {
  return tag(
    "tr",
    {},
    tag("th", { scope: "row" }, name),
    tag("td", { class: "figure" }, shortest),
    tag("td", { class: "figure" }, limit),
    tag("td", { class: "source" }, source),
  );
}

/** Terms and descriptions for the list of facts. */
function factWords(candidate, facts, crystal) {
  const { a, b, c, alpha, beta, gamma } = candidate;
  const parents = [candidate.parent_a, candidate.parent_b].filter(Boolean);
  const words = [
    ["a, b, c", `${[a, b, c].map((length) => figure(length, 4)).join(", ")} Å`],
    ["α, β, γ", `${[alpha, beta, gamma].map((angle) => figure(angle, 2)).join(", ")}°`],
    ["Atoms", [...crystal.counts()].map(([symbol, count]) => `${count} ${symbol}`).join(", ")],
    ["Volume", `${figure(candidate.volume, 3)} Å³, ${figure(candidate.volume_over_rule, 3)} of the volume rule`],
    ["Min distance / limit", figure(candidate.tightness, 4)],
    ["Measures", measureWords(candidate)],
    ["Origin", `${candidate.origin}, member ${candidate.member}, seed ${facts.seed}`],
    ["From", parents.length ? parents.join(" and ") : "not from one binary each"],
  ];
  return words.flatMap(([term, description]) => [tag("dt", {}, term), tag("dd", {}, description)]);
}

function measureWords(candidate) {
  const words = ["good", "strict", "unique", "novel", "symmetric"];
  return ["certified", ...words.map((word) => (candidate[word] ? word : `not ${word}`))].join(", ");
}

/** The table of the paper's Fig. 5: one body of rows per atom, its neighbours nearest first. */
function neighbourTable(crystal, cutoff) {
  const columns = ["neighbour", "distance / Å", "a", "b", "c"];
  const head = tag(
    "tr",
    {},
    ...columns.map((column, index) => tag("th", { scope: "col", class: index ? "figure" : "" }, column)),
  );
  const bodies = neighboursWithin(crystal, cutoff).map((neighbours, first) =>
    neighbourBody(crystal, first, neighbours),
  );
  const caption = tag("caption", { class: "unseen" }, `Neighbours of every atom up to ${cutoff} Å`);
  return tag("table", {}, caption, tag("thead", {}, head), ...bodies);
}

function neighbourBody(crystal, first, neighbours) {
  const place = crystal.cartesian(crystal.atoms[first].position).map((component) => (component + 0).toFixed(5));
  const title = tag(
    "th",
    { scope: "rowgroup", colspan: 5 },
    atomName(crystal, first),
    " ",
    tag("small", {}, `at ${place.join(", ")} Å`),
  );
  const body = tag("tbody", { "data-atom": first + 1 }, tag("tr", { class: "atom" }, title));
  if (neighbours.length === 0) body.append(tag("tr", {}, tag("td", { colspan: 5 }, "no neighbour")));
  for (const { second, image, distance } of neighbours) {
    const figures = [distance.toFixed(5), ...image].map((words) => tag("td", { class: "figure" }, String(words)));
    body.append(tag("tr", {}, tag("td", {}, atomName(crystal, second)), ...figures));
  }
  return body;
}

function atomName(crystal, index) {
  return `${crystal.atoms[index].element} ${index + 1}`;
}
