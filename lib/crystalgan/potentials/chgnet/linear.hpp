#pragma once

#include <cstdint>

#include "crystalgan/potentials/chgnet/arrays.hpp"

namespace crystalgan::chgnet {

/// A matrix in both orders: y = x `forward` and, for gradients, x̄ = ȳ `backward`.
template <class Number>
struct Linear {
  std::int64_t inputs;
  std::int64_t outputs;
  Array<Number> forward;   ///< [inputs, outputs]
  Array<Number> backward;  ///< [outputs, inputs]
};

// Products of all rows, in whole groups: up to 15 rows beyond `rows` are computed too and mean nothing.

/// results [rows, outputs] = inputs [rows, inputs] forward
template <class Number>
void multiply(Number* results, const Number* inputs, std::int64_t rows, const Linear<Number>& linear);

/// results += the same
template <class Number>
void add_multiplied(Number* results, const Number* inputs, std::int64_t rows, const Linear<Number>& linear);

/// of_inputs [rows, inputs] = of_results [rows, outputs] backward
template <class Number>
void multiply_back(Number* of_inputs, const Number* of_results, std::int64_t rows, const Linear<Number>& linear);

/// of_inputs += the same
template <class Number>
void add_multiplied_back(Number* of_inputs, const Number* of_results, std::int64_t rows, const Linear<Number>& linear);

}  // namespace crystalgan::chgnet
