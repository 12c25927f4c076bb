#include "crystalgan/methods/symmetry/energy_order.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <utility>

namespace crystalgan {
namespace {

using Places = std::vector<std::size_t>;

// The lowest energy of each formula, eV/atom.
std::map<std::int64_t, double> lowest_energies(std::span<const EvaluatedCandidate> candidates) {
  std::map<std::int64_t, double> lowest;
  for (const EvaluatedCandidate& each : candidates) {
    if (!each.energy) continue;
    const auto [found, is_new] = lowest.try_emplace(each.formula, *each.energy);
    if (!is_new) found->second = std::min(found->second, *each.energy);
  }
  return lowest;
}

std::vector<double> descending_scores(std::span<const EvaluatedCandidate> candidates, const Places& places) {
  std::vector<double> scores;
  for (const std::size_t i : places) scores.push_back(candidates[i].score);
  std::ranges::sort(scores, std::ranges::greater{});
  return scores;
}

}  // namespace

std::vector<std::optional<double>> scores_by_energy(std::span<const EvaluatedCandidate> candidates,
                                                    const OrderWeights& weights) {
  const auto lowest = lowest_energies(candidates);
  std::map<std::pair<std::int64_t, bool>, Places> classes;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    classes[{candidates[i].formula, candidates[i].is_template}].push_back(i);
  std::vector<std::optional<double>> scores(candidates.size());
  for (auto& [of, places] : classes) {
    const std::vector<double> given = descending_scores(candidates, places);
    std::erase_if(places, [&](std::size_t i) { return !candidates[i].energy; });
    std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t i) {
      const EvaluatedCandidate& each = candidates[i];
      const double above = std::min(*each.energy - lowest.at(each.formula), kMaxEnergyAbove);
      return weights.prior * each.prior - weights.energy * above;
    });
    for (std::size_t rank = 0; rank < places.size(); ++rank) scores[places[rank]] = given[rank];
  }
  return scores;
}

}  // namespace crystalgan
