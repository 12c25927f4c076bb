#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/core/vector.hpp"
#include "crystalgan/matching/work_budget.hpp"

namespace crystalgan {

/// How often each vector of a basis is taken.
using Multiples = std::array<std::int64_t, 3>;

/// Rows of whole numbers.
using IntegerMatrix = Matrix3<std::int64_t>;

/// A cell whatever its orientation and handedness: lengths, and cosines of the angles (b, c), (a, c), (a, b).
struct CellShape {
  std::array<double, 3> lengths;
  std::array<double, 3> cosines;
};

CellShape shape_of(const Basis& basis);

/// The cell whose six parameters, lengths and angles, are the means of two others'. Every mean of two cells is a cell.
CellShape mean_shape(const CellShape& one, const CellShape& other);

/// The cell whose metric tensor is the mean of two others': unlike mean_shape, the same whichever vectors span the two.
CellShape mean_metric(const CellShape& one, const CellShape& other);

/// a along x, b in the xy plane, right-handed.
Basis basis_of(const CellShape& shape);

/// Reduces by Lenstra, Lenstra & Lovász (Math. Ann. 261, 515 (1982)) with their δ = 3/4. Row i of the result is
/// Σ_j multiples[i][j] basis[j].
Basis lll_reduced(const Basis& basis, IntegerMatrix& multiples);

/// A vector of a lattice.
struct LatticeVector {
  Cartesian direction;  ///< of length 1
  double length;
  Multiples multiples;  ///< of the lattice's basis
};

/// All vectors of a lattice that are not zero and not longer than `reach`: one of each pair ±v, ascending by length.
class LatticeVectors {
 public:
  /// Looks through `max_candidates` multiples of the basis at most: where that takes it, reach() is less than asked.
  LatticeVectors(const Basis& basis, double reach, std::size_t max_candidates);

  const Basis& basis() const { return basis_; }
  double reach() const { return reach_; }
  const std::vector<LatticeVector>& vectors() const { return vectors_; }
  std::size_t candidates() const { return candidates_; }  ///< multiples that were looked through

 private:
  Basis basis_;
  double reach_;
  std::size_t candidates_ = 0;
  std::vector<LatticeVector> vectors_;
};

/// Numbers between two others, ends included or not as the user says.
struct Range {
  double low;
  double high;
};

/// Which cells count as like a given one: every length longer than the given one over (1 + length_tolerance) and
/// shorter than it times (1 + length_tolerance), every angle less than angle_tolerance (degrees) away.
class CellWindow {
 public:
  CellWindow(const CellShape& shape, double length_tolerance, double angle_tolerance);

  /// No longer vector can be a or b of a cell inside the window.
  double reach() const { return std::max(lengths_[0].high, lengths_[1].high); }
  /// The vectors that fit as a, b or c (axis 0, 1, 2), given in ascending order of length.
  std::span<const LatticeVector> fitting(std::size_t axis, std::span<const LatticeVector> ascending) const;
  bool fits(std::size_t angle, double cosine) const {
    return cosine > cosines_[angle].low && cosine < cosines_[angle].high;
  }
  bool contains(const CellShape& shape) const;
  /// Of an axis; ends excluded.
  const Range& lengths(std::size_t axis) const { return lengths_[axis]; }
  /// How far a vector that fits as c reaches along a (angle 1) or b (angle 0); ends included.
  Range reach_of_c(std::size_t angle) const;

 private:
  std::array<Range, 3> lengths_{};
  std::array<Range, 3> cosines_{};
};

/// Another cell of a lattice: its vectors as multiples of the lattice's basis, determinant ±1, and its shape.
struct LatticeMap {
  IntegerMatrix multiples;
  CellShape shape;
};

/// Called with one cell after another; true ends the search.
using LatticeMapVisitor = std::function<bool(const LatticeMap&)>;

/// Visits the cells of a lattice that lie within a window, one of each pair ±(a, b, c); first the basis of `vectors`, if
/// that does. `vectors` must reach as far as the window. True as soon as a visit is; false when all cells were visited,
/// or the budget is spent.
bool visit_lattice_maps(const LatticeVectors& vectors, const CellWindow& window, WorkBudget& budget,
                        const LatticeMapVisitor& visit);

}  // namespace crystalgan
