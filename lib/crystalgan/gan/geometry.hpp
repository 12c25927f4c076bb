#pragma once

#include <ATen/core/Tensor.h>

namespace crystalgan {

/// Atoms of a batch of cells as the geometric losses see them. Legend: M members, B structures in the batch, P atoms.
struct AtomBatch {
  at::Tensor lattice;    ///< [M, B, 3, 3], rows a, b, c in Å
  at::Tensor positions;  ///< [M, B, P, 3], Cartesian Å
  at::Tensor present;    ///< [M, B, P], bool: which rows hold an atom
};

/// Nearest-neighbour distance of every atom.
struct NearestDistances {
  at::Tensor distance;  ///< [M, B, P], Å; differentiable with respect to lattice and positions
  at::Tensor valid;     ///< [M, B, P], bool: the atom is present and has a neighbour
};

// Paper:   S = {s_i}, the nearest-neighbour distances of the atoms of a structure under periodic boundaries
// Symbols: i over the atoms present
// Here:    s_i = |r_j + n L - r_i| with j and n those that make it least
// Differs: nothing with `images`; without them only atoms inside the cell count
// Test:    geometry_test.cpp
/// The distance of every atom to its nearest neighbour among the atoms of the batch entry, with
/// `images` under periodic boundaries (own images included), without them within the cell only. The neighbour and its
/// image are chosen exactly and without gradient (see ClosestImage: no inverse, any lattice, singular ones included);
/// the distance to the chosen one is differentiable, once. float32 or float64. Throws ShapeError.
NearestDistances nearest_distances(const AtomBatch& atoms, bool images);

/// How L_geo1 and L_geo2 are formed from S; docs/paper-map.md, step 3.
enum class GeometryForm {
  none,     ///< no geometric term
  literal,  ///< as printed in the paper
  spring,   ///< as in the authors' code
  hinge,    ///< as the paper's text says
};

/// d1 and d2 in Å: smallest and largest admissible nearest-neighbour distance.
struct DistanceWindow {
  double smallest = 1.8;  ///< arXiv:1810.11203, section 3; chosen there without a stated source
  double largest = 3.0;   ///< the same
};

/// The two geometric terms, each [M]: the mean over the structures of the batch.
struct GeometryTerms {
  at::Tensor geo1;
  at::Tensor geo2;
};

// Paper:   L_geo1 = min_s (d1 - s)²,  L_geo2 = -min_s (d2 - s)²
// Symbols: s over the nearest-neighbour distances of one structure
// Here:    mean over structures; a structure without a neighbour pair adds 0
// Differs: nothing; the form pulls the distance nearest to d1 onto d1 and pushes the one nearest to d2 away from d2
// Test:    geometry_test.cpp, LiteralForm
GeometryTerms literal_geometry(const NearestDistances& s, const DistanceWindow& window);

// Paper:   Σ_i (s_i - d1)² + (d2 - s_i)²   (authors' code)
// Symbols: i over the atoms
// Here:    the first sum is L_geo1, the second L_geo2
// Differs: here the gradient reaches the networks
// Test:    geometry_test.cpp, SpringForm
GeometryTerms spring_geometry(const NearestDistances& s, const DistanceWindow& window);

// Paper:   "distances of nearest neighbours shall lie between d1 and d2" (the text, section 3)
// Symbols: i over the atoms
// Here:    L_geo1 = Σ_i max(0, d1 - s_i)²,  L_geo2 = Σ_i max(0, s_i - d2)²
// Differs: from the printed formula; zero exactly when every distance is admissible
// Test:    geometry_test.cpp, HingeForm
GeometryTerms hinge_geometry(const NearestDistances& s, const DistanceWindow& window);

}  // namespace crystalgan
