#pragma once

#include <cstddef>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// A child of a ternary of this system by one blind change, drawn evenly: two atoms of different elements change places;
/// an atom X comes to another place; one X more (below `max_atoms`) or less (of two or more); atoms and cell shaken. What
/// cannot be done to this parent is drawn again. The volume is the rule's where the composition changed. Nothing else is
/// looked at: distances are for the repair.
Structure mutated(const Structure& parent, const ChemicalSystem& system, std::size_t max_atoms, Random& random);

}  // namespace crystalgan
