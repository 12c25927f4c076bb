#include "crystalgan/features/surroundings.hpp"

#include <algorithm>
#include <cmath>

#include "crystalgan/crystal/element_pairs.hpp"
#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan {
namespace {

// Å. Chosen: from below the shortest bond with hydrogen to beyond the second shell of a metal; the width equals the
// spacing.
constexpr double kFirst = 1.2;
constexpr double kApart = 0.3;
constexpr std::size_t kCount = 14;
constexpr double kReach = kFirst + kApart * static_cast<double>(kCount + 2);

}  // namespace

std::vector<double> surroundings(const Structure& structure, const ChemicalSystem& system) {
  const auto atoms = static_cast<double>(structure.size());
  std::vector<double> row;
  const Composition composition = structure.composition();
  for (const Element element : {system.a, system.b, system.x}) {
    const auto count = composition.find(element);
    row.push_back(count == composition.end() ? 0.0 : count->second / atoms);
  }
  row.push_back(structure.volume_per_atom());
  const auto pairs = element_pairs(system);
  const std::size_t first = row.size();
  row.resize(first + pairs.size() * kCount, 0.0);
  for (const Neighbor& neighbor : neighbors_within(structure, kReach)) {
    const auto& sites = structure.sites();
    const auto pair =
        std::ranges::find(pairs, element_pair(sites[neighbor.first].element, sites[neighbor.second].element));
    if (pair == pairs.end()) continue;
    double* const counts = row.data() + first + static_cast<std::size_t>(pair - pairs.begin()) * kCount;
    for (std::size_t k = 0; k < kCount; ++k) {
      const double off = (neighbor.distance - kFirst - kApart * static_cast<double>(k)) / kApart;
      counts[k] += std::exp(-0.5 * off * off) / atoms;
    }
  }
  return row;
}

}  // namespace crystalgan
