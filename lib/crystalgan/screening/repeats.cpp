#include "crystalgan/screening/repeats.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kNearest = 12;      // a full coordination shell of the close packings
constexpr double kAlike = 0.1;            // of the cube root of the volume per atom. Chosen: about 0.2 Å in a metal

// Per atom: its element, then the distances to its nearest neighbours with their elements.
struct Environment {
  Element element;
  std::vector<std::pair<double, Element>> nearest;  // in units of the cube root of the volume per atom
};

struct Fingerprint {
  Composition composition;
  std::vector<Environment> environments;  // sorted
};

std::vector<Environment> environments_of(const Structure& structure) {
  const double unit = std::cbrt(structure.volume_per_atom());
  std::vector<Environment> environments;
  for (const Site& site : structure.sites()) environments.push_back({site.element, {}});
  // twelve neighbours lie within three units in anything but needles; those are cut short
  for (const Neighbor& neighbor : neighbors_within(structure, 3.0 * unit)) {
    auto& nearest = environments[neighbor.first].nearest;
    if (nearest.size() < kNearest)
      nearest.emplace_back(neighbor.distance / unit, structure.sites()[neighbor.second].element);
  }
  std::sort(environments.begin(), environments.end(), [](const Environment& one, const Environment& other) {
    return std::pair(one.element, one.nearest) < std::pair(other.element, other.nearest);
  });
  return environments;
}

Fingerprint fingerprint_of(const Structure& structure) {
  const Structure primitive = primitive_cell(structure).value_or(structure);
  return {reduced(structure.composition()), environments_of(primitive)};
}

bool alike(const Environment& one, const Environment& other) {
  if (one.element != other.element || one.nearest.size() != other.nearest.size()) return false;
  for (std::size_t i = 0; i < one.nearest.size(); ++i)
    if (!(std::fabs(one.nearest[i].first - other.nearest[i].first) < kAlike)) return false;
  return true;
}

bool alike(const Fingerprint& one, const Fingerprint& other) {
  return one.composition == other.composition &&
         std::equal(one.environments.begin(), one.environments.end(), other.environments.begin(),
                    other.environments.end(),
                    [](const Environment& mine, const Environment& its) { return alike(mine, its); });
}

}  // namespace

std::vector<std::optional<std::size_t>> find_repeats(const std::vector<Structure>& structures) {
  std::vector<Fingerprint> fingerprints;
  std::vector<std::optional<std::size_t>> repeats;
  for (const Structure& structure : structures) {
    fingerprints.push_back(fingerprint_of(structure));
    std::optional<std::size_t> first;
    for (std::size_t earlier = 0; earlier + 1 < fingerprints.size() && !first; ++earlier)
      if (alike(fingerprints[earlier], fingerprints.back())) first = earlier;
    repeats.push_back(first);
  }
  return repeats;
}

}  // namespace crystalgan
