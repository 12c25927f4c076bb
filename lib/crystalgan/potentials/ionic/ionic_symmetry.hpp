#pragma once

#include <cstdint>
#include <vector>

namespace crystalgan {

/// Two atoms of a cell with all images, or an atom with its own images, in place of all pairs that symmetry makes of them.
struct AtomPair {
  std::uint32_t first, second;  ///< first <= second
  double count;                 ///< how many pairs, this one among them
};

/// What symmetry leaves of an ionic crystal, for a relaxation that keeps it.
struct IonicSymmetry {
  std::vector<AtomPair> pairs;  ///< one of each kind
  /// Orthonormal directions that keep the symmetry, each 3 N displacements and the nine components of a symmetric strain, one
  /// after the other; they span all moves that do.
  std::vector<double> directions;
};

}  // namespace crystalgan
