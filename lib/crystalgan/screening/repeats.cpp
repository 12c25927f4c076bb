#include "crystalgan/screening/repeats.hpp"

#include <algorithm>
#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kNearest = 12;  // a full coordination shell of the close packings
constexpr double kAlike = 0.1;        // of the cube root of the volume per atom. Chosen: about 0.2 Å in a metal

// Per atom: its element, and the distances to its nearest neighbours, ascending.
struct Environment {
  Element element;
  std::vector<double> nearest;  // in units of the cube root of the volume per atom
};

struct Fingerprint {
  Composition composition;
  std::vector<Environment> environments;
};

std::vector<Environment> environments_of(const Structure& structure) {
  const double unit = std::cbrt(structure.volume_per_atom());
  std::vector<Environment> environments;
  for (const Site& site : structure.sites()) environments.push_back({site.element, {}});
  // twelve neighbours lie within three units in anything but needles; those are cut short
  for (const Neighbor& neighbor : neighbors_within(structure, 3.0 * unit)) {
    auto& nearest = environments[neighbor.first].nearest;
    if (nearest.size() < kNearest) nearest.push_back(neighbor.distance / unit);
  }
  return environments;
}

Fingerprint fingerprint_of(const Structure& structure) {
  const Structure primitive = primitive_cell(structure).value_or(structure);
  return {reduced(structure.composition()), environments_of(primitive)};
}

bool alike(const Environment& one, const Environment& other) {
  if (one.element != other.element || one.nearest.size() != other.nearest.size()) return false;
  for (std::size_t i = 0; i < one.nearest.size(); ++i)
    if (!(std::fabs(one.nearest[i] - other.nearest[i]) < kAlike)) return false;
  return true;
}

// Every atom of one finds an atom of the other that no earlier one took.
bool alike(const Fingerprint& one, const Fingerprint& other) {
  if (one.composition != other.composition || one.environments.size() != other.environments.size()) return false;
  std::vector<Environment> free = other.environments;
  for (const Environment& environment : one.environments) {
    const auto found =
        std::find_if(free.begin(), free.end(), [&](const Environment& its) { return alike(environment, its); });
    if (found == free.end()) return false;
    free.erase(found);
  }
  return true;
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
