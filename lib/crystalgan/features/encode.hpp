#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// Structures as a network sees them. An atom at the origin is zero like an empty row, so what is an atom is said by the
/// mask, never read back from coordinates. Legend: B structures, K blocks, S slots, 3 components.
struct EncodedSet {
  at::Tensor features;  ///< [B, K, S, 3], float32, Å
  at::Tensor mask;      ///< [B, K, S], bool: which rows hold a lattice vector or an atom

  std::int64_t size() const { return features.size(0); }
};

/// The paper's features: lattice vectors and Cartesian coordinates in Å, atoms of a block in the order of the structure.
/// Throws StructureError for elements outside the system and ShapeError for more atoms than slots.
EncodedSet encode_cartesian(const std::vector<Structure>& structures, const ChemicalSystem& system, const Layout& layout);

}  // namespace crystalgan
