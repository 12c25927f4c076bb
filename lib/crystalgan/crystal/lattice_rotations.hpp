#pragma once

#include <vector>

#include "crystalgan/crystal/symmetry_operation.hpp"

namespace crystalgan {

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
