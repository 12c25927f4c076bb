#pragma once

#include <cstdint>

namespace crystalgan {

/// Whether libxsmm makes kernels for this processor. The functions below may only be called where it is true. All of
/// this is there in builds with libxsmm only.
bool has_small_products();

// Matrices are row-major and dense. float and double.

/// result [rows, columns] = left [rows, inner] right [inner, columns]
template <class Number>
void product(Number* result, const Number* left, const Number* right, std::int64_t rows, std::int64_t inner,
             std::int64_t columns);

/// result [rows, columns] += left [rows, inner] right [inner, columns]
template <class Number>
void add_product(Number* result, const Number* left, const Number* right, std::int64_t rows, std::int64_t inner,
                 std::int64_t columns);

/// result [rows, columns] = left^T right, with left [inner, rows] and right [inner, columns]
template <class Number>
void product_of_transposed(Number* result, const Number* left, const Number* right, std::int64_t rows,
                           std::int64_t inner, std::int64_t columns);

/// result [rows, columns] += left^T right, the same
template <class Number>
void add_product_of_transposed(Number* result, const Number* left, const Number* right, std::int64_t rows,
                               std::int64_t inner, std::int64_t columns);

/// result [columns, rows] = matrix^T, with matrix [rows, columns]
template <class Number>
void transpose(Number* result, const Number* matrix, std::int64_t rows, std::int64_t columns);

}  // namespace crystalgan
