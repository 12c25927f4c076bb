#pragma once

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// The r of the sums (Å): the metallic radius of a metal, the covalent one of any other element, 0.37 Å for hydrogen.
double touching_radius(Element element);

/// 0.8 (r_i + r_j) in Å.
double radii_share(Element one, Element other);

/// Å. Two atoms closer than this count as on top of each other: radii_share(), but at least 1.2 Å between a metal
/// and hydrogen and 1.0 Å between hydrogens.
double radii_limit(Element one, Element other);

}  // namespace crystalgan
