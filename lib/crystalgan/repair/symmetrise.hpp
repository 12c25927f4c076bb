#pragma once

#include <optional>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The nearest structure that has, to rounding, the symmetry which this one has within `tolerance` (Å): cell and atoms
/// averaged over a group of operations, each of which maps the cell's lattice onto itself and every atom to within the
/// tolerance of an atom of its element. A supercell whose lattice has less symmetry than the crystal gets the symmetry
/// of the lattice only.
/// Elements, the order of the atoms, the volume and the choice of cell are kept. Nothing where the group holds only
/// translations and inversions: P1 and P-1 count as not symmetric in this project; nothing either where the tolerance
/// is at least half the shortest lattice vector, because images of an atom could not be distinguished.
std::optional<Structure> symmetrised(const Structure& structure, double tolerance);

}  // namespace crystalgan
