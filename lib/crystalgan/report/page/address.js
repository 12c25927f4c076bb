// The state of the page in the fragment of its address: "#0007" opens a candidate; "#novel=yes&sort=tightness&page=2"
// is a view of the table, with "open=0007" where a candidate is open over it.

function stateAtStart() {
  return { filter: { ...nothingAsked }, sort: "id", descending: false, page: 1, open: "" };
}

/** The state that the address names, or null where its fragment is that of a heading. */
function stateOfAddress() {
  const fragment = location.hash.slice(1);
  if (/^\d+$/.test(fragment)) return { ...stateAtStart(), open: fragment };
  if (fragment !== "" && !fragment.includes("=")) return null;
  const named = new URLSearchParams(location.hash.slice(1));
  const filter = { ...nothingAsked, text: named.get("find") ?? "", tightness: numberWord(named.get("tightness")) };
  for (const flag of flags) filter[flag] = named.get(flag) === "yes";
  return {
    filter,
    sort: named.get("sort") ?? "id",
    descending: named.get("order") === "descending",
    page: Math.max(1, Number.parseInt(named.get("page") ?? "1", 10) || 1),
    open: named.get("open") ?? "",
  };
}

/** A number as it stands in a field, or nothing. */
function numberWord(text) {
  return text && Number.isFinite(Number(text)) ? text.trim() : "";
}

/** Only what differs from the start is named. */
function writeAddress(state) {
  const named = new URLSearchParams();
  if (state.filter.text) named.set("find", state.filter.text);
  if (state.filter.tightness) named.set("tightness", state.filter.tightness);
  for (const flag of flags) if (state.filter[flag]) named.set(flag, "yes");
  if (state.sort !== "id") named.set("sort", state.sort);
  if (state.descending) named.set("order", "descending");
  if (state.page > 1) named.set("page", state.page);
  if (state.open && named.size === 0) {
    replaceFragment(state.open);
  } else {
    if (state.open) named.set("open", state.open);
    replaceFragment(named.toString());
  }
}

function replaceFragment(fragment) {
  history.replaceState(null, "", `${location.href.split("#")[0]}${fragment && "#"}${fragment}`);
}
