#pragma once

#include <optional>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"

namespace crystalgan {

/// A space group and its operations on a primitive cell.
struct ClearSymmetry {
  SpaceGroup group;
  std::vector<SymmetryOperation> operations;  ///< one of each up to lattice vectors; the identity among them
};

/// The symmetry of a primitive cell where it is beyond doubt: each operation moves every atom and lattice vector to within a
/// third of `tolerance` (Å) of its image, and all others are off by more than twice the tolerance. Then every program that
/// counts within the tolerance finds these. Nothing where an operation is in between, or where the cell is not primitive.
/// Expects atoms further apart than the tolerance. Much faster than spglib, which also looks for the standard cell.
std::optional<ClearSymmetry> clear_symmetry(const Structure& structure, double tolerance);

}  // namespace crystalgan
