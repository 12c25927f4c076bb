#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/chart.hpp"
#include "crystalgan/report/figures.hpp"

namespace crystalgan {
namespace {

// The control shown with the null baselines: the untrained networks.
constexpr std::string_view kUntrained = "no training";

// Maximum characters of a name. Chosen: fits left of the bars.
constexpr std::size_t kLongestName = 22;

// A count of the funnel.
struct Count {
  std::string_view key;  ///< in summary.json
  std::string name;
  std::string note;
  std::int64_t value;
};

std::vector<Count> counts_of(const Summary& summary) {
  std::vector<Count> counts;
  for (const SummaryCount& row : kSummaryCounts) {
    if (row.note.empty()) continue;
    Count count{row.name, std::string(row.title), std::string(row.note), summary.*row.count};
    count.name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(count.name[0])));
    if (row.count == &Summary::certified) count.note += " " + printable(summary.policy, 12);
    counts.push_back(std::move(count));
  }
  return counts;
}

std::vector<MethodShares> compared(const RunRecord& run) {
  std::vector<MethodShares> methods;
  if (!run.comparison) return methods;
  for (const MethodShares& method : run.comparison->methods)
    if (method.kind == "null" || (method.kind == "control" && method.name == kUntrained)) methods.push_back(method);
  return methods;
}

// "12.5 ± 3.1 %"
std::string estimate_text(const Estimate& estimate) {
  if (!estimate.half_width || *estimate.half_width == 0.0) return percent_text(estimate.mean);
  return fmt::format("{:.1f} ± {:.1f} %", 100.0 * estimate.mean, 100.0 * *estimate.half_width);
}

std::string seeds_text(const ComparisonShares& comparison) {
  return comparison.seeds == 1 ? "one seed, no interval"
                               : fmt::format("means and 95 % intervals over {} seeds", comparison.seeds);
}

// Nulls generate all requested structures: always 100 %.
bool is_worth_a_bar(const MethodShares& method, const Count& count) {
  const auto share = method.shares.find(std::string(count.key));
  if (share == method.shares.end()) return false;
  return count.key != "generated" || share->second.mean < 1.0;
}

BarGroup group_of(const Count& count, std::int64_t generated, const std::vector<MethodShares>& methods) {
  const double share = static_cast<double>(count.value) / static_cast<double>(generated);
  BarGroup group{count.name, count.note, {}};
  group.bars.push_back({methods.empty() ? "" : "this run", "own", std::clamp(share, 0.0, 1.0), std::nullopt,
                        grouped(count.value) + " (" + percent_text(share) + ")"});
  for (const MethodShares& method : methods) {
    if (!is_worth_a_bar(method, count)) continue;
    const Estimate& estimate = method.shares.at(std::string(count.key));
    group.bars.push_back({printable(method.name, kLongestName), method.kind == "null" ? "null" : "control",
                          std::clamp(estimate.mean, 0.0, 1.0), estimate.half_width, estimate_text(estimate)});
  }
  return group;
}

std::string description_of(const std::vector<Count>& counts, const std::vector<MethodShares>& methods,
                           const RunRecord& run) {
  const auto generated = static_cast<double>(run.summary.generated);
  std::vector<std::string> parts;
  for (const Count& count : counts)
    if (count.key != "generated")
      parts.push_back(fmt::format("{} {} ({})", count.name, grouped(count.value),
                                  percent_text(static_cast<double>(count.value) / generated)));
  std::string text = "Of " + grouped(run.summary.generated) + " generated structures: " + join(parts) + ".";
  if (methods.empty()) return text;
  text += fmt::format(" For comparison, {}, of {} structures each under the policy {}: ", seeds_text(*run.comparison),
                      grouped(run.comparison->samples), run.comparison->policy);
  std::vector<std::string> others;
  for (const MethodShares& method : methods) {
    std::vector<std::string> shares;
    for (const Count& count : counts)
      if (is_worth_a_bar(method, count))
        shares.push_back(fmt::format("{} {}", count.name, estimate_text(method.shares.at(std::string(count.key)))));
    others.push_back(method.name + ": " + join(shares));
  }
  return text + join(others, "; ") + ".";
}

std::vector<ChartKey> keys_of(const RunRecord& run, const std::vector<MethodShares>& methods) {
  const auto has = [&](std::string_view kind) {
    return std::ranges::any_of(methods, [&](const MethodShares& method) { return method.kind == kind; });
  };
  std::vector<ChartKey> keys;
  if (methods.empty()) return keys;
  keys.push_back({"own", "this run"});
  if (has("null")) keys.push_back({"null", "null baselines"});
  if (has("control")) keys.push_back({"control", "untrained networks"});
  keys.push_back({"", seeds_text(*run.comparison)});
  return keys;
}

}  // namespace

std::string funnel_figure(const RunRecord& run) {
  const std::string title = "Results for " + run.summary.system;
  if (run.summary.generated <= 0)
    return empty_chart({"funnel", title, "Nothing was generated."}, "Nothing was generated.");
  const auto counts = counts_of(run.summary);
  const auto methods = compared(run);
  BarChart chart{{"funnel", title, description_of(counts, methods, run)},
                 keys_of(run, methods),
                 {},
                 methods.empty() ? "share of generated structures"
                                 : "share of generated structures (compared methods: of those requested)"};
  for (const Count& count : counts) chart.groups.push_back(group_of(count, run.summary.generated, methods));
  return bar_chart(chart);
}

}  // namespace crystalgan
