#include "crystalgan/studies/rounds_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"

namespace crystalgan {
namespace {

constexpr double kMilli = 1000.0;  // meV per eV

// eV per atom above the lowest of all: as good as it. Chosen: what repeated relaxations of one crystal differ by.
constexpr double kSameEnergy = 0.005;

template <class Value>
double mean_over(const ComparedRounds& row, Value value) {
  double sum = 0.0;
  for (const SeedRounds& outcome : row.outcomes) sum += static_cast<double>(value(outcome));
  return sum / static_cast<double>(row.outcomes.size());
}

// "12"; "none" where a seed found nothing.
std::string milli_text(double energy) {
  return std::isfinite(energy) ? fmt::format("{:.0f}", energy * kMilli + 0.0) : "none";
}

std::size_t relaxations_after(const RoundsComparison& comparison, std::int64_t round) {
  return static_cast<std::size_t>(comparison.relaxations * round / comparison.rounds);
}

// "2 of 3: 17, 45": the seeds that came to the lowest of all, and after how many relaxations.
std::string best_text(const RoundsComparison& comparison, const ComparedRounds& row) {
  std::vector<std::string> after;
  for (const SeedRounds& outcome : row.outcomes)
    if (const auto count = outcome.relaxations_to(comparison.lowest() + kSameEnergy))
      after.push_back(std::to_string(*count));
  std::string text = fmt::format("{} of {}", after.size(), row.outcomes.size());
  return after.empty() ? text : text + ": " + join(after);
}

std::string found_table(const RoundsComparison& comparison) {
  std::vector<std::vector<std::string>> table{
      {"choice", "relaxed", "distinct", "within 0.05", "within 0.10", "lowest", "seeds that reach the best: after"}};
  for (const ComparedRounds& row : comparison.rows)
    table.push_back({row.contender.name,
                     fmt::format("{:.1f}", mean_over(row, [](const SeedRounds& one) { return one.share.relaxed; })),
                     fmt::format("{:.1f}", mean_over(row, [](const SeedRounds& one) { return one.share.distinct; })),
                     fmt::format("{:.1f}", mean_over(row, [](const SeedRounds& one) { return one.share.within_05; })),
                     fmt::format("{:.1f}", mean_over(row, [](const SeedRounds& one) { return one.share.within_10; })),
                     milli_text(mean_over(row, [](const SeedRounds& one) { return one.share.lowest; })),
                     best_text(comparison, row)});
  return markdown_table(table);
}

std::string course_table(const RoundsComparison& comparison) {
  std::vector<std::vector<std::string>> table{{"choice"}};
  for (std::int64_t round = 1; round <= comparison.rounds; ++round)
    table.front().push_back(fmt::format("after {}", relaxations_after(comparison, round)));
  for (const ComparedRounds& row : comparison.rows) {
    table.push_back({row.contender.name});
    for (std::int64_t round = 1; round <= comparison.rounds; ++round)
      table.back().push_back(milli_text(mean_over(
          row, [&](const SeedRounds& one) { return one.lowest_after(relaxations_after(comparison, round)); })));
  }
  return markdown_table(table);
}

std::string rounds_legend(const RoundsComparison& comparison) {
  std::string text = "\nThe rows:\n\n";
  for (const ComparedRounds& row : comparison.rows)
    text += fmt::format("* {}: {}\n", row.contender.name, row.contender.meaning);
  return text;
}

nlohmann::ordered_json number_or_null(double number) {
  return std::isfinite(number) ? nlohmann::ordered_json(number) : nullptr;
}

nlohmann::ordered_json outcome_of_rounds(const SeedRounds& outcome) {
  auto above = nlohmann::ordered_json::array();
  for (const double one : outcome.above) above.push_back(number_or_null(one));
  return {{"seed", outcome.seed},
          {"relaxed", outcome.share.relaxed},
          {"certified", outcome.share.certified},
          {"distinct", outcome.share.distinct},
          {"within_0.05_ev_per_atom", outcome.share.within_05},
          {"within_0.10_ev_per_atom", outcome.share.within_10},
          {"alone_within_0.10_ev_per_atom", outcome.share.alone_10},
          {"above_known_ev_per_atom", std::move(above)}};
}

}  // namespace

std::string rounds_tables(const RoundsComparison& comparison) {
  const auto seeds = std::ssize(comparison.seeds);
  return fmt::format(
             "# {}: rounds compared\n\n"
             "{} relaxations by {}\nin {} rounds, {}, {} candidates to choose from per relaxation. Means over the "
             "seeds.\n\n"
             "Distinct crystals, and how many of them are within 0.05 and 0.10 eV/atom of the hull of all that all "
             "rows "
             "found; the\nlowest energy above the known phases in meV/atom; which seeds come within {:.0f} meV/atom of "
             "the "
             "lowest of all rows and\nseeds ({} meV/atom above the known phases), and after how many relaxations.\n\n",
             comparison.system, comparison.relaxations, comparison.calculator, comparison.rounds,
             seeds == 1 ? fmt::format("one seed ({})", comparison.seeds.front())
                        : fmt::format("{} seeds ({} to {})", seeds, comparison.seeds.front(), comparison.seeds.back()),
             comparison.pool, kSameEnergy * kMilli, milli_text(comparison.lowest())) +
         found_table(comparison) + "\nThe lowest energy so far, meV/atom above the known phases:\n\n" +
         course_table(comparison) + rounds_legend(comparison);
}

std::string rounds_csv(const RoundsComparison& comparison) {
  std::string text = "choice,seed,relaxed,certified,distinct,within_0.05,within_0.10,alone_0.10,lowest,after\n";
  for (const ComparedRounds& row : comparison.rows)
    for (const SeedRounds& outcome : row.outcomes) {
      const RunShare& share = outcome.share;
      const auto after = outcome.relaxations_to(comparison.lowest() + kSameEnergy);
      text += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", csv_field(row.contender.name), outcome.seed, share.relaxed,
                          share.certified, share.distinct, share.within_05, share.within_10, share.alone_10,
                          exact_text(share.lowest), after ? std::to_string(*after) : "");
    }
  return text;
}

std::string rounds_json(const RoundsComparison& comparison) {
  nlohmann::ordered_json json{{"system", comparison.system},
                              {"calculator", comparison.calculator},
                              {"relaxations", comparison.relaxations},
                              {"rounds", comparison.rounds},
                              {"pool", comparison.pool},
                              {"seeds", comparison.seeds},
                              {"lowest_ev_per_atom", number_or_null(comparison.lowest())},
                              {"rows", nlohmann::ordered_json::array()}};
  for (const ComparedRounds& row : comparison.rows) {
    json["rows"].push_back({{"name", row.contender.name},
                            {"kind", name_of(row.contender.kind)},
                            {"meaning", row.contender.meaning},
                            {"configuration", configuration_text(row.contender.configuration)},
                            {"outcomes", nlohmann::ordered_json::array()}});
    for (const SeedRounds& outcome : row.outcomes)
      json["rows"].back()["outcomes"].push_back(outcome_of_rounds(outcome));
  }
  return json.dump(2) + "\n";
}

}  // namespace crystalgan
