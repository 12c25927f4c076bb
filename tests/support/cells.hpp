#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/vector.hpp"

// Cells to test geometry in: never orthogonal ones only.
namespace crystalgan::test {

struct NamedBasis {
  std::string name;
  Basis basis;
};

/// A cubic, a hexagonal and a badly skewed triclinic cell (Å), of a crystal's size.
inline std::vector<NamedBasis> three_cells() {
  return {{"cubic", {Cartesian{4.09, 0, 0}, Cartesian{0, 4.09, 0}, Cartesian{0, 0, 4.09}}},
          {"hexagonal", {Cartesian{3.62, 0, 0}, Cartesian{-1.81, 1.81 * std::sqrt(3.0), 0}, Cartesian{0, 0, 5.03}}},
          {"skewed", {Cartesian{3.1, 0.2, -0.1}, Cartesian{2.8, 1.5, 0.3}, Cartesian{-5.3, 2.4, 3.7}}}};
}

inline double between(Random& random, double low, double high) { return low + (high - low) * random.uniform(); }

/// Components between -1 and 1: mostly skewed, sometimes flat.
inline Basis skewed_basis(Random& random) {
  Basis basis;
  for (Cartesian& row : basis)
    for (double& component : row.components) component = between(random, -1.0, 1.0);
  return basis;
}

/// The third vector nearly in the plane of the others.
inline Basis flat_basis(Random& random) {
  Basis basis = skewed_basis(random);
  basis[2] = between(random, -1, 1) * basis[0] + between(random, -1, 1) * basis[1] + 0.05 * basis[2];
  return basis;
}

/// Two vectors ten times shorter than the third.
inline Basis needle_basis(Random& random) {
  Basis basis = skewed_basis(random);
  basis[0] = 0.1 * basis[0];
  basis[1] = 0.1 * basis[1];
  return basis;
}

/// Whole multiples of the rows of a basis, row by row.
using Change = std::array<ImageIndex, 3>;

/// Another choice of vectors for the same lattice: `moves` random additions of one vector, up to three times, to
/// another, and a random order. The determinant is ±1.
inline Change random_change(Random& random, int moves) {
  Change change{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  const auto order = random.permutation(3);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) change[i][j] = order[i] == j ? 1 : 0;
  for (int move = 0; move < moves; ++move) {
    const std::size_t to = random.below(3);
    const std::size_t from = (to + 1 + random.below(2)) % 3;
    const auto factor = static_cast<std::int64_t>(random.below(7)) - 3;
    for (std::size_t j = 0; j < 3; ++j) change[to][j] += factor * change[from][j];
  }
  return change;
}

inline Cartesian combined(const ImageIndex& multiples, const Basis& basis) {
  return static_cast<double>(multiples[0]) * basis[0] + static_cast<double>(multiples[1]) * basis[1] +
         static_cast<double>(multiples[2]) * basis[2];
}

inline Basis changed(const Change& change, const Basis& basis) {
  return {combined(change[0], basis), combined(change[1], basis), combined(change[2], basis)};
}

inline std::int64_t determinant(const Change& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

}  // namespace crystalgan::test
