#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// Integer multiples of the three lattice vectors.
using ImageIndex = std::array<std::int64_t, 3>;

/// An image and its squared distance.
struct NearestImage {
  ImageIndex index;
  double square;
};

/// The exact nearest periodic image in any cell, however small or skewed: n that minimises |d + n·basis|.
///
/// Rounding fractions, the usual short cut, gives 0.884 where the nearest image is at 0.268 in the cell a = (1,0,0),
/// b = (0.9,0.5,0). Here the basis is Minkowski-reduced first; then the vectors that bound the Voronoi cell are among
/// the 26 combinations with coefficients -1, 0, 1 (Nguyen & Stehlé, ACM Trans. Algorithms 5, 46 (2009)), and d is the
/// shortest of its class exactly when none of them shortens it (the iterative slicer: Sommer, Feder & Shalvi, SIAM J.
/// Discrete Math. 23, 715 (2009)). No answer rests on an inverse, so singular bases, which networks do produce, are
/// harmless: the answer then is a short image, not always the shortest.
class ClosestImage {
 public:
  /// `basis` must be finite.
  explicit ClosestImage(const Basis& basis);

  /// The image index n, in the basis given to the constructor, that makes |apart + n·basis| least.
  ImageIndex nearest(const Cartesian& apart) const;

  /// The same for many separations at once, faster, and |apart + n·basis|² beside the index; `images` is as long as
  /// `apart`. The search starts where rounded fractions say, unless the basis is singular, so that of images equally
  /// near it may name another one.
  void nearest(std::span<const Cartesian> apart, std::span<NearestImage> images) const;

  /// The index of the shortest lattice vector that is not zero: an atom's nearest own image.
  ImageIndex shortest() const { return transform_[0]; }

  /// The Minkowski-reduced basis; its first row is a shortest lattice vector.
  const Basis& reduced() const { return reduced_; }

  /// Row i of `reduced()` is Σ_j transform()[i][j] basis[j]; the determinant is ±1.
  const std::array<ImageIndex, 3>& transform() const { return transform_; }

 private:
  void reduce();
  /// Moves `rest` to its nearest image and says to which.
  ImageIndex shorten(Cartesian& rest) const;

  Basis reduced_;
  Basis reciprocal_;  // of `reduced_`: its fractions are the dot products with these; zero where there are none
  std::array<ImageIndex, 3> transform_;
  std::array<Cartesian, 13> neighbors_;          // one of each ± pair of the 26 combinations
  std::array<ImageIndex, 13> neighbor_indices_;  // in the basis given to the constructor
  std::array<double, 13> neighbor_squares_;      // squared lengths of `neighbors_`
};

}  // namespace crystalgan
