#include "crystalgan/core/matrix_products.hpp"

#include "crystalgan/core/libxsmm_products.hpp"
#include "crystalgan/core/portable_products.hpp"

namespace crystalgan {
namespace {

template <class Number>
void multiply(Number* result, const Number* left, const Number* right, const ProductShape& shape) {
  if (!multiply_by_libxsmm(result, left, right, shape)) multiply_portably(result, left, right, shape);
}

}  // namespace

template <class Number>
void product(Number* result, const Number* left, const Number* right, std::int64_t rows, std::int64_t inner,
             std::int64_t columns) {
  multiply(result, left, right, {rows, inner, columns, false, false});
}

template <class Number>
void add_product(Number* result, const Number* left, const Number* right, std::int64_t rows, std::int64_t inner,
                 std::int64_t columns) {
  multiply(result, left, right, {rows, inner, columns, false, true});
}

template <class Number>
void product_of_transposed(Number* result, const Number* left, const Number* right, std::int64_t rows,
                           std::int64_t inner, std::int64_t columns) {
  multiply(result, left, right, {rows, inner, columns, true, false});
}

template <class Number>
void add_product_of_transposed(Number* result, const Number* left, const Number* right, std::int64_t rows,
                               std::int64_t inner, std::int64_t columns) {
  multiply(result, left, right, {rows, inner, columns, true, true});
}

template <class Number>
void transpose(Number* result, const Number* matrix, std::int64_t rows, std::int64_t columns) {
  if (transpose_by_libxsmm(result, matrix, rows, columns)) return;
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column)
      result[column * rows + row] = matrix[row * columns + column];
}

std::string product_library() {
  const auto version = libxsmm_version();
  return version ? "libxsmm " + *version : "portable loops";
}

template void product(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void product(double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t);
template void add_product(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void add_product(double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t);
template void product_of_transposed(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void product_of_transposed(double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t);
template void add_product_of_transposed(double*, const double*, const double*, std::int64_t, std::int64_t,
                                        std::int64_t);
template void add_product_of_transposed(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void transpose(float*, const float*, std::int64_t, std::int64_t);
template void transpose(double*, const double*, std::int64_t, std::int64_t);

}  // namespace crystalgan
