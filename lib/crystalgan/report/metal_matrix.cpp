#include "crystalgan/report/metal_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/element.hpp"
#include "crystalgan/report/html.hpp"

namespace crystalgan {

// Colours of hull_figure.cpp in its light scheme, blue for new stable phases as for the phases of its hull. The map keeps them
// in the dark scheme. Words on them have a contrast of at least 4.5 : 1.
const char* const kMetalMatrixStyle = R"(
.matrix { border-collapse: separate; border-spacing: 1px; font-size: 0.6875rem; line-height: 1; }
.matrix caption { caption-side: top; font-size: 0.875rem; line-height: 1.5; }
.matrix th, .matrix td { width: 2.1rem; min-width: 2.1rem; height: 2.1rem; padding: 0; border: 0; text-align: center;
  vertical-align: middle; }
.matrix th { color: var(--page-ink); font-weight: 600; }
.matrix tbody th { position: sticky; left: 0; background: var(--page-paper); }
.matrix.dense th, .matrix.dense td { width: 1.15rem; min-width: 1.15rem; height: 1.15rem; font-size: 0.5625rem; }
.matrix.dense td { font-size: 1px; }
.matrix td:hover, .matrix td:focus { outline: 2.5px solid var(--page-ink); outline-offset: 0; z-index: 1; position: relative; }
.on-hull { background: #0b5fb0; color: #fff; }
.near { background: #7f2704; color: #fff; }
.middle { background: #d94801; color: #000; }
.far { background: #fd8d3c; color: #000; }
.farther { background: #fdd0a2; color: #000; }
.without { background: var(--page-line); color: var(--page-ink); }
.failed { background: repeating-linear-gradient(45deg, var(--page-line) 0 3px, var(--page-field) 3px 5px); }
.matrix-legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; margin: 1rem 0 0; padding: 0; list-style: none;
  font-size: 0.875rem; }
.matrix-legend span { display: inline-block; width: 1.1em; height: 1.1em; margin-right: 0.4em; vertical-align: -0.2em; }
.matrix-words { min-height: 1.6em; margin: 0.75rem 0 0; font-weight: 600; }
@media print { .matrix td, .matrix-legend span { print-color-adjust: exact; } }
)";

const std::string_view kMetalMatrixScript = R"('use strict';
(() => {
  const table = document.querySelector('.matrix');
  if (!table) return;
  const words = document.querySelector('.matrix-words');
  const rows = [...table.tBodies[0].rows].map(row => [...row.cells].slice(1));
  const say = cell => { if (cell && cell.title) words.textContent = cell.title; };
  let current = null;
  const enter = cell => {
    if (current) current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
  };
  const first = rows.flat().find(cell => cell.title);
  if (!first) return;
  enter(first);
  table.addEventListener('mouseover', event => say(event.target.closest('td')));
  table.addEventListener('focusin', event => say(event.target.closest('td')));
  table.addEventListener('click', event => {
    const cell = event.target.closest('td[title]');
    if (cell) { enter(cell); cell.focus(); }
  });
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  table.addEventListener('keydown', event => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    let row = rows.findIndex(cells => cells.includes(current));
    let column = rows[row].indexOf(current);
    for (;;) {
      row += step[0];
      column += step[1];
      const cell = rows[row] && rows[row][column];
      if (!cell) return;
      if (cell.title) { enter(cell); cell.focus(); return; }
    }
  });
})();
)";

namespace {

// As in the figure of a hull.
struct MatrixColour {
  double max;  // eV per atom
  const char* mark;
  const char* key;
};
constexpr std::array kMatrixColours{
    MatrixColour{0.0, "on-hull", "0 or less: a new stable phase by these energies"},
    MatrixColour{0.03, "near", "up to 0.03 eV/atom above the known phases"},
    MatrixColour{0.10, "middle", "up to 0.10"},
    MatrixColour{0.20, "far", "up to 0.20"},
    MatrixColour{std::numeric_limits<double>::infinity(), "farther", "more"},
};

constexpr std::size_t kMaxWords = 200;        // bytes; chosen: two lines of a tooltip
constexpr std::size_t kMostWithNumbers = 36;  // metals; chosen: with more the table is wider than a screen

// Pettifor's scale, unknown ones last.
std::vector<std::string> ordered_metals(const std::vector<MatrixSystem>& systems) {
  std::set<std::pair<int, std::string>> places;
  const auto add = [&places](const std::string& metal) {
    const auto element = Element::find(metal);
    places.emplace(element ? element->mendeleev_number().value_or(200 + element->atomic_number()) : 1000, metal);
  };
  for (const MatrixSystem& system : systems) {
    add(system.a);
    add(system.b);
  }
  std::vector<std::string> metals;
  metals.reserve(places.size());
  for (const auto& [place, metal] : places) metals.push_back(metal);
  return metals;
}

const char* cell_mark(const MatrixSystem& system) {
  if (!system.above_known) return system.has_failed ? "failed" : "without";
  const auto colour =
      std::ranges::find_if(kMatrixColours, [&](const MatrixColour& one) { return *system.above_known <= one.max; });
  return colour == kMatrixColours.end() ? "without" : colour->mark;
}

std::string cell_html(const MatrixSystem* system) {
  if (system == nullptr) return "<td></td>";
  std::string number;
  if (system->above_known) number = fmt::format("{:.0f}", 1000.0 * *system->above_known);
  if (number == "-0") number = "0";
  return fmt::format("<td class=\"{}\" title=\"{}\">{}</td>", cell_mark(*system),
                     html_escaped(printable(system->words, kMaxWords)), number);
}

std::string legend_html() {
  std::string list = "<ul class=\"matrix-legend\" aria-label=\"Colours\">";
  for (const MatrixColour& colour : kMatrixColours)
    list += fmt::format("<li><span class=\"{}\"></span>{}</li>", colour.mark, colour.key);
  return list +
         "<li><span class=\"without\"></span>no ranked candidate, or not done</li>"
         "<li><span class=\"failed\"></span>failed</li></ul>\n";
}

}  // namespace

std::string metal_matrix(const std::vector<MatrixSystem>& systems) {
  const auto metals = ordered_metals(systems);
  std::map<std::pair<std::string, std::string>, const MatrixSystem*> places;
  for (const MatrixSystem& system : systems) {
    places[{system.a, system.b}] = &system;
    places[{system.b, system.a}] = &system;
  }
  std::string head = "<td></td>";
  for (const std::string& metal : metals) head += "<th scope=\"col\">" + html_escaped(metal) + "</th>";
  std::string html = fmt::format(
      "<div class=\"scroll\" role=\"region\" aria-label=\"Matrix of metals\" tabindex=\"0\"><table class=\"matrix{}\">"
      "<caption>Energy of the best candidate above the hull of the known phases, "
      "meV/atom</caption><thead><tr>{}</tr></thead>"
      "<tbody>\n",
      metals.size() > kMostWithNumbers ? " dense" : "", head);
  for (const std::string& row : metals) {
    html += "<tr><th scope=\"row\">" + html_escaped(row) + "</th>";
    for (const std::string& column : metals) {
      const auto found = places.find({row, column});
      html += cell_html(found == places.end() ? nullptr : found->second);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n<p class=\"matrix-words\" aria-live=\"polite\"></p>\n" + legend_html();
}

}  // namespace crystalgan
