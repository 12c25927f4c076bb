#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/element_pairs.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/report/chart.hpp"
#include "crystalgan/report/figures.hpp"

namespace crystalgan {
namespace {

// Å. Chosen: a twentieth of the range of these distances in hydrides, and well above thermal or numerical
// displacements.
constexpr double kBinWidth = 0.05;

// Maximum number of bins. Chosen: about two units of the figure each.
constexpr std::size_t kMaxBins = 120;

// Å, axis without any distance. Chosen: the range of most crystals.
constexpr double kEmptyFrom = 1.0;
constexpr double kEmptyTo = 4.0;

/// Ascending distances of every element pair, in the order of element_pairs().
using PairDistances = std::vector<std::vector<double>>;

// For each pair: distance from every atom of the first element to the nearest atom of the second.
void add_nearest(const Structure& structure, const std::vector<ElementPair>& pairs, PairDistances& distances) {
  const auto& sites = structure.sites();
  for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
    const auto is_of_pair = [&](std::size_t i, std::size_t j) {
      return sites[i].element == pairs[pair].first && sites[j].element == pairs[pair].second;
    };
    for (const Neighbor& nearest : nearest_neighbors(structure, is_of_pair))
      distances[pair].push_back(nearest.distance);
  }
}

void sort_all(PairDistances& distances) {
  for (auto& of_pair : distances) std::ranges::sort(of_pair);
}

PairDistances of_candidates(const RunRecord& run, const std::vector<ElementPair>& pairs) {
  PairDistances distances(pairs.size());
  for (const RecordedCandidate& candidate : run.candidates) add_nearest(candidate.structure, pairs, distances);
  sort_all(distances);
  return distances;
}

PairDistances of_inputs(const RunRecord& run, const std::vector<ElementPair>& pairs) {
  PairDistances distances(pairs.size());
  for (const auto* set : {&run.inputs.a, &run.inputs.b})
    for (const Structure& structure : *set) add_nearest(structure, pairs, distances);
  sort_all(distances);
  return distances;
}

// The limit of a pair, from the first certificate that has it.
std::optional<double> limit_of(const RunRecord& run, const std::string& pair) {
  for (const RecordedCandidate& recorded : run.candidates)
    for (const PairDistance& distance : recorded.candidate.certificate.pairs)
      if (distance.pair == pair && distance.min) return distance.min;
  return std::nullopt;
}

/// The content of a panel.
struct PairPanel {
  std::string name;
  ElementPair pair;
  std::vector<double> candidates;
  std::vector<double> inputs;
  std::optional<double> limit;
};

std::vector<PairPanel> panels_of(const RunRecord& run) {
  const auto pairs = element_pairs(run.system);
  const auto names = pair_names(run.system);
  auto candidates = of_candidates(run, pairs);
  auto inputs = of_inputs(run, pairs);
  std::vector<PairPanel> panels;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    panels.push_back({names[i], pairs[i], std::move(candidates[i]), std::move(inputs[i]), limit_of(run, names[i])});
  return panels;
}

Bins common_bins(const std::vector<PairPanel>& panels) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  const auto include = [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const PairPanel& panel : panels) {
    for (const auto* distances : {&panel.candidates, &panel.inputs}) {
      if (distances->empty()) continue;
      include(distances->front());
      include(distances->back());
    }
    if (panel.limit) include(*panel.limit - kBinWidth);  // inside the panel
  }
  return low <= high ? bins_for(low, high, kBinWidth, kMaxBins) : bins_for(kEmptyFrom, kEmptyTo, kBinWidth, kMaxBins);
}

std::string from_to(const ElementPair& pair) {
  const bool same = pair.first == pair.second;
  return fmt::format("from each {} to its nearest {}{}", pair.first.symbol(), same ? "other " : "",
                     pair.second.symbol());
}

std::string number_of(const std::vector<double>& distances, const char* one, const char* many) {
  if (distances.empty()) return fmt::format("no {} contains both", one);
  return fmt::format("{} in {}", grouped(static_cast<std::int64_t>(distances.size())), many);
}

HistogramPanel drawn(const PairPanel& panel, const Bins& bins) {
  HistogramPanel result{panel.name,
                        {from_to(panel.pair), number_of(panel.candidates, "candidate", "candidates") + ", " +
                                                  number_of(panel.inputs, "input", "inputs")},
                        {},
                        {}};
  if (!panel.candidates.empty()) result.histograms.push_back({"candidates", binned(panel.candidates, bins)});
  if (!panel.inputs.empty()) result.histograms.push_back({"inputs", binned(panel.inputs, bins)});
  if (panel.limit) result.limit = Limit{*panel.limit, fmt::format("limit {:.2f} Å", *panel.limit)};
  return result;
}

// "464 in candidates, 1.44 to 2.31 Å, median 1.89 Å"
std::string described(const std::vector<double>& distances, const char* one, const char* many) {
  const std::string number = number_of(distances, one, many);
  if (distances.empty()) return number;
  return fmt::format("{}, {:.2f} to {:.2f} Å, median {:.2f} Å", number, distances.front(), distances.back(),
                     distances[distances.size() / 2]);
}

std::string description_of(const std::vector<PairPanel>& panels) {
  std::string text = "Nearest distances by element pair, candidates and inputs.";
  for (const PairPanel& panel : panels) {
    text +=
        fmt::format(" {}, {}: {}; {}", panel.name, from_to(panel.pair),
                    described(panel.candidates, "candidate", "candidates"), described(panel.inputs, "input", "inputs"));
    text += panel.limit ? fmt::format("; limit {:.2f} Å.", *panel.limit) : "; no limit.";
  }
  return text;
}

}  // namespace

std::string distance_figure(const RunRecord& run) {
  const auto panels = panels_of(run);
  const Bins bins = common_bins(panels);
  HistogramChart chart{{"distances", "Nearest distances of " + run.summary.system, description_of(panels)},
                       {{"candidates", "candidates"},
                        {"inputs", "inputs (the binaries)"},
                        {"", fmt::format("height: share per {} Å", exact_text(bins.width))}},
                       bins,
                       {},
                       "distance (Å)"};
  if (std::ranges::any_of(panels, [](const PairPanel& panel) { return panel.limit.has_value(); }))
    chart.keys.push_back({"chart-limit", "smallest distance allowed"});
  for (const PairPanel& panel : panels) chart.panels.push_back(drawn(panel, bins));
  return histogram_chart(chart);
}

}  // namespace crystalgan
