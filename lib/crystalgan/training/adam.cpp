#include "crystalgan/training/adam.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {

Adam::Adam(const AdamSettings& settings, std::vector<at::Tensor> parameters)
    : settings_(settings), parameters_(std::move(parameters)) {
  for (const auto& parameter : parameters_) {
    first_.push_back(at::zeros_like(parameter.detach()));
    second_.push_back(at::zeros_like(parameter.detach()));
  }
}

void Adam::step(const std::vector<at::Tensor>& gradients) {
  const at::NoGradGuard no_gradient;
  ++steps_;
  const auto t = static_cast<double>(steps_);
  const double correction2 = std::sqrt(1.0 - std::pow(settings_.beta2, t));
  const auto rate = static_cast<float>(settings_.learning_rate / (1.0 - std::pow(settings_.beta1, t)));
  const auto scale2 = static_cast<float>(1.0 / correction2);
  const auto beta1 = static_cast<float>(settings_.beta1);
  const auto beta2 = static_cast<float>(settings_.beta2);
  // 1 - β is rounded once: 1.0F - 0.999F is 1.3e-5 off, and that does not cancel against the correction.
  const auto rest1 = static_cast<float>(1.0 - settings_.beta1);
  const auto rest2 = static_cast<float>(1.0 - settings_.beta2);
  const auto epsilon = static_cast<float>(settings_.epsilon);
  const auto decay = static_cast<float>(settings_.weight_decay);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!gradients[i].defined()) continue;
    check_shape("gradient", parameters_[i].sizes(), gradients[i].sizes());
    const auto gradient = gradients[i].contiguous();
    const float* g = gradient.data_ptr<float>();
    float* m = first_[i].data_ptr<float>();
    float* v = second_[i].data_ptr<float>();
    float* theta = parameters_[i].data_ptr<float>();
    const std::int64_t count = parameters_[i].numel();
    for (std::int64_t k = 0; k < count; ++k) {
      const float slope = g[k] + decay * theta[k];
      m[k] = beta1 * m[k] + rest1 * slope;
      v[k] = beta2 * v[k] + rest2 * slope * slope;
      theta[k] -= rate * m[k] / (std::sqrt(v[k]) * scale2 + epsilon);
    }
  }
}

std::vector<at::Tensor> Adam::moments() const {
  std::vector<at::Tensor> all = first_;
  all.insert(all.end(), second_.begin(), second_.end());
  return all;
}

void Adam::save(const std::string& prefix, NamedTensors& tensors) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::string name = prefix + "-" + std::to_string(i);
    tensors[name] = parameters_[i].detach().clone();
    tensors[name + "/first-moment"] = first_[i].clone();
    tensors[name + "/second-moment"] = second_[i].clone();
  }
  tensors[prefix + "/steps"] = at::tensor({steps_}, at::kLong);
}

void Adam::restore(const std::string& prefix, const NamedTensors& tensors) {
  const at::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::string name = prefix + "-" + std::to_string(i);
    parameters_[i].copy_(tensor_named(tensors, name, parameters_[i]));
    first_[i].copy_(tensor_named(tensors, name + "/first-moment", first_[i]));
    second_[i].copy_(tensor_named(tensors, name + "/second-moment", second_[i]));
  }
  steps_ = *tensor_named(tensors, prefix + "/steps", at::empty({1}, at::kLong)).data_ptr<std::int64_t>();
}

}  // namespace crystalgan
