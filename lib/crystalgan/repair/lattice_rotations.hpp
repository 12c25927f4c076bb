#pragma once

#include <array>
#include <vector>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// A change of basis in whole numbers, as rows: R x for a column of fractional coordinates x; its columns are what
/// becomes of the lattice vectors.
using Rotation = std::array<std::array<int, 3>, 3>;

/// A rotation, proper or not, that nearly maps a lattice onto itself.
struct LatticeRotation {
  Rotation rotation;
  double mismatch;  ///< Å
};

/// All rotations of a Minkowski-reduced lattice whose mismatch is at most `tolerance` (Å): the most that a lattice
/// vector changes in length, or that the tip of the longer of two moves when the angle between them changes. The
/// identity is among them. They need not be a group.
std::vector<LatticeRotation> lattice_rotations(const Basis& reduced, double tolerance);

}  // namespace crystalgan
