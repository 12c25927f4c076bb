#include "crystalgan/gan/networks.hpp"

#include <ATen/ATen.h>

#include <array>
#include <cmath>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

void draw_uniform(float* numbers, std::int64_t count, double bound, Random& random) {
  for (std::int64_t i = 0; i < count; ++i) numbers[i] = static_cast<float>(bound * (2.0 * random.uniform() - 1.0));
}

}  // namespace

Perceptron::Perceptron(const PerceptronShape& shape, const std::vector<Seed>& member_seeds) : shape_(shape) {
  const auto members = static_cast<std::int64_t>(member_seeds.size());
  for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
    const std::int64_t in = layer == 0 ? shape.inputs : shape.width;
    const std::int64_t out = layer == shape.layers - 1 ? shape.outputs : shape.width;
    parameters_.push_back(at::empty({members, in, out}));  // [M, in, out]
    parameters_.push_back(at::empty({members, 1, out}));   // [M, 1, out]
  }
  for (std::int64_t member = 0; member < members; ++member) {
    Random random(member_seeds[static_cast<std::size_t>(member)]);
    for (std::size_t i = 0; i < parameters_.size(); i += 2) {
      const double bound = 1.0 / std::sqrt(static_cast<double>(parameters_[i].size(1)));
      for (const auto& parameter : {parameters_[i], parameters_[i + 1]}) {
        const std::int64_t count = parameter.size(1) * parameter.size(2);
        draw_uniform(parameter.data_ptr<float>() + member * count, count, bound, random);
      }
    }
  }
  for (auto& parameter : parameters_) parameter.requires_grad_(true);
}

void Perceptron::shrink_last_layer(double factor) {
  const at::NoGradGuard no_gradient;
  parameters_[parameters_.size() - 2].mul_(factor);
  parameters_.back().zero_();
}

std::vector<at::Tensor> Perceptron::layers(const at::Tensor& batch) const {
  check_shape("network input", std::array{parameters_.front().size(0), kAnySize, shape_.inputs}, batch.sizes());
  std::vector<at::Tensor> outputs;
  for (std::size_t i = 0; i < parameters_.size(); i += 2) {
    const at::Tensor& input = outputs.empty() ? batch : outputs.back();
    const auto sum = at::baddbmm(parameters_[i + 1], input, parameters_[i]);  // [M, B, out]
    outputs.push_back(i + 2 < parameters_.size() ? at::relu(sum) : sum);
  }
  return outputs;
}

at::Tensor Perceptron::operator()(const at::Tensor& batch) const { return layers(batch).back(); }

}  // namespace crystalgan
