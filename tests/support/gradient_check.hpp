#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <string>

// One gradient check for everything: a written gradient against central differences in float64.
namespace crystalgan::test {

struct GradientCheck {
  double worst = 0.0;    ///< worst relative error of a component
  double largest = 0.0;  ///< largest component: a check of a gradient that is zero everywhere proves little
  std::string where;     ///< the component of the worst error, with both values
};

/// Compares `gradient` with central differences of `value`, which reads `numbers`. An error is relative to its
/// component, but to no less than 1e-3 of the largest component and 1e-4, so that rounding does not count. `numbers` are
/// left as they were; a gradient of another length has an infinite error.
inline GradientCheck check_gradient(const std::function<double()>& value, std::span<double> numbers,
                                    std::span<const double> gradient, double step = 1e-5) {
  GradientCheck check;
  if (gradient.size() != numbers.size()) {
    check.worst = INFINITY;
    check.where = std::to_string(gradient.size()) + " components for " + std::to_string(numbers.size()) + " numbers";
    return check;
  }
  for (const double component : gradient)
    if (!(std::fabs(component) <= check.largest)) check.largest = std::fabs(component);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double kept = numbers[i];
    numbers[i] = kept + step;
    const double above = value();
    numbers[i] = kept - step;
    const double below = value();
    numbers[i] = kept;
    const double difference = (above - below) / (2.0 * step);
    const double scale = std::max({std::fabs(gradient[i]), std::fabs(difference), 1e-3 * check.largest, 1e-4});
    const double error = std::fabs(gradient[i] - difference) / scale;
    if (!(error <= check.worst)) {
      check.worst = error;
      check.where = "component " + std::to_string(i) + ": gradient " + std::to_string(gradient[i]) +
                    ", central difference " + std::to_string(difference);
    }
  }
  return check;
}

}  // namespace crystalgan::test
