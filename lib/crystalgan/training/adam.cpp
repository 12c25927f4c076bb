#include "crystalgan/training/adam.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <utility>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

// Everything of one step that is the same for all parameters.
struct StepFactors {
  float beta1;
  float beta2;
  float rest1;  // 1 - β1, rounded once: 1.0F - 0.999F is 1.3e-5 off, and that does not cancel against the correction
  float rest2;
  float rate;    // α / (1 - β1^t)
  float scale2;  // 1 / sqrt(1 - β2^t)
  float epsilon;
  float decay;

  StepFactors(const AdamSettings& settings, double t)
      : beta1(static_cast<float>(settings.beta1)),
        beta2(static_cast<float>(settings.beta2)),
        rest1(static_cast<float>(1.0 - settings.beta1)),
        rest2(static_cast<float>(1.0 - settings.beta2)),
        rate(static_cast<float>(settings.learning_rate / (1.0 - std::pow(settings.beta1, t)))),
        scale2(static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(settings.beta2, t)))),
        epsilon(static_cast<float>(settings.epsilon)),
        decay(static_cast<float>(settings.weight_decay)) {}
};

CRYSTALGAN_VECTORISED void move_all(const StepFactors& f, std::int64_t count, const float* __restrict gradient,
                                    float* __restrict first, float* __restrict second, float* __restrict parameter) {
  for (std::int64_t k = 0; k < count; ++k) {
    const float slope = gradient[k] + f.decay * parameter[k];
    first[k] = f.beta1 * first[k] + f.rest1 * slope;
    second[k] = f.beta2 * second[k] + f.rest2 * slope * slope;
    parameter[k] -= f.rate * first[k] / (std::sqrt(second[k]) * f.scale2 + f.epsilon);
  }
}

at::Tensor on_cpu(const at::Tensor& tensor) { return tensor.detach().to(at::kCPU, tensor.scalar_type(), false, true); }

// The same on another device.
void move_all(const StepFactors& f, const at::Tensor& gradient, at::Tensor& first, at::Tensor& second,
              at::Tensor& parameter) {
  const auto slope = gradient + f.decay * parameter;
  first.mul_(f.beta1).add_(slope, f.rest1);
  second.mul_(f.beta2).addcmul_(slope, slope, f.rest2);
  parameter.sub_(f.rate * first / (second.sqrt() * f.scale2 + f.epsilon));
}

}  // namespace

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
  const StepFactors factors(settings_, static_cast<double>(steps_));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!gradients[i].defined()) continue;
    check_shape("gradient", parameters_[i].sizes(), gradients[i].sizes());
    const auto gradient = gradients[i].contiguous();
    if (!gradient.device().is_cpu()) {
      move_all(factors, gradient, first_[i], second_[i], parameters_[i]);
      continue;
    }
    move_all(factors, parameters_[i].numel(), gradient.data_ptr<float>(), first_[i].data_ptr<float>(),
             second_[i].data_ptr<float>(), parameters_[i].data_ptr<float>());
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
    tensors[name] = on_cpu(parameters_[i]);
    tensors[name + "/first-moment"] = on_cpu(first_[i]);
    tensors[name + "/second-moment"] = on_cpu(second_[i]);
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

void Adam::adopt(std::int64_t to, const Adam& other, std::int64_t from) {
  const at::NoGradGuard no_gradient;
  const auto copy = [&](const std::vector<at::Tensor>& here, const std::vector<at::Tensor>& there) {
    for (std::size_t i = 0; i < here.size(); ++i) {
      check_shape("parameters of a member", here[i].sizes().slice(1), there[i].sizes().slice(1));
      here[i][to].copy_(there[i][from]);
    }
  };
  copy(parameters_, other.parameters_);
  copy(first_, other.first_);
  copy(second_, other.second_);
  steps_ = other.steps_;
}

}  // namespace crystalgan
