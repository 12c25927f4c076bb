#pragma once

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// One gradient check for everything: autograd against central differences in float64.
namespace crystalgan::test {

struct GradientCheck {
  double worst = 0.0;  ///< worst relative error of a component
  double largest =
      0.0;  ///< largest component of the gradient: a check of a gradient that is zero everywhere proves little
  std::string where;  ///< the component of the worst error, with both values
};

/// A leaf of the autograd graph with these values, in float64.
inline at::Tensor leaf(const at::Tensor& values) {
  return values.detach().to(at::kDouble).clone().requires_grad_(true);
}

/// Compares the gradient of `value` (which reads `leaves`, all float64, and returns one number) with central
/// differences of the given step. An error is relative to its component, but to no less than 1e-3 of the largest
/// component and 1e-4, so that rounding does not count. `leaves` are left as they were.
inline GradientCheck check_gradient(const std::function<at::Tensor()>& value, const std::vector<at::Tensor>& leaves,
                                    double step = 1e-5) {
  const auto gradients = torch::autograd::grad({value()}, leaves, {}, {}, /*create_graph=*/false,
                                               /*allow_unused=*/true);
  const auto number = [&value] {
    const at::NoGradGuard no_gradient;
    return value().item<double>();
  };
  GradientCheck check;
  std::vector<std::vector<double>> computed;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const auto gradient = (gradients[i].defined() ? gradients[i] : at::zeros_like(leaves[i])).contiguous();
    computed.emplace_back(gradient.data_ptr<double>(), gradient.data_ptr<double>() + gradient.numel());
    for (const double component : computed.back())
      if (!(std::fabs(component) <= check.largest)) check.largest = std::fabs(component);
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    double* numbers = leaves[i].data_ptr<double>();
    for (std::size_t k = 0; k < computed[i].size(); ++k) {
      const double kept = numbers[k];
      numbers[k] = kept + step;
      const double above = number();
      numbers[k] = kept - step;
      const double below = number();
      numbers[k] = kept;
      const double difference = (above - below) / (2.0 * step);
      const double scale = std::max({std::fabs(computed[i][k]), std::fabs(difference), 1e-3 * check.largest, 1e-4});
      const double error = std::fabs(computed[i][k] - difference) / scale;
      if (!(error <= check.worst)) {
        check.worst = error;
        check.where = "leaf " + std::to_string(i) + ", component " + std::to_string(k) + ": autograd " +
                      std::to_string(computed[i][k]) + ", central difference " + std::to_string(difference);
      }
    }
  }
  return check;
}

}  // namespace crystalgan::test
