#pragma once

#include <vector>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {

// Paper:   the reference tensor [4, 18, 3]: lattice, H, A, B (section 3)
// Symbols: blocks as in Block; H is X here
// Here:    [B, K, S, 3] with S found from the data, and a mask beside it
// Differs: the mask
// Test:    encode_test.cpp
/// Lattice vectors and Cartesian coordinates in Å, atoms of a block in the order of the structure. Throws StructureError
/// for elements outside the system and ShapeError for more atoms than slots.
CellBatch<float> encode_cartesian(const std::vector<Structure>& structures, const ChemicalSystem& system,
                                  const Layout& layout);

}  // namespace crystalgan
