#pragma once

#include <array>
#include <cstdint>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// Integer multiples of the three lattice vectors.
using ImageIndex = std::array<std::int64_t, 3>;

/// The exact nearest periodic image in any cell, however small or skewed: n that minimises |d + n·basis|.
///
/// Rounding fractions, the usual short cut, gives 0.884 where the nearest image is at 0.268 in the cell a = (1,0,0),
/// b = (0.9,0.5,0). Here the basis is Minkowski-reduced first; then the vectors that bound the Voronoi cell are among
/// the 26 combinations with coefficients -1, 0, 1 (Nguyen & Stehlé, ACM Trans. Algorithms 5, 46 (2009)), and d is the
/// shortest of its class exactly when none of them shortens it (the iterative slicer: Sommer, Feder & Shalvi, SIAM J.
/// Discrete Math. 23, 715 (2009)). No matrix is inverted, so singular bases, which networks do produce, are harmless:
/// the answer then is a short image, not always the shortest.
class ClosestImage {
 public:
  /// `basis` must be finite.
  explicit ClosestImage(const Basis& basis);

  /// The image index n, in the basis given to the constructor, that makes |apart + n·basis| least.
  ImageIndex nearest(const Cartesian& apart) const;

  /// The index of the shortest lattice vector that is not zero: an atom's nearest own image.
  ImageIndex shortest() const { return transform_[0]; }

  /// The Minkowski-reduced basis; its first row is a shortest lattice vector.
  const Basis& reduced() const { return reduced_; }

  /// Row i of `reduced()` is Σ_j transform()[i][j] basis[j]; the determinant is ±1.
  const std::array<ImageIndex, 3>& transform() const { return transform_; }

 private:
  void reduce();

  Basis reduced_;
  std::array<ImageIndex, 3> transform_;
  std::array<Cartesian, 13> neighbors_;          // one of each ± pair of the 26 combinations
  std::array<ImageIndex, 13> neighbor_indices_;  // in the basis given to the constructor
  std::array<double, 13> neighbor_squares_;      // squared lengths of `neighbors_`
};

}  // namespace crystalgan
