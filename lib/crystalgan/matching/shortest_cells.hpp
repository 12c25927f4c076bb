#pragma once

#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/matching/lattice_maps.hpp"

namespace crystalgan {

/// The cells of a lattice whose vectors are as short as they can be, within a thousandth: there are several where
/// vectors are equally long, as in all cubic and hexagonal lattices. Cells that differ in the order and in the signs of
/// their vectors count once. Rows are multiples of the basis given.
struct ShortestCells {
  /// The one whose angles differ most from 90° in total: Niggli's (Gruber, Acta Cryst. A29, 433 (1973)), whatever the
  /// rounding of a lattice that is nearly symmetric. The identity where the basis given is one of them.
  IntegerMatrix niggli;
  /// The others of the same lengths and angles, their vectors in this order; if `niggli` is the identity.
  std::vector<IntegerMatrix> alike;
};

/// `reduced` is a Niggli or Minkowski-reduced basis, its vectors ascending by length but for rounding.
ShortestCells shortest_cells(const Basis& reduced);

}  // namespace crystalgan
