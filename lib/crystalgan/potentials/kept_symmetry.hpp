#pragma once

#include <vector>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// A crystal that each of these operations maps onto itself but for rounding. They are a group; none where
/// there is only the identity.
struct SymmetricCrystal {
  Structure structure;
  std::vector<SiteOperation> operations;
};

/// The nearest crystal that has exactly the symmetry which `structure` has within `tolerance` (Å): lattice and positions
/// averaged over the operations found; the centre of the sites, their order and the choice of cell are kept. Where those
/// make no group, the tolerance is halved until they do. Without any symmetry the structure comes back as it is.
SymmetricCrystal exactly_symmetric(const Structure& structure, double tolerance);

/// The energy; forces and strain derivative averaged over the operations, which `lattice` has to have.
CellEnergy averaged(const CellEnergy& found, const Lattice& lattice, const std::vector<SiteOperation>& operations);

}  // namespace crystalgan
