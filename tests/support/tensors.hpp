#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "crystalgan/core/random.hpp"

// Tensors for tests, drawn like everything else from a seed.
namespace crystalgan::test {

/// Uniform on [low, high), float64.
inline at::Tensor random_tensor(Random& random, at::IntArrayRef sizes, double low = -1.0, double high = 1.0) {
  auto drawn = at::empty(sizes, at::kDouble);
  double* numbers = drawn.data_ptr<double>();
  for (std::int64_t i = 0; i < drawn.numel(); ++i) numbers[i] = low + (high - low) * random.uniform();
  return drawn;
}

/// One axis of float64 numbers.
inline at::Tensor numbers(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

/// Equal sizes, types and values to the last bit; nan is nowhere equal.
inline bool identical(const at::Tensor& one, const at::Tensor& other) {
  return one.scalar_type() == other.scalar_type() && one.equal(other);
}

inline double largest_difference(const at::Tensor& one, const at::Tensor& other) {
  return (one.to(at::kDouble) - other.to(at::kDouble)).abs().max().item<double>();
}

}  // namespace crystalgan::test
