#include "crystalgan/core/portable_products.hpp"

#include <algorithm>

#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

// Computes four rows of the result at once, so that each row of the right factor is read once. Inlined, so that each
// clone of the caller has its own vector code.
template <class Number>
[[gnu::always_inline]] inline void multiply(Number* __restrict result, const Number* __restrict left,
                                            const Number* __restrict right, const ProductShape& shape) {
  const std::int64_t columns = shape.columns;
  if (!shape.add) std::fill_n(result, shape.rows * columns, Number{0});
  const auto factor = [&](std::int64_t row, std::int64_t k) {
    return shape.transposed ? left[k * shape.rows + row] : left[row * shape.inner + k];
  };
  std::int64_t row = 0;
  for (; row + 4 <= shape.rows; row += 4) {
    Number* const to = result + row * columns;
    for (std::int64_t k = 0; k < shape.inner; ++k) {
      const Number f0 = factor(row, k);
      const Number f1 = factor(row + 1, k);
      const Number f2 = factor(row + 2, k);
      const Number f3 = factor(row + 3, k);
      const Number* const from = right + k * columns;
      for (std::int64_t i = 0; i < columns; ++i) {
        to[i] += f0 * from[i];
        to[columns + i] += f1 * from[i];
        to[2 * columns + i] += f2 * from[i];
        to[3 * columns + i] += f3 * from[i];
      }
    }
  }
  for (; row < shape.rows; ++row)
    for (std::int64_t k = 0; k < shape.inner; ++k)
      for (std::int64_t i = 0; i < columns; ++i) result[row * columns + i] += factor(row, k) * right[k * columns + i];
}

}  // namespace

CRYSTALGAN_VECTORISED void multiply_portably(float* result, const float* left, const float* right,
                                             const ProductShape& shape) {
  multiply(result, left, right, shape);
}

void multiply_portably(double* result, const double* left, const double* right, const ProductShape& shape) {
  multiply(result, left, right, shape);
}

}  // namespace crystalgan
