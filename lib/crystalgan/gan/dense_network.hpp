#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/gan/networks.hpp"

namespace crystalgan {

/// One network of one member on plain numbers, float or double: its forward and its backward pass. Needs
/// has_small_products(). Legend: B structures in the batch; N parameters, in the order of Perceptron::parameters().
template <class Number>
class DenseNetwork {
 public:
  explicit DenseNetwork(const PerceptronShape& shape);

  std::int64_t inputs() const { return layers_.front().inputs; }
  /// How many numbers the units of all hidden layers hold for one structure.
  std::int64_t hidden_units() const { return hidden_units_; }

  /// batch [B, inputs] -> outputs [B, outputs]; `hidden`, B times hidden_units(), keeps the hidden layers' outputs for
  /// backward().
  void forward(const Number* parameters, const Number* batch, std::int64_t rows, Number* hidden, Number* outputs) const;

  /// Takes note of the weights for backward(); once after every change of them.
  void transpose_weights(const Number* parameters);

  /// What becomes of the gradients of the parameters.
  enum class Gradients { none, write, add };

  // Paper:   none; the derivative of a fully connected network
  // Symbols: x the inputs of a layer, W and b its weights, u = x W + b, g = dL/du (of a hidden layer 0 where u <= 0)
  // Here:    dL/dW = x^T g, dL/db = Σ_rows g, dL/dx = g W^T, from the last layer to the first
  // Differs: nothing
  // Test:    dense_network_test.cpp; fused_perceptron_test.cpp: LibTorch's derivative and central differences
  /// The gradients of a loss with respect to the parameters and, where `of_batch` is not null, to the batch, given those
  /// with respect to the outputs; `batch` and `hidden` as they were in forward().
  void backward(const Number* batch, std::int64_t rows, const Number* hidden, const Number* of_outputs,
                Gradients gradients, Number* of_parameters, Number* of_batch);

 private:
  std::vector<DenseLayer> layers_;
  std::int64_t hidden_units_;
  std::int64_t widest_;
  std::vector<Number> transposed_;   // of each layer W^T, [out, in], where W stands among the parameters
  std::vector<Number> of_units_[2];  // gradients of two neighbouring layers' inputs
};

}  // namespace crystalgan
