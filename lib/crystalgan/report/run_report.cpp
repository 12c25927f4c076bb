#include "crystalgan/report/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/candidate_blocks.hpp"
#include "crystalgan/report/energies_section.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/formulas_section.hpp"
#include "crystalgan/report/html.hpp"
#include "crystalgan/report/page_files.hpp"
#include "crystalgan/report/page_parts.hpp"
#include "crystalgan/report/steps_section.hpp"

namespace crystalgan {
namespace {

std::string inputs_text(const std::vector<std::string>& paths, std::size_t count, Element metal, Element x,
                        bool known) {
  const std::string name = std::string(metal.symbol()) + "-" + std::string(x.symbol());
  return fmt::format("{} {} structures, {}", count, name,
                     paths.empty() ? (known ? "built-in" : "built-in prototypes") : join(paths));
}

// "12 structures of Materials Project (CC-BY-4.0), fetched 2026-11-29 from https://..."
std::string source_text(const InputSource& source) {
  return fmt::format("{} structures of {} ({}), fetched {} from {}", source.structures, source.database,
                     source.licence.empty() ? "no licence stated" : source.licence, source.date, source.url);
}

std::string sentence(const Summary& summary) {
  if (summary.generated == 0 && !summary.rejections.empty())
    return "No structure can keep these limits: " + html_escaped(summary.rejections.front().example) + ".";
  return fmt::format(
      "Structures generated for {}: <strong>{}</strong>. Certified (every distance keeps the limits of the policy "
      "<em>{}</em>): <strong>{}</strong>, with {} compositions and {} space groups. Unique, novel and symmetric: "
      "<strong>{}</strong>.",
      html_escaped(summary.system), summary.generated, html_escaped(summary.policy), summary.certified,
      summary.compositions, summary.space_groups, summary.new_and_symmetric);
}

std::string method_text(const Configuration& asked) {
  const std::string name(name_of(asked.method.name));
  return asked.method.name == MethodName::crystalgan ? name + ", mode " + std::string(name_of(asked.method.mode))
                                                     : name;
}

std::string training_text(const RunRecord& run) {
  if (run.history.empty()) return "none";
  const auto& training = run.configuration.training;
  return fmt::format("{} member{}, {} + {} epochs", training.members, training.members == 1 ? "" : "s",
                     training.epochs_step1, training.epochs_step3);
}

// Rarely used settings, if set.
void add_rare_facts(const Configuration& asked, Facts& facts) {
  if (asked.generation.samples > 0) facts.emplace_back("Samples requested", std::to_string(asked.generation.samples));
  if (asked.generation.noise > 0.0) facts.emplace_back("Noise", exact_text(asked.generation.noise) + " Å");
  if (!asked.system.prototypes.empty()) facts.emplace_back("Prototypes", join(asked.system.prototypes));
  if (!asked.screening.references.empty()) facts.emplace_back("Known ternaries", join(asked.screening.references));
}

std::string summary_html(const RunRecord& run) {
  const Configuration& asked = run.configuration;
  const ChemicalSystem& system = run.system;
  const bool known = is_symmetry_mode(asked);
  Facts facts{{"Metals and shared element", system.name()},
              {"Method", method_text(asked)},
              {"Inputs A-X", inputs_text(asked.system.a_structures, run.inputs.a.size(), system.a, system.x, known)},
              {"Inputs B-X", inputs_text(asked.system.b_structures, run.inputs.b.size(), system.b, system.x, known)},
              {"Training", training_text(run)},
              {"Repair", asked.screening.repair ? "projected onto the limits, then symmetrised" : "none"},
              {"Distance policy", run.summary.policy},
              {"Seed", std::to_string(asked.seed)}};
  add_rare_facts(asked, facts);
  for (const InputSource& source : run.manifest.sources)
    facts.emplace_back("Source of " + source.inputs, source_text(source));
  facts.emplace_back("Command", run.manifest.command);
  facts.emplace_back("Program", "crystalgan " + run.manifest.version + " (" + run.manifest.commit + ")");
  return "<p class=\"outcome\">" + sentence(run.summary) + "</p>\n" + facts_list(facts);
}

std::string rejections_html(const Summary& summary) {
  if (summary.rejections.empty()) return "<p>No structure was rejected.</p>\n";
  std::string table =
      "<table class=\"plain\"><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\" "
      "class=\"number\">Structures</th>"
      "<th scope=\"col\">First example</th></tr></thead><tbody>\n";
  for (const RejectionCount& row : summary.rejections)
    table += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td></tr>\n",
                         html_escaped(row.reason), row.count, html_escaped(row.example));
  return table + "</tbody></table>\n";
}

// The counts of a comparison on the page, in this order.
constexpr const char* kCompared[] = {"certified", "strict", "unique", "novel", "symmetric", "new_and_symmetric"};

std::string share_text(const MethodShares& method, const std::string& name) {
  const auto found = method.shares.find(name);
  if (found == method.shares.end()) return "";
  const Estimate& share = found->second;
  return share.half_width ? fmt::format("{:.1f} ± {:.1f}", 100 * share.mean, 100 * *share.half_width)
                          : fmt::format("{:.1f}", 100 * share.mean);
}

// Command for the null baselines with the inputs and limits of this run.
std::string compare_command(const Configuration& asked) {
  std::string command =
      fmt::format("crystalgan compare {} {} --with {}", asked.system.a, asked.system.b, asked.system.x);
  for (const std::string& path : asked.system.a_structures) command += " --a-structures " + path;
  for (const std::string& path : asked.system.b_structures) command += " --b-structures " + path;
  return command + " --policy " + std::string(name_of(asked.screening.policy)) + " -o RUN/compare";
}

std::string comparison_html(const RunRecord& run) {
  if (!run.comparison)
    return "<p>How much of this is learned? <code>" + html_escaped(compare_command(run.configuration)) +
           "</code> measures null baselines, which learn nothing, on the same inputs; <code>crystalgan report "
           "RUN</code> "
           "then shows them here.</p>\n";
  const ComparisonShares& comparison = *run.comparison;
  std::string table = fmt::format(
      "<table class=\"plain\"><caption>In % of the {} structures requested from every method, mean over {} seed{} with "
      "95 % interval; policy {}.</caption>\n<thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Kind</th>",
      comparison.samples, comparison.seeds, comparison.seeds == 1 ? "" : "s", html_escaped(comparison.policy));
  for (const std::string name : kCompared) {
    std::string heading = name;
    std::ranges::replace(heading, '_', ' ');
    table += "<th scope=\"col\" class=\"number\">" + heading + "</th>";
  }
  table += "</tr></thead><tbody>\n";
  for (const MethodShares& method : comparison.methods) {
    table += fmt::format("<tr><th scope=\"row\" title=\"{}\">{}</th><td>{}</td>", html_escaped(method.meaning),
                         html_escaped(method.name), html_escaped(method.kind));
    for (const std::string name : kCompared) table += "<td class=\"number\">" + share_text(method, name) + "</td>";
    table += "</tr>\n";
  }
  return table + "</tbody></table>\n";
}

bool is_ranked(const RunRecord& run) { return run.energies && run.energies->ranking; }

std::string script_of(const RunRecord& run) {
  std::string script(page_files::kScript);
  if (is_ranked(run)) script += page_files::kEnergyScript;
  return script;
}

// Explanations of the table.
std::string worth_of_numbers(const RunRecord& run) {
  if (!is_ranked(run)) return "No number here is an energy: a candidate is an initial structure for a relaxation.";
  const std::string accuracy = accuracy_of_hull(run.energies->calculator);
  return "The energy above the hull is that of the relaxed crystal" + (accuracy.empty() ? "" : " (" + accuracy + ")") +
         "; its use is explained in\n    <a href=\"#energies\">Energies</a>. Every other number is of the candidate "
         "before relaxation.";
}

std::string losses_html(const RunRecord& run) {
  const std::string figure = loss_figure(run);
  return figure.empty() ? "<p>Nothing was trained in this run.</p>\n" : figure;
}

}  // namespace

std::string run_report(const RunRecord& run) {
  const std::string script = script_of(run);
  const std::string energies = energies_section(run);
  const std::string steps = steps_section(run);
  const std::string formulas = formulas_section(run);
  return filled(page_files::kTemplate,
                {{"policy", content_policy(script)},
                 {"title", html_escaped(run.system.name() + " candidates")},
                 {"style", std::string(page_files::kStyle) + kFigureStyle + (energies.empty() ? "" : kEnergiesStyle) +
                               (steps.empty() ? "" : kStepsStyle) + (formulas.empty() ? "" : kFormulasStyle)},
                 {"energies_link", energies.empty() ? "" : kEnergiesLink},
                 {"summary", summary_html(run)},
                 {"funnel", funnel_figure(run)},
                 {"formulas_link", formulas.empty() ? "" : kFormulasLink},
                 {"formulas", formulas},
                 {"comparison", comparison_html(run)},
                 {"worth", worth_of_numbers(run)},
                 {"energies", energies},
                 {"steps_link", steps.empty() ? "" : kStepsLink},
                 {"steps", steps},
                 {"losses", losses_html(run)},
                 {"distances", distance_figure(run)},
                 {"rejections", rejections_html(run.summary)},
                 {"licences", html_escaped(page_files::kViewerLicences)},
                 {"facts", facts_json(run)},
                 {"blocks", candidate_blocks(run) + packed_viewer()},
                 {"script", script}});
}

}  // namespace crystalgan
