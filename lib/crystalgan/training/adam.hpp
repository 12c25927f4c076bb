#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "crystalgan/training/named_tensors.hpp"

namespace crystalgan {

/// Kingma & Ba, arXiv:1412.6980. The paper's rates; β2 and ε are the usual ones.
struct AdamSettings {
  double learning_rate = 1e-4;  ///< α, arXiv:1810.11203, section 4
  double beta1 = 0.5;           ///< the same
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;  ///< added to the gradient as decay times parameter (L2)
};

/// Adam over a list of parameters. Its moments are plain tensors, so that a checkpoint holds the same bytes in every
/// run.
class Adam {
 public:
  /// Keeps references to the parameters' storage; moments start at zero.
  Adam(const AdamSettings& settings, std::vector<at::Tensor> parameters);

  // Paper:   m ← β1 m + (1-β1) g, v ← β2 v + (1-β2) g², θ ← θ - α (m/(1-β1^t)) / (sqrt(v/(1-β2^t)) + ε)
  // Symbols: g gradient, m and v its moments, t the number of steps
  // Here:    one pass over memory per parameter; on another device than the CPU, the same in LibTorch's operations
  // Differs: nothing
  // Test:    adam_test.cpp, AgreesWithTheTorchOptimiser
  /// `gradients` are as `parameters`; an undefined one leaves its parameter and moments alone.
  void step(const std::vector<at::Tensor>& gradients);

  const std::vector<at::Tensor>& parameters() const { return parameters_; }
  /// First moments, then second ones.
  std::vector<at::Tensor> moments() const;
  std::int64_t steps() const { return steps_; }

  /// Parameters, moments and the number of steps, under names that begin with `prefix`.
  void save(const std::string& prefix, NamedTensors& tensors) const;
  /// The reverse, in place. Throws ShapeError.
  void restore(const std::string& prefix, const NamedTensors& tensors);

  /// Makes member `to` of every parameter what member `from` is there (members are the first axis), moments too, and
  /// takes over the number of steps. Throws ShapeError.
  void adopt(std::int64_t to, const Adam& other, std::int64_t from);

 private:
  AdamSettings settings_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> first_;
  std::vector<at::Tensor> second_;
  std::int64_t steps_ = 0;
};

}  // namespace crystalgan
