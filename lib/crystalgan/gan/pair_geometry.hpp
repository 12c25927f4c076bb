#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "crystalgan/gan/geometry.hpp"

namespace crystalgan {

/// Admissible distances by kind of atom, in Å: 0 is X, 1 and 2 are the metals A and B.
struct PairWindow {
  std::array<std::array<double, 3>, 3> least;  ///< between two atoms of these kinds, 0: free; symmetric
  double most_metal;                           ///< from a metal to its nearest metal; infinity: none
  double margin;                               ///< by how much training asks for more than the limits
};

// Paper:   "distances of nearest neighbours shall lie between d1 and d2" (the text, section 3)
// Symbols: d1 -> least of the pair's kinds, d2 -> most_metal, for metals
// Here:    L_geo1 = Σ_{pairs, own images too} max(0, least + margin - d)²,
//          L_geo2 = Σ_metals max(0, s - (most_metal - margin))², s the distance to the nearest metal
// Differs: every pair of atoms at its nearest image counts, not only each atom's nearest neighbour, and X counts too
// Test:    pair_geometry_test.cpp
/// The hinge with limits per pair. `kinds` says what each of the P rows may hold. Nearest images are exact and chosen
/// without gradient, and the terms are differentiable once; the mean is over the structures of the batch, [M]. Throws
/// ShapeError.
GeometryTerms pair_geometry(const AtomBatch& atoms, const std::vector<std::int64_t>& kinds, const PairWindow& window);

}  // namespace crystalgan
