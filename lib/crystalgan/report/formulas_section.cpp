#include "crystalgan/report/formulas_section.hpp"

#include <fmt/format.h>

#include <optional>

#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/html.hpp"

namespace crystalgan {

const char* const kFormulasLink = "\n        <li><a href=\"#formulas\">Formulas</a></li>";

const char* const kFormulasStyle = R"(
#formulas table { min-width: 60%; background: var(--page-paper); border: 1px solid var(--page-line); }
#formulas .scroll { margin-bottom: 1.25rem; }
@media print { #formulas table { min-width: 0; font-size: 9pt; } #formulas td, #formulas th { overflow-wrap: anywhere; } }
)";

namespace {

std::string count_cell(const std::optional<std::int64_t>& count) {
  return "<td class=\"number\">" + (count ? std::to_string(*count) : std::string("–")) + "</td>";
}

std::string formula_table_row(const FormulaRow& row) {
  return fmt::format(
      "<tr><td class=\"number\">{}</td><th scope=\"row\">{}</th><td class=\"number\">{:.2f}</td><td>{}</td><td>{}</td>"
      "{}{}<td>{}</td></tr>\n",
      row.rank, html_escaped(row.formula), row.log_probability, html_escaped(row.source), html_escaped(row.reason),
      count_cell(row.templates), count_cell(row.candidates), html_escaped(row.skipped));
}

std::string formula_table(const RunRecord& run) {
  std::string table =
      "<table class=\"plain\"><thead><tr><th scope=\"col\" class=\"number\">Rank</th><th scope=\"col\">Formula</th>"
      "<th scope=\"col\" class=\"number\">log P</th><th scope=\"col\">Source</th><th scope=\"col\">Reason</th>"
      "<th scope=\"col\" class=\"number\">Arrangements</th><th scope=\"col\" class=\"number\">Geometries</th>"
      "<th scope=\"col\">No candidates because</th></tr></thead><tbody>\n";
  for (const FormulaRow& row : run.formulas) table += formula_table_row(row);
  return table + "</tbody></table>";
}

}  // namespace

std::string formulas_section(const RunRecord& run) {
  if (run.formulas.empty()) return "";
  return "  <section id=\"formulas\" class=\"measure\" aria-labelledby=\"formulas-title\">\n"
         "<h2 id=\"formulas-title\">Formulas</h2>\n"
         "<p>The compositions that the known binaries make likely, best first. log P is the logarithm of the "
         "probability of a formula in this system; a larger dot is a more likely formula.</p>\n"
         "<figure class=\"scroll\" tabindex=\"0\" aria-label=\"Ternary diagram of the formulas\">" +
         formula_figure(run) +
         "</figure>\n<div class=\"scroll\" role=\"region\" aria-label=\"Formulas\" tabindex=\"0\">" +
         formula_table(run) + "</div>\n  </section>\n\n";
}

}  // namespace crystalgan
