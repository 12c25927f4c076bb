#pragma once

#include <cstdint>
#include <string>

namespace crystalgan {

// Products of small dense row-major matrices of float or double: by libxsmm if the build and the processor have it,
// else by portable loops. The order of summation differs, so the last digits can differ.

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

/// The implementation: "libxsmm" with version and instruction set, or "portable loops".
std::string product_library();

}  // namespace crystalgan
