// Which candidates are shown. Empty settings let everything through.

const flags = ["strict", "unique", "novel", "symmetric"];

const nothingAsked = { text: "", strict: false, unique: false, novel: false, symmetric: false, tightness: "" };

/** The candidates that the filter lets through, in their order. */
function filtered(candidates, filter) {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const asked = flags.filter((flag) => filter[flag]);
  const least = filter.tightness === "" ? -Infinity : Number(filter.tightness);
  return candidates.filter(
    (candidate) =>
      asked.every((flag) => candidate[flag]) &&
      candidate.tightness >= least &&
      words.every((word) => holdsWord(candidate, word)),
  );
}

/** A number is a space group or a candidate, as long as its name or not; any other word may stand anywhere. */
function holdsWord(candidate, word) {
  if (/^\d+$/.test(word)) return Number(candidate.id) === Number(word) || String(candidate.space_group) === word;
  candidate.searched ??= [
    candidate.formula,
    candidate.space_group_symbol,
    candidate.origin,
    candidate.parent_a,
    candidate.parent_b,
  ]
    .join(" ")
    .toLowerCase();
  return candidate.searched.includes(word);
}
