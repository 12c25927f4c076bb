#pragma once

#include <vector>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// A crystal and the group of operations that it has to rounding; empty where there is only the identity.
struct SymmetricCrystal {
  Structure structure;
  std::vector<SiteOperation> operations;
};

/// The nearest crystal that has exactly the symmetry which `structure` has within `tolerance` (Å): lattice and positions
/// averaged over the operations found; the centre of the sites, their order and the choice of cell are kept. Where the
/// operations are not a group, the tolerance is halved until they are. Without symmetry the structure is unchanged.
SymmetricCrystal exactly_symmetric(const Structure& structure, double tolerance);

/// The energy; forces and strain derivative averaged over the operations of the crystal.
CellEnergy averaged(const CellEnergy& found, const Lattice& lattice, const std::vector<SiteOperation>& operations);

}  // namespace crystalgan
