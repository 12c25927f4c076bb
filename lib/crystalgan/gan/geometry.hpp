#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/geometry_form.hpp"
#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// Atoms of a batch of cells for the geometric losses. Legend: B structures in the batch, P rows for atoms.
struct AtomBatch {
  std::int64_t rows;                  ///< P
  std::vector<Basis> lattices;        ///< [B], Å
  std::vector<Cartesian> positions;   ///< [B, P], Å
  std::vector<std::uint8_t> present;  ///< [B, P], 1 where a row holds an atom

  std::int64_t size() const { return static_cast<std::int64_t>(lattices.size()); }
};

/// The atoms of these blocks: P = blocks times slots. Throws ShapeError.
template <class Number>
AtomBatch atoms_of(const CellBatch<Number>& cells, std::span<const Block> blocks);

/// The nearest-neighbour distance of one atom and its variables.
struct NearestDistance {
  std::int64_t structure;
  std::int64_t from;  ///< row of the atom, among B P
  std::int64_t to;    ///< row of its neighbour, among B P; its own row for its own image
  ImageIndex image;   ///< of the neighbour, in lattice vectors
  double distance;    ///< Å
  Cartesian slope;    ///< derivative of `distance` by the position of `to`: a unit vector; 0 for coinciding atoms
};

// Paper:   S = {s_i}, the nearest-neighbour distances of the atoms of a structure under periodic boundaries
// Symbols: i over the atoms present
// Here:    s_i = |r_j + n L - r_i| with j and n those that make it least
// Differs: nothing with `images`; without them only the atoms themselves count, inside the cell or not
// Test:    geometry_test.cpp
/// One entry per atom with a neighbour, in the order of the rows. Neighbour and image are exact for any lattice, also a
/// singular one (ClosestImage), and have no gradient. Throws ShapeError.
std::vector<NearestDistance> nearest_distances(const AtomBatch& atoms, bool images);

/// The derivatives of a loss by lattices [B] and positions [B, P].
struct AtomGradient {
  std::vector<Basis> lattices;
  std::vector<Cartesian> positions;
};

/// The chain rule through nearest_distances(): `of_distances` is the derivative of a loss by each distance.
AtomGradient gradient_by_atoms(const AtomBatch& atoms, std::span<const NearestDistance> distances,
                               std::span<const double> of_distances);

/// d1 and d2 in Å: the allowed range of nearest-neighbour distances.
struct DistanceWindow {
  double smallest = 1.8;  ///< arXiv:1810.11203, section 3; chosen there without a stated source
  double largest = 3.0;   ///< the same

  friend bool operator==(const DistanceWindow&, const DistanceWindow&) = default;
};

/// The two geometric terms, each a mean over the batch.
struct GeometryTerms {
  double geo1 = 0.0;
  double geo2 = 0.0;
};

/// λ5 and λ6, factors of the two gradients.
struct GeometryWeights {
  double geo1 = 1.0;
  double geo2 = 1.0;
};

// Each form returns its two terms and adds λ5 dL_geo1/ds_i + λ6 dL_geo2/ds_i to `gradient`, one number per distance.
// `structures` is B: structures without a neighbour pair count as 0.

// Paper:   L_geo1 = min_s (d1 - s)²,  L_geo2 = -min_s (d2 - s)²
// Symbols: s over the nearest-neighbour distances of one structure
// Here:    mean over structures; a structure without a neighbour pair adds 0
// Differs: nothing; the form pulls the distance nearest to d1 onto d1 and pushes the one nearest to d2 away from d2
// Test:    geometry_test.cpp, LiteralForm
GeometryTerms literal_geometry(std::span<const NearestDistance> s, std::int64_t structures,
                               const DistanceWindow& window, const GeometryWeights& weights,
                               std::span<double> gradient);

// Paper:   Σ_i (s_i - d1)² + (d2 - s_i)²   (authors' code)
// Symbols: i over the atoms
// Here:    the first sum is L_geo1, the second L_geo2
// Differs: here the gradient reaches the networks
// Test:    geometry_test.cpp, SpringForm
GeometryTerms spring_geometry(std::span<const NearestDistance> s, std::int64_t structures, const DistanceWindow& window,
                              const GeometryWeights& weights, std::span<double> gradient);

// Paper:   "distances of nearest neighbours shall lie between d1 and d2" (the text, section 3)
// Symbols: i over the atoms
// Here:    L_geo1 = Σ_i max(0, d1 - s_i)²,  L_geo2 = Σ_i max(0, s_i - d2)²
// Differs: from the printed formula; zero exactly when every distance is admissible
// Test:    geometry_test.cpp, HingeForm
GeometryTerms hinge_geometry(std::span<const NearestDistance> s, std::int64_t structures, const DistanceWindow& window,
                             const GeometryWeights& weights, std::span<double> gradient);

/// The form by its name; GeometryForm::none gives 0.
GeometryTerms geometry_of_form(GeometryForm form, std::span<const NearestDistance> s, std::int64_t structures,
                               const DistanceWindow& window, const GeometryWeights& weights,
                               std::span<double> gradient);

/// The atoms of the geometric constraint; docs/paper-map.md, step 3.
struct GeometryConstraint {
  GeometryForm form = GeometryForm::hinge;
  DistanceWindow window = {};
  bool images = true;                                               ///< count periodic images
  std::vector<std::vector<Block>> groups = {{Block::a, Block::b}};  ///< blocks whose atoms count together: both metals

  friend bool operator==(const GeometryConstraint&, const GeometryConstraint&) = default;
};

/// L_geo1 and L_geo2 of generated cells; writes their weighted gradient by the features to `gradient`, [B, K, S, 3]. In
/// float64. Throws ShapeError.
template <class Number>
GeometryTerms geometry_loss(const CellBatch<Number>& cells, const GeometryConstraint& constraint,
                            const GeometryWeights& weights, std::span<Number> gradient);

}  // namespace crystalgan
