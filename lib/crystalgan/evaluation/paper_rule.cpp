#include "crystalgan/evaluation/paper_rule.hpp"

#include <algorithm>
#include <limits>

#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {
namespace {

// Å, from every metal to the nearest other metal in the cell; infinite without one.
std::vector<double> nearest_in_cell(const Structure& structure, Element x) {
  std::vector<Cartesian> metals;
  for (const Site& site : structure.sites())
    if (site.element != x) metals.push_back(structure.lattice().cartesian(site.position));
  std::vector<double> nearest(metals.size(), std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < metals.size(); ++i)
    for (std::size_t j = 0; j < metals.size(); ++j)
      if (i != j) nearest[i] = std::min(nearest[i], length(metals[j] - metals[i]));
  return nearest;
}

std::vector<double> nearest_with_images(const Structure& structure, Element x) {
  std::vector<double> nearest;
  for (const Neighbor& neighbor : nearest_metals(structure, x)) nearest.push_back(neighbor.distance);
  return nearest;
}

}  // namespace

bool keeps_paper_rule(const Structure& structure, const ChemicalSystem& system, double d1, double d2, bool images) {
  const Composition composition = structure.composition();
  if (!composition.contains(system.a) || !composition.contains(system.b) || !composition.contains(system.x))
    return false;
  const auto nearest = images ? nearest_with_images(structure, system.x) : nearest_in_cell(structure, system.x);
  return std::ranges::all_of(nearest, [&](double distance) { return distance >= d1 && distance <= d2; });
}

}  // namespace crystalgan
