#pragma once

#include <vector>

#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {

/// The permutations of the positions by the maps (R, τ) of space that carry the space group onto itself, identity included,
/// sorted. Candidates of R are the symmetries of the lattice, and for groups 1 to 15 shears too, with entries up to 2 where
/// monoclinic; of τ quarters of the axes, and for groups 143 to 194 the thirds and sixths that the hexagonal lattice
/// allows. The set is closed under products. `positions` is SpaceGroupTable::positions.
std::vector<LetterPermutation> letter_permutations(int space_group, const std::vector<Position>& positions);

}  // namespace crystalgan::wyckoff
