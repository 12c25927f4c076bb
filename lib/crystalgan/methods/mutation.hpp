#pragma once

#include <cstddef>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// A child of a ternary of this system by one random change, all equally likely: two atoms of different elements swap;
/// an atom X moves; one X is added (below `max_atoms`) or removed (from two or more); atoms and cell are displaced. An
/// impossible change is drawn again. A new composition gets the rule volume. Distances are left to the repair.
Structure mutated(const Structure& parent, const ChemicalSystem& system, std::size_t max_atoms, Random& random);

}  // namespace crystalgan
