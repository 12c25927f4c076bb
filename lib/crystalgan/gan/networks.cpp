#include "crystalgan/gan/networks.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <array>
#include <cmath>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/gan/fused_perceptron.hpp"

namespace crystalgan {

Engine engine_named(const std::string& name, const std::string& setting) {
  for (const Engine engine : {Engine::fused, Engine::reference})
    if (name == engine_name(engine)) return engine;
  throw ConfigError(setting, "expected fused or reference, got '" + printable(name) + "'");
}

std::string engine_name(Engine engine) { return engine == Engine::fused ? "fused" : "reference"; }

std::vector<DenseLayer> dense_layers(const PerceptronShape& shape) {
  std::vector<DenseLayer> layers;
  std::int64_t next = 0;
  for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
    const std::int64_t in = layer == 0 ? shape.inputs : shape.width;
    const std::int64_t out = layer == shape.layers - 1 ? shape.outputs : shape.width;
    layers.push_back({in, out, next, next + in * out});
    next += (in + 1) * out;
  }
  return layers;
}

Perceptron::Perceptron(const PerceptronShape& shape, const std::vector<Seed>& member_seeds) : shape_(shape) {
  const auto layers = dense_layers(shape);
  const std::int64_t count = layers.back().bias + layers.back().outputs;
  parameters_ = at::empty({std::ssize(member_seeds), count});  // [M, N]
  float* number = parameters_.data_ptr<float>();
  for (const Seed& seed : member_seeds) {
    Random random(seed);
    for (const DenseLayer& layer : layers) {
      const double bound = 1.0 / std::sqrt(static_cast<double>(layer.inputs));
      for (std::int64_t i = 0; i < (layer.inputs + 1) * layer.outputs; ++i)
        *number++ = static_cast<float>(bound * (2.0 * random.uniform() - 1.0));
    }
  }
  parameters_.requires_grad_(true);
}

void Perceptron::shrink_last_layer(double factor) {
  const at::NoGradGuard no_gradient;
  const DenseLayer last = dense_layers(shape_).back();
  parameters_.slice(1, last.weights, last.bias).mul_(factor);
  parameters_.slice(1, last.bias).zero_();
}

void Perceptron::move_to(at::Device device) {
  if (parameters_.device() != device) parameters_ = parameters_.detach().to(device).requires_grad_(true);
}

std::vector<at::Tensor> Perceptron::weights() const {
  const auto layers = dense_layers(shape_);
  std::vector<std::int64_t> sizes;
  for (const DenseLayer& layer : layers) {
    sizes.push_back(layer.inputs * layer.outputs);
    sizes.push_back(layer.outputs);
  }
  auto parts = at::split_with_sizes(parameters_, sizes, 1);
  const std::int64_t members = parameters_.size(0);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    parts[2 * i] = parts[2 * i].view({members, layers[i].inputs, layers[i].outputs});  // [M, in, out]
    parts[2 * i + 1] = parts[2 * i + 1].view({members, 1, layers[i].outputs});         // [M, 1, out]
  }
  return parts;
}

std::vector<at::Tensor> Perceptron::layers(const at::Tensor& batch) const {
  check_shape("network input", std::array{parameters_.size(0), kAnySize, shape_.inputs}, batch.sizes());
  const auto numbers = weights();
  std::vector<at::Tensor> outputs;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    const at::Tensor& input = outputs.empty() ? batch : outputs.back();
    const auto sum = at::baddbmm(numbers[i + 1], input, numbers[i]);  // [M, B, out]
    outputs.push_back(i + 2 < numbers.size() ? at::relu(sum) : sum);
  }
  return outputs;
}

at::Tensor Perceptron::operator()(const at::Tensor& batch) const {
  check_shape("network input", std::array{parameters_.size(0), kAnySize, shape_.inputs}, batch.sizes());
  if (shape_.engine == Engine::reference || !fused_perceptron_serves(batch)) return layers(batch).back();
  return fused_perceptron(batch, parameters_, shape_);
}

}  // namespace crystalgan
