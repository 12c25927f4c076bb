#include "crystalgan/crystal/contact_distance.hpp"

#include <algorithm>

namespace crystalgan {
namespace {

// Share of the sum of radii below which two atoms count as on top of each other. Chosen, not derived: it passes every
// metal-metal distance of the known binary hydrides and stays 10 % below touching metals under strong compression.
constexpr double kRadiusShare = 0.8;

// Å. Below the shortest known between hydrogens of a metal hydride, about 1.56 Å in Nd3Ni3In3D4 (Yartys et al., J. Alloys
// Compd. 330-332, 132 (2002)), and above the 0.74 Å of the molecule.
constexpr double kMinHydrogenHydrogen = 1.0;

// Å. Below the shortest metal-H known in metal hydrides (Ni-H 1.55 in Mg2NiH4, Fe-H 1.56 in Mg2FeH6).
constexpr double kMinMetalHydrogen = 1.2;

// Å. Radius of hydrogen in the sum of radii: half the H-H distance of the molecule.
constexpr double kHydrogenRadius = 0.37;

bool is_hydrogen(Element element) { return element.symbol() == "H"; }

}  // namespace

double touching_radius(Element element) { return is_hydrogen(element) ? kHydrogenRadius : element.contact_radius(); }

double radii_share(Element one, Element other) {
  return kRadiusShare * (touching_radius(one) + touching_radius(other));
}

double radii_limit(Element one, Element other) {
  const double share = radii_share(one, other);
  if (is_hydrogen(one) && is_hydrogen(other)) return std::max(share, kMinHydrogenHydrogen);
  const bool has_metal = one.is_metal() || other.is_metal();
  if (has_metal && (is_hydrogen(one) || is_hydrogen(other))) return std::max(share, kMinMetalHydrogen);
  return share;
}

}  // namespace crystalgan
