#pragma once

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// 0.8 (r_i + r_j) in Å: metallic radii for metals, covalent ones for the others, 0.37 Å for hydrogen.
double radii_share(Element one, Element other);

/// Å. Two atoms closer than this count as on top of each other: radii_share(), but at least 1.2 Å between a metal
/// and hydrogen and 1.0 Å between hydrogens.
double radii_limit(Element one, Element other);

}  // namespace crystalgan
