#include "crystalgan/core/matrix3.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

template <class Number>
Matrix3<Number> product(const Matrix3<Number>& one, const Matrix3<Number>& other) {
  Matrix3<Number> result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) result[i][j] += one[i][k] * other[k][j];
  return result;
}

// Along the first row: 2 (3 · 5 - 7 · 1) - 0 + 1 (4 · 1 - 3 · 6) = 16 - 14.
TEST(Matrix3, ADeterminantByHand) { EXPECT_EQ(determinant(Matrix3<int>{{{2, 0, 1}, {4, 3, 7}, {6, 1, 5}}}), 2); }

TEST(Matrix3, TheAdjugateIsTheInverseTimesTheDeterminant) {
  const Matrix3<int> matrix{{{2, 0, 1}, {4, 3, 7}, {6, 1, 5}}};
  EXPECT_EQ(product(matrix, adjugate(matrix)), (Matrix3<int>{{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}}));
}

TEST(Matrix3, AWholeInverseUndoesAChangeOfBasis) {
  Random random{Seed(15)};
  for (int trial = 0; trial < 100; ++trial) {
    const test::Change change = test::random_change(random, 3);
    Matrix3<std::int64_t> matrix;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) matrix[i][j] = change[i][j];
    for (auto& row : matrix) row[0] = trial % 2 == 0 ? row[0] : -row[0];  // determinant -1 too
    EXPECT_EQ(product(matrix, whole_inverse(matrix)), (Matrix3<std::int64_t>{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}));
  }
}

}  // namespace
}  // namespace crystalgan
