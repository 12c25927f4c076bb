#include "crystalgan/screening/distance_limits.hpp"

#include <algorithm>
#include <array>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Share of the sum of radii below which two atoms count as on top of each other. Chosen, not derived: it passes every
// metal-metal distance of the known binary hydrides and stays 10 % below touching metals under strong compression.
constexpr double kRadiusShare = 0.8;

// Å. Below the shortest known between hydrogens of a metal hydride, about 1.56 Å in Nd3Ni3In3D4 (Yartys et al., J. Alloys
// Compd. 330-332, 132 (2002)), and above the 0.74 Å of the molecule.
constexpr double kLeastHydrogenHydrogen = 1.0;

// Å. Below the shortest metal-H known in metal hydrides (Ni-H 1.55 in Mg2NiH4, Fe-H 1.56 in Mg2FeH6).
constexpr double kLeastMetalHydrogen = 1.2;

// Å. Radius of hydrogen in the sum of radii: half the H-H distance of the molecule.
constexpr double kHydrogenRadius = 0.37;

// Slack on the largest nearest-metal distance of the training structures. Chosen: a second metal may be that much
// larger.
constexpr double kMetalSlack = 1.15;

double radius(Element element) { return element.symbol() == "H" ? kHydrogenRadius : element.contact_radius(); }

bool is_hydrogen(Element element) { return element.symbol() == "H"; }

double largest_nearest_metal_distance(const std::vector<Structure>& structures, Element x) {
  double largest = 0.0;
  for (const Structure& structure : structures)
    for (const Neighbor& nearest : nearest_metals(structure, x)) largest = std::max(largest, nearest.distance);
  return largest;
}

}  // namespace

std::vector<Neighbor> nearest_metals(const Structure& structure, Element x) {
  const auto is_metal = [&](std::size_t i) { return structure.sites()[i].element != x; };
  return nearest_neighbors(structure, [&](std::size_t i, std::size_t j) { return is_metal(i) && is_metal(j); });
}

DistanceLimits published_limits(const ChemicalSystem& system, double d1, double d2, bool constrain_x) {
  const std::string source = "arXiv:1810.11203, section 3: nearest metal of every metal";
  DistanceLimits limits{"published", {}, MetalWindow{d1, d2, source}};
  for (const auto& [one, other] :
       {std::pair{system.a, system.a}, std::pair{system.a, system.b}, std::pair{system.b, system.b}})
    limits.pairs[element_pair(one, other)] = {d1, source};
  if (constrain_x) limits.pairs[element_pair(system.x, system.x)] = {d1, "arXiv:1810.11203, the figure: H-H too"};
  return limits;
}

double radii_limit(Element one, Element other) {
  const double share = kRadiusShare * (radius(one) + radius(other));
  if (is_hydrogen(one) && is_hydrogen(other)) return std::max(share, kLeastHydrogenHydrogen);
  if (is_hydrogen(one) || is_hydrogen(other)) return std::max(share, kLeastMetalHydrogen);
  return share;
}

DistanceLimits radii_limits(const ChemicalSystem& system, const std::vector<Structure>& training) {
  DistanceLimits limits{"radii", {}, std::nullopt};
  const std::array elements{system.a, system.b, system.x};
  for (std::size_t i = 0; i < elements.size(); ++i) {
    for (std::size_t j = i; j < elements.size(); ++j) {
      const double least = radii_limit(elements[i], elements[j]);
      const bool floor = least > kRadiusShare * (radius(elements[i]) + radius(elements[j]));
      limits.pairs[element_pair(elements[i], elements[j])] = {
          least, floor ? "least distance kept from hydrogen" : "0.8 (r_i + r_j), contact radii"};
    }
  }
  const double largest = largest_nearest_metal_distance(training, system.x);
  limits.metals = MetalWindow{
      0.0, kMetalSlack * largest,
      "1.15 times the largest nearest-metal distance of the training structures, " + exact_text(largest) + " A"};
  return limits;
}

}  // namespace crystalgan
