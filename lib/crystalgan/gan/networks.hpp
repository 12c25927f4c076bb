#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "crystalgan/core/seed.hpp"

namespace crystalgan {

/// What computes a network.
enum class Engine {
  fused,      ///< all layers in one operation, where this build and processor have it; elsewhere as `reference`
  reference,  ///< a LibTorch expression per layer, on any device
};

/// The engine of a setting or option, "fused" or "reference". Throws ConfigError naming the setting.
Engine engine_named(const std::string& name, const std::string& setting);
std::string engine_name(Engine engine);

/// The size of a fully connected network, and what computes it. The paper: five layers of 100 ReLU units, "5 to 10
/// layers".
struct PerceptronShape {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t layers = 5;   ///< weight matrices, the last one to the outputs included (arXiv:1810.11203, section 4)
  std::int64_t width = 100;  ///< ReLU units of every hidden layer (the same)
  Engine engine = Engine::fused;
};

/// One layer of a network, and where its numbers begin among those of a member.
struct DenseLayer {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t weights;  ///< [inputs, outputs]
  std::int64_t bias;     ///< [outputs], right behind the weights
};

/// The layers, first to last.
std::vector<DenseLayer> dense_layers(const PerceptronShape& shape);

/// A fully connected network with ReLU units and a linear last layer, for M independent members at once: a
/// discriminator is one with a single output, its logit. Legend: M members, B structures in the batch, N parameters.
class Perceptron {
 public:
  /// Every weight and bias is drawn uniformly from ±1/sqrt(inputs of its layer), member m from `member_seeds[m]`, in
  /// float32. (The paper names no initialisation; this is the customary one for dense layers.)
  Perceptron(const PerceptronShape& shape, const std::vector<Seed>& member_seeds);

  /// [M, B, inputs] -> [M, B, outputs]. Throws ShapeError.
  at::Tensor operator()(const at::Tensor& batch) const;
  /// The outputs of all layers, first to last: those of the ReLU units, then the network's own; always by the reference
  /// engine. Throws ShapeError.
  std::vector<at::Tensor> layers(const at::Tensor& batch) const;

  /// Multiplies the last layer's weights by `factor` and sets its bias to zero, so that outputs start near zero.
  void shrink_last_layer(double factor);

  /// Moves the parameters there; what shares them (a copy of the network, an optimiser) keeps the old ones.
  void move_to(at::Device device);

  const PerceptronShape& shape() const { return shape_; }
  /// All weights and biases in one buffer, [M, N]: a leaf of the autograd graph. Layer by layer as dense_layers() says.
  const at::Tensor& parameters() const { return parameters_; }
  /// Views of it: weights [M, in, out] and biases [M, 1, out] in turn, first layer first.
  std::vector<at::Tensor> weights() const;

 private:
  PerceptronShape shape_;
  at::Tensor parameters_;
};

}  // namespace crystalgan
