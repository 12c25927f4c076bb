#pragma once

#include <array>
#include <cstddef>

namespace crystalgan {

/// Rows of three numbers.
template <class Number>
using Matrix3 = std::array<std::array<Number, 3>, 3>;

/// determinant(m) times the inverse.
template <class Number>
constexpr Matrix3<Number> adjugate(const Matrix3<Number>& m) {
  Matrix3<Number> result{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const std::size_t a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      result[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }
  }
  return result;
}

template <class Number>
constexpr Number determinant(const Matrix3<Number>& m) {
  const Matrix3<Number> minors = adjugate(m);
  return m[0][0] * minors[0][0] + m[0][1] * minors[1][0] + m[0][2] * minors[2][0];
}

/// The inverse of whole numbers with determinant 1 or -1, as all are that turn a basis of a lattice into another.
template <class Whole>
constexpr Matrix3<Whole> whole_inverse(const Matrix3<Whole>& m) {
  Matrix3<Whole> result = adjugate(m);
  const Whole sign = determinant(m);
  for (auto& row : result)
    for (Whole& entry : row) entry *= sign;
  return result;
}

}  // namespace crystalgan
