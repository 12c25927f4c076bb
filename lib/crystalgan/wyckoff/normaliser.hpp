#pragma once

#include <vector>

#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {

/// The permutations of the positions by the maps (R, τ) of space that carry the space group onto itself, identity included,
/// sorted. Candidates of R are the symmetries of the lattice, and for groups 1 to 15 shears too; of τ quarters of the
/// axes, and for groups 143 to 194 the thirds and sixths that the hexagonal lattice allows. The set is closed under
/// products. `positions` is SpaceGroupTable::positions.
///
/// Monoclinic shears have entries of -1, 0 and 1. An entry of 2 would also exchange letters e and f alone in groups 12 and 13:
/// without it up to 5 in a thousand templates are listed twice; their energies are equal.
std::vector<LetterPermutation> letter_permutations(int space_group, const std::vector<Position>& positions);

}  // namespace crystalgan::wyckoff
