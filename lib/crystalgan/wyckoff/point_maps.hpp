#pragma once

#include <vector>

#include "crystalgan/crystal/space_group_orbits.hpp"

namespace crystalgan::wyckoff {

/// Maps from free coordinates to the points of an orbit: Position::points. `translations` are the lattice points of the
/// conventional cell, the origin among them.
std::vector<AffineMap> point_maps(const WyckoffPosition& position, const std::vector<Fractional>& translations);

}  // namespace crystalgan::wyckoff
