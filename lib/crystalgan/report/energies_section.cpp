#include "crystalgan/report/energies_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/html.hpp"

namespace crystalgan {

const char* const kEnergiesLink = "\n        <li><a href=\"#energies\">Energies</a></li>";

const char* const kEnergiesStyle = R"(
#energies table { min-width: 60%; background: var(--page-paper); border: 1px solid var(--page-line); }
#energies .scroll, #energies details { margin-bottom: 1.25rem; }
#energies li { overflow-wrap: anywhere; }
@media print {
  #candidates-table th, #candidates-table td { padding: 0 0.15em !important; } /* one column more on the sheet */
  #energies table { min-width: 0; font-size: 9pt; }
  #energies td { overflow-wrap: anywhere; }
}
)";

namespace {

// Rows of a table. Chosen: one page of the table of candidates.
constexpr std::size_t kShown = 50;

using Ids = std::set<std::string, std::less<>>;

Ids ids_of(const RunRecord& run) {
  Ids ids;
  for (const RecordedCandidate& recorded : run.candidates) ids.insert(recorded.candidate.id);
  return ids;
}

// eV per atom, as `rank` prints them; zero without sign.
std::string energy_text(double energy) {
  const std::string text = fmt::format("{:.4f}", energy);
  return text == "-0.0000" ? "0.0000" : text;
}

std::string candidate_link(const std::string& id, const Ids& ids) {
  const std::string text = html_escaped(id);
  return ids.contains(id) ? "<a href=\"#" + text + "\">" + text + "</a>" : text;
}

// A heading cell per column; columns before `figures` are text.
std::string table_head(const std::vector<std::string>& titles, std::size_t figures) {
  std::string head = "<thead><tr>";
  for (std::size_t i = 0; i < titles.size(); ++i)
    head += (i < figures ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"number\">") + titles[i] + "</th>";
  return head + "</tr></thead>";
}

std::string scrolling(const std::string& label, const std::string& table) {
  return "<div class=\"scroll\" role=\"region\" aria-label=\"" + label + "\" tabindex=\"0\">" + table + "</div>\n";
}

Facts calculator_facts(const CalculatorRecord& calculator) {
  return {{"Calculator", calculator.name},
          {"Version", calculator.version},
          {"Source", calculator.source},
          {"Use of its energies", use_of_energies(calculator)}};
}

void add_counts(const KeptEnergies& energies, Facts& facts) {
  const auto relaxed = std::ranges::count(energies.relaxed, std::string("converged"), &RelaxedRow::end);
  const auto certified = std::ranges::count(energies.relaxed, true, &RelaxedRow::certified);
  facts.emplace_back("Converged", fmt::format("{} of {} candidates", relaxed, energies.relaxed.size()));
  facts.emplace_back("Of these within the distance limits", std::to_string(certified));
  if (!energies.ranking) return;
  const RankingRecord& ranking = *energies.ranking;
  if (ranking.not_ternary > 0)
    facts.emplace_back("Of these without all three elements, not ranked", std::to_string(ranking.not_ternary));
  if (ranking.unbelievable > 0)
    facts.emplace_back("Of these left out, formation energy below -5 eV/atom", std::to_string(ranking.unbelievable));
  facts.emplace_back("Distinct crystals", std::to_string(ranking.crystals.size()));
  facts.emplace_back("Within 0.05 eV/atom of the hull", std::to_string(within(ranking, 0.05)));
  facts.emplace_back("Within 0.10 eV/atom of the hull", std::to_string(within(ranking, 0.10)));
}

std::string elements_table(const RankingRecord& ranking) {
  std::string table =
      "<table class=\"plain\"><caption>Energies of the elements, the reference of the formation energies."
      "</caption>\n<thead><tr><th scope=\"col\">Element</th><th scope=\"col\" class=\"number\">eV/atom"
      "</th><th scope=\"col\">Source</th></tr></thead><tbody>\n";
  for (const ElementEnergyRow& row : ranking.elements)
    table += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td></tr>\n",
                         html_escaped(row.element), energy_text(row.energy), html_escaped(row.source));
  return table + "</tbody></table>";
}

std::string space_group_text(const RankedRow& crystal) {
  if (crystal.space_group == 0) return "–";
  return "<span class=\"symbol\">" + html_escaped(crystal.space_group_symbol) + "</span> <small>" +
         std::to_string(crystal.space_group) + "</small>";
}

std::string moment_text(const std::optional<double>& moment) {
  return moment ? fmt::format("{:.2f}", *moment) : std::string("–");
}

std::string crystals_table(const RankingRecord& ranking, const Ids& ids) {
  const std::size_t shown = std::min(kShown, ranking.crystals.size());
  const bool has_moments = std::ranges::any_of(ranking.crystals, [](const RankedRow& row) { return !!row.moment; });
  std::vector<std::string> titles{"Rank",       "Candidate",   "Formula",  "Space group",
                                  "Above hull", "Above known", "Formation"};
  if (has_moments) titles.push_back("µB/cell");
  titles.push_back("Candidates");
  const std::string accuracy = accuracy_of_hull(ranking.calculator);
  std::string table =
      fmt::format("<table class=\"plain\"><caption>{}Energies in eV/atom by {}{}.</caption>\n{}<tbody>\n",
                  shown < ranking.crystals.size()
                      ? fmt::format("The best {} of {} distinct crystals. ", shown, ranking.crystals.size())
                      : "",
                  html_escaped(ranking.calculator.name),
                  (accuracy.empty() ? "" : "; above hull, above known " + accuracy) +
                      (has_moments ? "; µB/cell is the sum over the sites" : ""),
                  table_head(titles, 4));
  for (std::size_t i = 0; i < shown; ++i) {
    const RankedRow& crystal = ranking.crystals[i];
    table += fmt::format("<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td><td>{}</td>", i + 1,
                         candidate_link(crystal.id, ids), html_escaped(crystal.formula), space_group_text(crystal));
    for (const double energy : {crystal.above_hull, crystal.above_known, crystal.formation_energy})
      table += "<td class=\"number\">" + energy_text(energy) + "</td>";
    if (has_moments) table += fmt::format("<td class=\"number\">{}</td>", moment_text(crystal.moment));
    table += fmt::format("<td class=\"number\">{}</td></tr>\n", split_words(crystal.found_by).size());
  }
  return table + "</tbody></table>";
}

std::string left_out_list(const RankingRecord& ranking) {
  if (ranking.left_out.empty()) return "";
  std::string list =
      fmt::format("<details><summary>Known phases left out of the hull: {}</summary><ul>\n", ranking.left_out.size());
  for (const std::string& phase : ranking.left_out) list += "<li>" + html_escaped(phase) + "</li>\n";
  return list + "</ul></details>\n";
}

std::string hull_html(const RankingRecord& ranking, const ChemicalSystem& system, const std::string& label) {
  std::string id = "hull-" + label;
  std::ranges::replace(id, ' ', '-');
  return "<figure class=\"scroll\" tabindex=\"0\" aria-label=\"Hull, " + label + "\">" +
         hull_figure(ranking, system, id) + "</figure>\n";
}

// Of a universal potential; empty for others.
std::string trust_html(const CalculatorRecord& calculator) {
  const std::string accuracy = accuracy_of_hull(calculator);
  if (accuracy.empty()) return "";
  return "<p><strong>How far to trust these numbers.</strong> The calculator is a neural network trained on the "
         "Materials "
         "Project. An energy above the hull is " +
         accuracy +
         ": smaller differences decide nothing, and crystals of the Materials Project are described better than new "
         "ones. All phases of the hull are by this one model; a phase that is not among them goes unnoticed. Density "
         "functional theory decides stability: <code>crystalgan dft RUN</code> computes the best.</p>\n";
}

// `label` distinguishes the tables of two calculators.
std::string ranking_html(const RankingRecord& ranking, const ChemicalSystem& system, const std::string& label,
                         const Ids& ids) {
  const std::string crystals = ranking.crystals.empty()
                                   ? "<p>There is no crystal to rank.</p>\n"
                                   : scrolling("Best crystals, " + label, crystals_table(ranking, ids));
  return trust_html(ranking.calculator) + hull_html(ranking, system, label) + crystals +
         scrolling("Energies of the elements, " + label, elements_table(ranking)) + left_out_list(ranking);
}

std::string failures_html(const KeptEnergies& dft, const Ids& ids) {
  std::string rows;
  for (const RelaxedRow& row : dft.relaxed) {
    if (row.certified) continue;
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        candidate_link(row.id, ids), html_escaped(row.formula), html_escaped(row.end),
                        html_escaped(row.reason.empty() ? row.broken : row.reason));
  }
  if (rows.empty()) return "";
  return scrolling("Failures of density functional theory",
                   "<table class=\"plain\"><caption>Candidates without a result.</caption>\n" +
                       table_head({"Candidate", "Formula", "End", "Why"}, 4) + "<tbody>\n" + rows + "</tbody></table>");
}

std::string screened_html(const KeptEnergies& energies, const ChemicalSystem& system, const Ids& ids) {
  Facts facts = calculator_facts(energies.calculator);
  add_counts(energies, facts);
  if (energies.ranking) return facts_list(facts) + ranking_html(*energies.ranking, system, "screened", ids);
  return facts_list(facts) + (energies.calculator.trust == "geometry"
                                  ? "<p>Relaxed without energies: no crystal can be ranked.</p>\n"
                                  : "<p><code>crystalgan rank RUN</code> ranks the relaxed candidates.</p>\n");
}

std::string dft_html(const KeptEnergies& dft, const ChemicalSystem& system, const Ids& ids) {
  Facts facts = calculator_facts(dft.calculator);
  add_counts(dft, facts);
  return "<h3>By density functional theory</h3>\n" + facts_list(facts) +
         (dft.ranking ? ranking_html(*dft.ranking, system, "first principles", ids) : "") + failures_html(dft, ids);
}

constexpr std::string_view kMeaning =
    "<p><em>Above hull</em>: above the lowest energy that any mixture of known phases and candidates has at the same "
    "composition, at zero temperature. <em>Above known</em>: the same without the candidates; a negative value means "
    "below the known phases in this model. Space groups are those after the relaxation.</p>\n";

}  // namespace

std::string energies_section(const RunRecord& run) {
  if (!run.energies && !run.dft) return "";
  const Ids ids = ids_of(run);
  std::string section =
      "  <section id=\"energies\" class=\"measure\" aria-labelledby=\"energies-title\">\n"
      "<h2 id=\"energies-title\">Energies</h2>\n";
  if ((run.energies && run.energies->ranking) || (run.dft && run.dft->ranking)) section += kMeaning;
  if (run.energies) section += screened_html(*run.energies, run.system, ids);
  if (run.dft) section += dft_html(*run.dft, run.system, ids);
  return section + "  </section>\n\n";
}

}  // namespace crystalgan
