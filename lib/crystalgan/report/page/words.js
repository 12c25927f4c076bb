// Text as chemists and crystallographers set it. Whatever comes from files becomes text nodes, never markup.

/** An element with attributes and children; strings among the children become text. */
function tag(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** "NiPd3H8" with its counts as subscripts. */
function formulaWords(formula) {
  return formula
    .split(/(\d+)/)
    .filter(Boolean)
    .map((part) => (/\d/.test(part) ? tag("sub", {}, part) : part));
}

/** "P2_1/c" and "Fm-3m" with subscripts and overlined digits. Read aloud and copied, the text stays that of spglib. */
function spaceGroupWords(symbol) {
  return symbol
    .split(/(_\d|-\d)/)
    .filter(Boolean)
    .map((part) => {
      if (part.startsWith("_")) return tag("span", {}, tag("span", { class: "unseen" }, "_"), tag("sub", {}, part[1]));
      if (part.startsWith("-"))
        return tag("span", {}, tag("span", { class: "unseen" }, "-"), tag("span", { class: "bar" }, part[1]));
      return part;
    });
}

/** A number with this many decimals, and an en dash where there is none. */
function figure(value, decimals) {
  return value === null ? "–" : value.toFixed(decimals);
}

/** One coloured dot per element, A, B and X. */
function legendWords(elements) {
  const roles = ["metal A", "metal B", "X"];
  return elements.map((symbol, role) => {
    const dot = tag("span", { class: `dot role-${"abx"[role]}`, "aria-hidden": "true" });
    return tag("span", {}, dot, `${symbol} `, tag("small", {}, roles[role]));
  });
}
