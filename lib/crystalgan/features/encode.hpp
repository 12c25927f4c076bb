#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// Structures as a network sees them. An atom at the origin is zero like an empty row, so what is an atom is said by
/// the mask, never read back from coordinates. Legend: B structures, K blocks, S slots, 3 components.
struct EncodedSet {
  at::Tensor features;  ///< [B, K, S, 3], float32; Å, or fractional positions below a lattice in Å
  at::Tensor mask;      ///< [B, K, S], bool: which rows hold a lattice vector or an atom

  std::int64_t size() const { return features.size(0); }
};

// Paper:   the reference tensor [4, 18, 3]: lattice, H, A, B (section 3)
// Symbols: blocks as in Block; H is X here
// Here:    [B, K, S, 3] with S found from the data, and a mask beside it
// Differs: the mask
// Test:    encode_test.cpp
/// Lattice vectors and Cartesian coordinates in Å, atoms of a block in the order of the
/// structure. Throws StructureError for elements outside the system and ShapeError for more atoms than slots.
EncodedSet encode_cartesian(const std::vector<Structure>& structures, const ChemicalSystem& system,
                            const Layout& layout);

/// As encode_cartesian(), but the lattice with a along x and b in the xy plane, so that turned crystals look alike, and
/// fractional positions in [0, 1] (float32 may round up to 1), which follow the lattice wherever it goes. Throws the same.
EncodedSet encode_fractional(const std::vector<Structure>& structures, const ChemicalSystem& system,
                             const Layout& layout);

}  // namespace crystalgan
