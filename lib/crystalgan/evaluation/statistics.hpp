#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crystalgan/record/estimate.hpp"

namespace crystalgan {

/// The default confidence level.
inline constexpr double kConfidence = 0.95;

/// The probability that Student's t with these degrees of freedom (1 or more) lies within -t and t, for t >= 0.
double student_t_within(double t, std::int64_t degrees);

/// The inverse: the t for this probability (above 0, below 1), such as 12.706 for 0.95 and 1.
double student_t_quantile(double probability, std::int64_t degrees);

/// Values of independent repeats, such as seeds. Without values mean and count are 0.
Estimate mean_with_interval(std::span<const double> values);

/// One minus other, paired by repeat: the interval is that of the differences. Throws ShapeError for different numbers
/// of values.
Estimate paired_difference(std::span<const double> one, std::span<const double> other);

}  // namespace crystalgan
