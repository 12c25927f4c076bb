#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "crystalgan/core/seed.hpp"

namespace crystalgan {

/// Draws that are the same on every machine: the C++ standard fixes std::mt19937_64 bit for bit, but not its
/// distributions, so these are our own.
class Random {
 public:
  explicit Random(Seed seed) : engine_(seed.value()) {}

  /// Uniform on [0, 1), 53 bits.
  double uniform();

  /// Uniform on {0, ..., bound - 1}; `bound` must be positive.
  std::size_t below(std::size_t bound);

  /// Gaussian with mean 0 and deviation 1.
  double normal();

  /// 0, ..., count - 1 in random order.
  std::vector<std::size_t> permutation(std::size_t count);

 private:
  std::mt19937_64 engine_;
};

}  // namespace crystalgan
