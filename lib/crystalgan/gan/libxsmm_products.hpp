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
  bool transposed;  ///< the left factor stands as [inner, rows]
  bool add;         ///< to what `result` holds
};

/// Multiplies by code that libxsmm generates; false, and nothing is done, where it generates none for this shape.
template <class Number>
bool multiply_by_libxsmm(Number* result, const Number* left, const Number* right, const ProductShape& shape);

/// result [columns, rows] = matrix^T, with matrix [rows, columns]; false in a build without libxsmm.
template <class Number>
bool transpose_by_libxsmm(Number* result, const Number* matrix, std::int64_t rows, std::int64_t columns);

/// Its version and the instructions that it uses here; none in a build without it.
std::optional<std::string> libxsmm_version();

}  // namespace crystalgan
