#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace crystalgan {

/// One product of row-major matrices, result [rows, columns]. Internal to matrix_products.cpp.
struct ProductShape {
  std::int64_t rows;
  std::int64_t inner;
  std::int64_t columns;
  bool transposed;  ///< the left factor is [inner, rows]
  bool add;         ///< to the content of `result`
};

/// Multiplies with code from libxsmm; false, without any change, for a shape that it does not support.
template <class Number>
bool multiply_by_libxsmm(Number* result, const Number* left, const Number* right, const ProductShape& shape);

/// result [columns, rows] = matrix^T, with matrix [rows, columns]; false in a build without libxsmm.
template <class Number>
bool transpose_by_libxsmm(Number* result, const Number* matrix, std::int64_t rows, std::int64_t columns);

/// Version and instruction set; none in a build without libxsmm.
std::optional<std::string> libxsmm_version();

}  // namespace crystalgan
