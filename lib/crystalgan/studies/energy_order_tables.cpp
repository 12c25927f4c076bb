#include "crystalgan/studies/energy_order_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"
#include "crystalgan/evaluation/statistics.hpp"

namespace crystalgan {
namespace {

using RankRows = std::vector<OrderRanks>;

constexpr std::size_t kListed = 2;  // in kComparedOrders
static_assert(kComparedOrders[kListed].energy == CandidateOrder::Energy::listed);

RankRows rows_of(const std::vector<SystemRanks>& systems, bool for_choosing) {
  RankRows rows;
  for (const SystemRanks& system : systems)
    for (const KnownRank& known : system.ranks)
      if (known.ranks && is_for_choosing(system.system) == for_choosing) rows.push_back(*known.ranks);
  return rows;
}

std::vector<double> log_ranks(const RankRows& rows, std::size_t order) {
  std::vector<double> values;
  for (const OrderRanks& ranks : rows) values.push_back(std::log(static_cast<double>(ranks[order]) + 1.0));
  return values;
}

std::string within(const RankRows& rows, std::size_t order, std::size_t count) {
  return std::to_string(std::ranges::count_if(rows, [&](const OrderRanks& ranks) { return ranks[order] < count; }));
}

std::string interval_text(const Estimate& estimate) {
  return estimate.half_width ? fmt::format(" ± {:.2f}", *estimate.half_width) : "";
}

std::string half_table(const RankRows& rows) {
  std::vector<std::vector<std::string>> table{
      {"order inside the formula", "mean ln rank", "minus as listed", "first", "first 3", "first 10"}};
  for (std::size_t order = 0; order < kComparedOrders.size(); ++order) {
    const std::vector<double> values = log_ranks(rows, order);
    const Estimate mean = mean_with_interval(values);
    const Estimate less = paired_difference(values, log_ranks(rows, kListed));
    table.push_back({std::string(kComparedOrders[order].name), fmt::format("{:.2f}", mean.mean) + interval_text(mean),
                     order == kListed ? "" : fmt::format("{:+.2f}", less.mean) + interval_text(less),
                     within(rows, order, 1), within(rows, order, 3), within(rows, order, 10)});
  }
  return markdown_table(table);
}

}  // namespace

bool is_for_choosing(const std::string& system) { return sha256(system).front() < '8'; }

std::string energy_orders_table(const std::vector<SystemRanks>& systems) {
  std::string text;
  for (const bool for_choosing : {true, false}) {
    const RankRows rows = rows_of(systems, for_choosing);
    if (rows.empty()) continue;
    text += fmt::format("\n### {}: {} known crystals among the candidates\n\n{}",
                        for_choosing ? "Systems for choosing the weight" : "All other systems", rows.size(),
                        half_table(rows));
  }
  if (text.empty()) return "";
  return fmt::format(
      "\n## Ranks inside a formula\n\n"
      "The rank, from 1, of the first candidate that matches a known crystal, among the candidates of its formula\n"
      "within the limits, as the mode lists them and by other orders; means with the 95 % interval of Student's t.\n"
      "{}\n{}",
      kContaminated, text);
}

nlohmann::ordered_json known_ranks_json(const std::vector<KnownRank>& ranks) {
  auto json = nlohmann::ordered_json::array();
  for (const KnownRank& known : ranks)
    json.push_back({{"ternary", known.ternary},
                    {"candidates", known.candidates},
                    {"ranks", known.ranks ? nlohmann::ordered_json(*known.ranks) : nlohmann::ordered_json()}});
  return json;
}

std::vector<KnownRank> parse_known_ranks(const JsonValue& json) {
  std::vector<KnownRank> ranks;
  for (const JsonValue& row : json.items()) {
    KnownRank known{row.at("ternary").text(), static_cast<std::size_t>(row.at("candidates").count()), std::nullopt};
    if (!row.at("ranks").is_null()) {
      const std::vector<JsonValue> read = row.at("ranks").items();
      known.ranks.emplace();
      if (read.size() != known.ranks->size()) row.at("ranks").fail("a list of " + std::to_string(known.ranks->size()));
      for (std::size_t order = 0; order < read.size(); ++order)
        (*known.ranks)[order] = static_cast<std::size_t>(read[order].count());
    }
    ranks.push_back(std::move(known));
  }
  return ranks;
}

}  // namespace crystalgan
