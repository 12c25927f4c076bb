#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// Rows of whole numbers.
using IntegerMatrix = std::array<std::array<int, 3>, 3>;

/// A cell whatever its orientation and handedness: lengths, and cosines of the angles (b, c), (a, c), (a, b).
struct CellShape {
  std::array<double, 3> lengths;
  std::array<double, 3> cosines;
};

CellShape shape_of(const Basis& basis);

/// The cell whose six parameters, lengths and angles, are the means of two others'. Every mean of two cells is a cell.
CellShape mean_shape(const CellShape& one, const CellShape& other);

/// a along x, b in the xy plane, right-handed.
Basis basis_of(const CellShape& shape);

/// Reduces by Lenstra, Lenstra & Lovász (Math. Ann. 261, 515 (1982)) with their δ = 3/4. Row i of the result is
/// Σ_j multiples[i][j] basis[j].
Basis lll_reduced(const Basis& basis, IntegerMatrix& multiples);

/// Of two matrices with determinants ±1, as all are that turn a basis of a lattice into another.
IntegerMatrix inverse(const IntegerMatrix& matrix);

/// A vector of a lattice.
struct LatticeVector {
  Cartesian direction;  ///< of length 1
  double length;
  std::array<int, 3> multiples;  ///< of the lattice's basis
};

/// All vectors of a lattice that are not zero and not longer than `reach`: one of each pair ±v, ascending by length.
class LatticeVectors {
 public:
  LatticeVectors(const Basis& basis, double reach);

  double reach() const { return reach_; }
  const std::vector<LatticeVector>& vectors() const { return vectors_; }

 private:
  double reach_;
  std::vector<LatticeVector> vectors_;
};

/// Which cells count as like a given one: every length longer than the given one over (1 + length_tolerance) and
/// shorter than it times (1 + length_tolerance), every angle less than angle_tolerance (degrees) away.
class CellWindow {
 public:
  CellWindow(const CellShape& shape, double length_tolerance, double angle_tolerance);

  /// No longer vector can be part of a cell inside the window.
  double reach() const { return std::max({lengths_[0].high, lengths_[1].high, lengths_[2].high}); }
  /// The vectors that fit as a, b or c (axis 0, 1, 2), given in ascending order of length.
  std::span<const LatticeVector> fitting(std::size_t axis, std::span<const LatticeVector> ascending) const;
  bool fits(std::size_t angle, double cosine) const {
    return cosine > cosines_[angle].low && cosine < cosines_[angle].high;
  }

 private:
  struct Range {
    double low;
    double high;
  };
  std::array<Range, 3> lengths_{};
  std::array<Range, 3> cosines_{};
};

/// Another cell of a lattice: its vectors as multiples of the lattice's basis, determinant ±1, and its shape.
struct LatticeMap {
  IntegerMatrix multiples;
  CellShape shape;
};

/// Finds the cells of a lattice that lie within a window. Keeps its memory between calls: one object per thread.
class LatticeMapper {
 public:
  /// All of them, one of each pair ±(a, b, c), valid until the next call. `vectors` must reach as far as the window.
  const std::vector<LatticeMap>& find(const LatticeVectors& vectors, const CellWindow& window);

 private:
  // A vector of either sign.
  struct Signed {
    const LatticeVector* vector;
    int sign;
    double cosine;  // of its angle with a
  };

  void complete(const LatticeVector& a, const Signed& b, const CellWindow& window);

  std::vector<Signed> beside_a_;  // candidates for c at the right angle with a
  std::vector<LatticeMap> maps_;
};

}  // namespace crystalgan
