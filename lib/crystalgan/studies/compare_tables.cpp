#include "crystalgan/studies/compare_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"
#include "crystalgan/studies/estimate_text.hpp"

namespace crystalgan {
namespace {

using Counts = std::vector<SummaryCount>;

Counts counts_where(const auto& holds) {
  Counts counts;
  std::ranges::copy_if(kSummaryCounts, std::back_inserter(counts), holds);
  return counts;
}

// Of the structures as generated, equal with and without repair.
Counts of_generation() {
  return counts_where([](const SummaryCount& count) { return count.of == CountOf::generated; });
}

// Space groups, then compositions.
Counts numbers() {
  Counts counts = counts_where([](const SummaryCount& count) { return count.of == CountOf::different; });
  std::ranges::reverse(counts);
  return counts;
}

// Counts of the funnel, before and after repair.
Counts of_funnel() {
  Counts counts = counts_where([](const SummaryCount& count) { return count.of == CountOf::certified; });
  std::ranges::copy(numbers(), std::back_inserter(counts));
  return counts;
}

// The columns of one table.
Counts shown_in(bool SummaryCount::*table) {
  return counts_where([&](const SummaryCount& count) { return count.*table; });
}

const Summary& summary_of(const SeedOutcome& outcome, Stage stage) {
  return stage == Stage::repaired ? outcome.repaired : outcome.as_generated;
}

std::vector<double> counts_of(const ComparedContender& row, Stage stage, std::int64_t Summary::*count) {
  std::vector<double> counts;
  for (const SeedOutcome& outcome : row.outcomes)
    counts.push_back(static_cast<double>(summary_of(outcome, stage).*count));
  return counts;
}

double percent_of(const Comparison& comparison) { return 100.0 / static_cast<double>(comparison.samples); }

std::string seeds_text(const std::vector<std::int64_t>& seeds) {
  return seeds.size() == 1 ? fmt::format("one seed ({})", seeds.front())
                           : fmt::format("{} seeds ({} to {})", seeds.size(), seeds.front(), seeds.back());
}

std::string head_text(const Comparison& comparison) {
  return fmt::format(
      "# {}: methods compared\n\n"
      "{}, {} structures asked of every method with each, distance policy '{}'.\n"
      "All counts are out of the {} asked: what a method fails to give counts against it.\n"
      "Mean ± 95 % t-interval over the seeds; an interval of 0 says that all seeds gave the same, no more.\n",
      comparison.system, seeds_text(comparison.seeds), comparison.samples, comparison.policy, comparison.samples);
}

std::string paper_table(const Comparison& comparison) {
  std::vector<std::vector<std::string>> table{{"method"}};
  for (const SummaryCount& measure : of_generation()) table.front().emplace_back(measure.title);
  for (const ComparedContender& row : comparison.rows) {
    if (row.contender.kind == ContenderKind::control) continue;
    table.push_back({row.contender.name});
    for (const SummaryCount& measure : of_generation())
      table.back().push_back(estimate_text(count_over_seeds(row, Stage::as_generated, measure.count)));
  }
  if (table.size() == 1) return "";
  return fmt::format(
      "\n## The paper's Table 2\n\n"
      "Structures as generated, out of {}: how many hold A, B and X and have the nearest metal of every metal within\n"
      "the paper's window, with periodic images counted, as in the paper's Fig. 5, and without: in the cell, as\n"
      "generated, every atom where the method put it.\n\n{}",
      comparison.samples, markdown_table(table));
}

std::string before_table(const Comparison& comparison) {
  std::vector<std::vector<std::string>> table{{"method"}};
  const Counts shares = shown_in(&SummaryCount::before_repair);
  for (const SummaryCount& measure : shares) table.front().push_back(fmt::format("{} %", measure.title));
  for (const ComparedContender& row : comparison.rows) {
    table.push_back({row.contender.name});
    for (const SummaryCount& measure : shares)
      table.back().push_back(
          estimate_text(count_over_seeds(row, Stage::as_generated, measure.count), percent_of(comparison)));
  }
  return "\n## Before projection\n\nShares of the requested structures, as generated.\n\n" + markdown_table(table);
}

std::string after_table(const Comparison& comparison) {
  std::vector<std::vector<std::string>> table{{"method"}};
  const Counts shares = shown_in(&SummaryCount::after_repair);
  for (const SummaryCount& measure : shares) table.front().push_back(fmt::format("{} %", measure.title));
  for (const SummaryCount& measure : numbers()) table.front().emplace_back(measure.title);
  for (const ComparedContender& row : comparison.rows) {
    table.push_back({row.contender.name});
    const auto add = [&](const SummaryCount& measure, double factor) {
      table.back().push_back(estimate_text(count_over_seeds(row, Stage::repaired, measure.count), factor));
    };
    for (const SummaryCount& measure : shares) add(measure, percent_of(comparison));
    for (const SummaryCount& measure : numbers()) add(measure, 1.0);
  }
  return "\n## After projection and symmetrisation\n\nShares of what was asked; different space groups and "
         "compositions "
         "as numbers.\n\n" +
         markdown_table(table);
}

const ComparedContender* main_of(const Comparison& comparison) {
  const auto found = std::ranges::find_if(
      comparison.rows, [](const ComparedContender& row) { return row.contender.name == kMainContender; });
  return found == comparison.rows.end() ? nullptr : &*found;
}

bool is_opponent(const ComparedContender& row) {
  return row.contender.kind != ContenderKind::of_paper && row.contender.name != kMainContender;
}

Estimate difference(const ComparedContender& main, const ComparedContender& other, const SummaryCount& measure) {
  return paired_difference(counts_of(main, Stage::repaired, measure.count),
                           counts_of(other, Stage::repaired, measure.count));
}

std::string difference_table(const Comparison& comparison) {
  const ComparedContender* main = main_of(comparison);
  if (main == nullptr || std::ranges::none_of(comparison.rows, is_opponent)) return "";
  std::vector<std::vector<std::string>> table{{"minus"}};
  const Counts measures = shown_in(&SummaryCount::difference);
  for (const SummaryCount& measure : measures) table.front().emplace_back(measure.title);
  for (const ComparedContender& row : comparison.rows) {
    if (!is_opponent(row)) continue;
    table.push_back({row.contender.name});
    for (const SummaryCount& measure : measures)
      table.back().push_back(difference_text(difference(*main, row, measure), percent_of(comparison)));
  }
  return fmt::format(
      "\n## {} minus the others\n\n"
      "After projection, in percent of what was asked, paired by seed. An interval that holds 0 shows no "
      "difference.\n\n{}",
      kMainContender, markdown_table(table));
}

std::string legend(const Comparison& comparison) {
  std::string text = "\n## The rows\n\n";
  for (const ComparedContender& row : comparison.rows)
    text += fmt::format("* {} ({}): {}\n", row.contender.name, name_of(row.contender.kind), row.contender.meaning);
  for (const ComparedContender& row : comparison.rows)
    for (const SeedOutcome& outcome : row.outcomes)
      if (!outcome.failure.empty())
        text += fmt::format("\n{}, seed {}: nothing was generated: {}\n", row.contender.name, outcome.seed,
                            outcome.failure);
  return text;
}

nlohmann::ordered_json means_json(const ComparedContender& row) {
  nlohmann::ordered_json json;
  for (const SummaryCount& measure : of_generation())
    json[std::string(measure.name)] = estimate_json(count_over_seeds(row, Stage::as_generated, measure.count));
  for (const SummaryCount& measure : of_funnel())
    json["as_generated"][std::string(measure.name)] =
        estimate_json(count_over_seeds(row, Stage::as_generated, measure.count));
  for (const SummaryCount& measure : of_funnel())
    json["repaired"][std::string(measure.name)] = estimate_json(count_over_seeds(row, Stage::repaired, measure.count));
  return json;
}

nlohmann::ordered_json outcomes_json(const ComparedContender& row) {
  auto json = nlohmann::ordered_json::array();
  for (const SeedOutcome& outcome : row.outcomes) {
    json.push_back({{"seed", outcome.seed},
                    {"as_generated", nlohmann::ordered_json::parse(summary_json(outcome.as_generated))},
                    {"repaired", nlohmann::ordered_json::parse(summary_json(outcome.repaired))}});
    if (!outcome.failure.empty()) json.back()["failure"] = outcome.failure;
  }
  return json;
}

nlohmann::ordered_json row_json(const ComparedContender& row, const ComparedContender* main) {
  nlohmann::ordered_json json{{"name", row.contender.name},
                              {"kind", name_of(row.contender.kind)},
                              {"meaning", row.contender.meaning},
                              {"configuration", configuration_text(row.contender.configuration)},
                              {"means", means_json(row)}};
  if (main != nullptr && is_opponent(row))
    for (const SummaryCount& measure : of_funnel())
      json["main_minus_this"][std::string(measure.name)] = estimate_json(difference(*main, row, measure));
  json["outcomes"] = outcomes_json(row);
  return json;
}

}  // namespace

Estimate count_over_seeds(const ComparedContender& row, Stage stage, std::int64_t Summary::*count) {
  return mean_with_interval(counts_of(row, stage, count));
}

std::string comparison_tables(const Comparison& comparison) {
  return head_text(comparison) + paper_table(comparison) + before_table(comparison) + after_table(comparison) +
         difference_table(comparison) + legend(comparison);
}

std::string comparison_csv(const Comparison& comparison) {
  std::string text = "method,kind,seed,asked";
  for (const SummaryCount& measure : of_generation()) text += fmt::format(",{}", measure.name);
  for (const SummaryCount& measure : of_funnel()) text += fmt::format(",as_generated_{}", measure.name);
  for (const SummaryCount& measure : of_funnel()) text += fmt::format(",repaired_{}", measure.name);
  text += ",failure\n";
  for (const ComparedContender& row : comparison.rows)
    for (const SeedOutcome& outcome : row.outcomes) {
      text += fmt::format("{},{},{},{}", csv_field(row.contender.name), name_of(row.contender.kind), outcome.seed,
                          comparison.samples);
      for (const SummaryCount& measure : of_generation())
        text += fmt::format(",{}", outcome.as_generated.*measure.count);
      for (const SummaryCount& measure : of_funnel()) text += fmt::format(",{}", outcome.as_generated.*measure.count);
      for (const SummaryCount& measure : of_funnel()) text += fmt::format(",{}", outcome.repaired.*measure.count);
      text += "," + csv_field(outcome.failure) + "\n";
    }
  return text;
}

std::string comparison_json(const Comparison& comparison) {
  nlohmann::ordered_json json{{"system", comparison.system},   {"policy", comparison.policy},
                              {"samples", comparison.samples}, {"seeds", comparison.seeds},
                              {"main", kMainContender},        {"contenders", nlohmann::ordered_json::array()}};
  const ComparedContender* main = main_of(comparison);
  for (const ComparedContender& row : comparison.rows) json["contenders"].push_back(row_json(row, main));
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace crystalgan
