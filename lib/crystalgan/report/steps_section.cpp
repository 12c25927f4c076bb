#include "crystalgan/report/steps_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/report/html.hpp"

namespace crystalgan {

const char* const kStepsLink = "\n        <li><a href=\"#steps\">Steps</a></li>";

const char* const kStepsStyle = R"(
#steps table { min-width: 60%; background: var(--page-paper); border: 1px solid var(--page-line); }
#steps .scroll { margin-bottom: 1.25rem; }
@media print { #steps table { min-width: 0; font-size: 9pt; } #steps td, #steps th { overflow-wrap: anywhere; } }
)";

namespace {

using LossColumn = std::pair<std::string_view, std::optional<double> StepRow::*>;

constexpr LossColumn kLossColumns[] = {{"L<sub>GAN</sub>", &StepRow::adversarial},
                                       {"L<sub>R</sub> / Å²", &StepRow::reconstruction},
                                       {"L<sub>geo1</sub> / Å²", &StepRow::geo1},
                                       {"L<sub>geo2</sub> / Å²", &StepRow::geo2}};

// The losses that the steps have: the geometry only under a constraint.
std::vector<LossColumn> losses_shown(const StepWay& way) {
  std::vector<LossColumn> shown;
  for (const LossColumn& column : kLossColumns)
    if (std::ranges::any_of(way.steps, [&](const StepRow& row) { return (row.*column.second).has_value(); }))
      shown.push_back(column);
  return shown;
}

std::string number_cell(const std::optional<double>& number, std::string_view format) {
  return "<td class=\"number\">" + (number ? fmt::format(fmt::runtime(format), *number) : std::string("–")) + "</td>";
}

std::string window_cell(const StepRow& row) {
  if (!row.nearest_metal_shortest || !row.nearest_metal_longest) return "<td class=\"number\">–</td>";
  return fmt::format("<td class=\"number\">{:.2f} to {:.2f}</td>", *row.nearest_metal_shortest,
                     *row.nearest_metal_longest);
}

// `name` is HTML.
std::string table_row(const std::string& name, const StepRow& row, const std::vector<LossColumn>& losses) {
  std::string text =
      "<tr><th scope=\"row\">" + name + "</th><td>" + html_escaped(row.rejected.empty() ? row.formula : row.rejected) +
      "</td>" + number_cell(row.volume_per_atom, "{:.2f}") + number_cell(row.shortest, "{:.2f}") + window_cell(row);
  for (const auto& [title, member] : losses) text += number_cell(row.*member, "{:.4g}");
  return text + "</tr>\n";
}

std::string name_of_step(const StepRow& row) {
  const std::string name = fmt::format("Step {}: {}", row.step, html_escaped(row.origin));
  if (!row.rejected.empty()) return name;
  return name + " <small>" +
         html_escaped(run_files::step_folder(row.step) + "/" + run_files::step_file(row.pair, row.origin)) + "</small>";
}

std::string name_of_binary(const StepRow& row, Element metal, Element x) {
  return fmt::format("Binary {}-{} <small>{}</small>", metal.symbol(), x.symbol(), html_escaped(row.origin));
}

std::string name_of_candidate(const std::string& id) {
  return "<a href=\"#" + html_escaped(id) + "\">Candidate " + html_escaped(id) + "</a>";
}

std::string way_table(const StepWay& way, const RunRecord& run) {
  const auto losses = losses_shown(way);
  std::string table =
      "<table class=\"plain\"><thead><tr><th scope=\"col\">Structure</th><th scope=\"col\">Formula</th>"
      "<th scope=\"col\" class=\"number\">Å³/atom</th><th scope=\"col\" class=\"number\">Shortest / Å</th>"
      "<th scope=\"col\" class=\"number\">Nearest metal / Å</th>";
  for (const auto& [title, member] : losses)
    table += "<th scope=\"col\" class=\"number\">" + std::string(title) + "</th>";
  table += "</tr></thead><tbody>\n";
  table += table_row(name_of_binary(way.binaries.a, run.system.a, run.system.x), way.binaries.a, losses);
  table += table_row(name_of_binary(way.binaries.b, run.system.b, run.system.x), way.binaries.b, losses);
  for (const StepRow& row : way.steps) table += table_row(name_of_step(row), row, losses);
  if (way.candidate) table += table_row(name_of_candidate(way.candidate_id), *way.candidate, losses);
  return table + "</tbody></table>";
}

}  // namespace

std::string steps_section(const RunRecord& run) {
  if (!run.way) return "";
  const std::string x(run.system.x.symbol());
  const std::string of = run.way->candidate ? "the best candidate of step 3" : "the first pair of binaries";
  return "  <section id=\"steps\" class=\"measure\" aria-labelledby=\"steps-title\">\n"
         "<h2 id=\"steps-title\">One structure through the three steps</h2>\n"
         "<p>The way of " +
         of +
         ". Step 1 translates each binary into the other domain; the table has the atoms that step 2 takes. Step 2 "
         "takes the lattice and the " +
         x +
         " atoms of one side and the metals of both. Step 3 translates this ternary. Distances count periodic images; "
         "the losses are those of this structure alone.</p>\n"
         "<div class=\"scroll\" role=\"region\" aria-label=\"One structure through the three steps\" tabindex=\"0\">" +
         way_table(*run.way, run) + "</div>\n  </section>\n\n";
}

}  // namespace crystalgan
