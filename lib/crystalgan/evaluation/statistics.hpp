#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crystalgan/record/estimate.hpp"

namespace crystalgan {

/// How sure an interval is unless said otherwise.
inline constexpr double kConfidence = 0.95;

/// The probability that Student's t with so many degrees of freedom (1 or more) lies within -t and t, for t >= 0.
double student_t_within(double t, std::int64_t degrees);

/// The t that it lies within, up to its sign, with this probability (above 0, below 1): 12.706 for 0.95 and 1.
double student_t_quantile(double probability, std::int64_t degrees);

/// Values of independent repeats, such as seeds. None give a mean of 0 and a count of 0.
Estimate mean_with_interval(std::span<const double> values);

/// One minus other, where value i of both comes from the same repeat: the interval is that of the differences. Throws
/// ShapeError for different numbers of values.
Estimate paired_difference(std::span<const double> one, std::span<const double> other);

}  // namespace crystalgan
