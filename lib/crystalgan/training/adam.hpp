#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crystalgan/core/named_arrays.hpp"

namespace crystalgan {

/// Kingma & Ba, arXiv:1412.6980. Rates of the paper; β2 and ε are the usual ones.
struct AdamSettings {
  double learning_rate = 1e-4;  ///< α, arXiv:1810.11203, section 4
  double beta1 = 0.5;           ///< the same
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;  ///< added to the gradient as decay times parameter (L2)

  friend bool operator==(const AdamSettings&, const AdamSettings&) = default;
};

/// Adam for the N parameters of one network.
class Adam {
 public:
  /// Moments start at zero.
  Adam(const AdamSettings& settings, std::size_t parameters);

  // Paper:   m ← β1 m + (1-β1) g, v ← β2 v + (1-β2) g², θ ← θ - α (m/(1-β1^t)) / (sqrt(v/(1-β2^t)) + ε)
  // Symbols: g gradient, m and v its moments, t the number of steps
  // Here:    one pass over memory
  // Differs: nothing
  // Test:    adam_test.cpp
  /// Updates the parameters, [N]. An empty gradient changes nothing. Throws ShapeError.
  void step(std::span<float> parameters, std::span<const float> gradient);

  const std::vector<float>& first_moments() const { return first_; }
  const std::vector<float>& second_moments() const { return second_; }
  std::int64_t steps() const { return steps_; }

  /// Moments and the number of steps, under names that begin with `prefix`.
  void save(const std::string& prefix, NamedArrays& arrays) const;
  /// The reverse. Throws ShapeError.
  void restore(const std::string& prefix, const NamedArrays& arrays);

 private:
  AdamSettings settings_;
  std::vector<float> first_;
  std::vector<float> second_;
  std::int64_t steps_ = 0;
};

}  // namespace crystalgan
