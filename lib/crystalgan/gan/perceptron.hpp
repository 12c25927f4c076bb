#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/core/seed.hpp"

namespace crystalgan {

/// The size of a fully connected network. The paper: layers of 100 ReLU units, "5 to 10 layers".
struct PerceptronShape {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t layers = 6;   ///< weight matrices: five hidden layers (arXiv:1810.11203, section 4) and the output
  std::int64_t width = 100;  ///< ReLU units of every hidden layer (the same)
};

/// One layer of a network and the offsets of its parameters.
struct DenseLayer {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t weights;  ///< [inputs, outputs], row-major
  std::int64_t bias;     ///< [outputs], directly after the weights
};

/// The layers, first to last.
std::vector<DenseLayer> dense_layers(const PerceptronShape& shape);

/// The number of parameters of the network, N.
std::int64_t parameter_count(const PerceptronShape& shape);

/// All weights and biases in the order of dense_layers(), [N], each uniform in ±1/sqrt(inputs of its layer). The paper
/// names no initialisation; this is the usual one.
std::vector<float> initial_parameters(const PerceptronShape& shape, Seed seed);

/// A network: its size and its parameters, [N], in the order of dense_layers().
template <class Number>
struct Network {
  PerceptronShape shape;
  std::vector<Number> parameters;
};

/// A fully connected network with ReLU units and a linear last layer: forward and backward pass for float or double. A
/// discriminator has a single output, its logit. Legend: B structures in the batch, N parameters.
template <class Number>
class Perceptron {
 public:
  explicit Perceptron(const PerceptronShape& shape);

  std::int64_t inputs() const { return layers_.front().inputs; }
  std::int64_t outputs() const { return layers_.back().outputs; }
  /// Units of all hidden layers, per structure.
  std::int64_t hidden_units() const { return hidden_units_; }
  const std::vector<DenseLayer>& layers() const { return layers_; }

  /// batch [B, inputs] -> outputs [B, outputs]. `hidden`, B times hidden_units(), receives the hidden outputs, layer by
  /// layer [B, width], for backward().
  void forward(const Number* parameters, const Number* batch, std::int64_t rows, Number* hidden, Number* outputs) const;

  /// Transposes the weights for backward(); call it after every change of them.
  void transpose_weights(const Number* parameters);

  /// Whether backward() skips, writes or adds the gradients of the parameters.
  enum class Gradients { none, write, add };

  // Paper:   none; the derivative of a fully connected network
  // Symbols: x the inputs of a layer, W and b its weights, u = x W + b, g = dL/du (of a hidden layer 0 where u <= 0)
  // Here:    dL/dW = x^T g, dL/db = Σ_rows g, dL/dx = g W^T, from the last layer to the first
  // Differs: nothing
  // Test:    perceptron_test.cpp
  /// The gradients of a loss by the parameters and, unless `of_batch` is null, by the batch, from those by the outputs
  /// and, unless `of_hidden` is null, by the hidden outputs. `batch` and `hidden` are those of forward().
  void backward(const Number* batch, std::int64_t rows, const Number* hidden, const Number* of_outputs,
                const Number* of_hidden, Gradients gradients, Number* of_parameters, Number* of_batch);

 private:
  std::vector<DenseLayer> layers_;
  std::int64_t hidden_units_;
  std::int64_t widest_;
  std::vector<Number> transposed_;   // W^T of each layer, [out, in], at the offset of W
  std::vector<Number> of_units_[2];  // gradients by the inputs of two neighbouring layers
};

/// The network applied to a batch: [B, inputs] -> [B, outputs].
template <class Number>
std::vector<Number> outputs_of(const Network<Number>& network, const std::vector<Number>& batch, std::int64_t rows);

}  // namespace crystalgan
