#include "crystalgan/studies/paper_table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"
#include "crystalgan/studies/compare_tables.hpp"
#include "crystalgan/studies/estimate_text.hpp"

namespace crystalgan {
namespace {

std::int64_t figure_of(const PaperFigures& figures, const Configuration& configuration) {
  if (configuration.method.name == MethodName::gan) return figures.gan;
  if (configuration.method.name == MethodName::discogan) return figures.discogan;
  return configuration.loss.geometry == GeometryForm::none ? figures.no_constraint : figures.with_constraint;
}

Estimate of_paper_set(const Comparison& comparison, const ComparedContender& row, std::int64_t Summary::*count) {
  Estimate estimate = count_over_seeds(row, Stage::as_generated, count);
  const double factor = static_cast<double>(kPaperSet) / static_cast<double>(comparison.samples);
  estimate.mean *= factor;
  if (estimate.half_width) *estimate.half_width *= factor;
  return estimate;
}

bool makes_pseudo_binaries(const ComparedContender& row) {
  return row.contender.configuration.method.name == MethodName::discogan;
}

std::string paper_head(const Comparison& comparison, const std::string& products) {
  const Configuration first =
      comparison.rows.empty() ? Configuration() : comparison.rows.front().contender.configuration;
  return fmt::format(
      "# {}: Table 2 of arXiv:1810.11203\n\n"
      "Ternaries of good quality: with A, B and X, and the nearest metal of every metal at {} to {} A. Structures as\n"
      "generated, {} with each of {} seed{} from {} on; counts out of {}, the size of a set of the paper, which does "
      "not\n"
      "say out of how many it counts. Mean ± 95 % t-interval over the seeds.\n"
      "Matrix products by {}: another library or processor rounds otherwise, and single counts change.\n",
      comparison.system, exact_text(first.loss.d1), exact_text(first.loss.d2), comparison.samples,
      comparison.seeds.size(), comparison.seeds.size() == 1 ? "" : "s", comparison.seeds.front(), kPaperSet, products);
}

std::string side_by_side(const Comparison& comparison) {
  const auto figures = paper_figures(comparison.system);
  std::vector<std::vector<std::string>> table{{"method"}};
  if (figures) table.front().emplace_back("the paper");
  for (const char* title : {"images counted", "in the cell, as generated"})
    table.front().push_back(fmt::format("{}, of {}", title, kPaperSet));
  for (const ComparedContender& row : comparison.rows) {
    table.push_back({row.contender.name});
    if (figures) table.back().push_back(std::to_string(figure_of(*figures, row.contender.configuration)));
    for (const auto count : {&Summary::paper_rule, &Summary::paper_rule_in_cell})
      table.back().push_back(estimate_text(of_paper_set(comparison, row, count)));
  }
  const std::string absent = figures ? "" : fmt::format("The paper has no figures for {}.\n\n", comparison.system);
  return "\n## Ternaries of good quality\n\n" + absent + markdown_table(table);
}

std::string pseudo_binaries(const Comparison& comparison) {
  std::vector<std::vector<std::string>> table{
      {"method", "epochs", fmt::format("pseudo-binaries within the window, of {}", kPaperSet)}};
  for (const ComparedContender& row : comparison.rows)
    if (makes_pseudo_binaries(row))
      table.push_back({row.contender.name, std::to_string(row.contender.configuration.training.epochs_step1),
                       estimate_text(of_paper_set(comparison, row, &Summary::certified))});
  if (table.size() == 1) return "";
  return "\n## Pseudo-binaries of DiscoGAN\n\n"
         "DiscoGAN makes A-X in place of B-X and the reverse, never a ternary. Periodic images counted.\n\n" +
         markdown_table(table);
}

std::string by_seed(const Comparison& comparison) {
  std::vector<std::vector<std::string>> table{{"method"}};
  for (const std::int64_t seed : comparison.seeds) table.front().push_back(std::to_string(seed));
  for (const ComparedContender& row : comparison.rows) {
    table.push_back({row.contender.name});
    for (const SeedOutcome& outcome : row.outcomes)
      table.back().push_back(
          fmt::format("{}/{}", outcome.as_generated.paper_rule, outcome.as_generated.paper_rule_in_cell));
  }
  return fmt::format("\n## By seed\n\nImages counted / in the cell, as generated, of {}.\n\n{}", comparison.samples,
                     markdown_table(table));
}

std::string paper_legend(const Comparison& comparison) {
  std::string text = "\n## The rows\n\n";
  for (const ComparedContender& row : comparison.rows)
    text += fmt::format("* {}: {}\n", row.contender.name, row.contender.meaning);
  for (const ComparedContender& row : comparison.rows)
    for (const SeedOutcome& outcome : row.outcomes)
      if (!outcome.failure.empty())
        text += fmt::format("\n{}, seed {}: nothing was generated: {}\n", row.contender.name, outcome.seed,
                            outcome.failure);
  return text;
}

}  // namespace

std::optional<PaperFigures> paper_figures(std::string_view system) {
  if (system == "Pd-Ni-H" || system == "Ni-Pd-H") return PaperFigures{0, 0, 4, 9};
  if (system == "Mg-Ti-H" || system == "Ti-Mg-H") return PaperFigures{0, 0, 2, 8};
  return std::nullopt;
}

std::string paper_table(const Comparison& comparison, const std::string& products) {
  return paper_head(comparison, products) + side_by_side(comparison) + pseudo_binaries(comparison) +
         by_seed(comparison) + paper_legend(comparison);
}

std::string paper_table_csv(const Comparison& comparison) {
  std::string text = "method,seed,asked,generated,paper_rule,paper_rule_in_cell,certified,failure\n";
  for (const ComparedContender& row : comparison.rows)
    for (const SeedOutcome& outcome : row.outcomes) {
      const Summary& counts = outcome.as_generated;
      text += fmt::format("{},{},{},{},{},{},{},{}\n", csv_field(row.contender.name), outcome.seed, comparison.samples,
                          counts.generated, counts.paper_rule, counts.paper_rule_in_cell, counts.certified,
                          csv_field(outcome.failure));
    }
  return text;
}

std::string paper_table_json(const Comparison& comparison) {
  nlohmann::ordered_json json{{"system", comparison.system},
                              {"samples", comparison.samples},
                              {"out_of", kPaperSet},
                              {"seeds", comparison.seeds},
                              {"rows", nlohmann::ordered_json::array()}};
  const auto figures = paper_figures(comparison.system);
  for (const ComparedContender& row : comparison.rows) {
    nlohmann::ordered_json one{{"name", row.contender.name},
                               {"meaning", row.contender.meaning},
                               {"configuration", configuration_text(row.contender.configuration)}};
    one["paper"] = figures ? nlohmann::ordered_json(figure_of(*figures, row.contender.configuration)) : nullptr;
    one["paper_rule"] = estimate_json(of_paper_set(comparison, row, &Summary::paper_rule));
    one["paper_rule_in_cell"] = estimate_json(of_paper_set(comparison, row, &Summary::paper_rule_in_cell));
    if (makes_pseudo_binaries(row))
      one["pseudo_binaries"] = estimate_json(of_paper_set(comparison, row, &Summary::certified));
    json["rows"].push_back(one);
  }
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace crystalgan
