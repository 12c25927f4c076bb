#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// A ratio of sums with its 95 % interval; no interval for fewer than two repeats.
struct RatioEstimate {
  struct Interval {
    double low, high;

    friend bool operator==(const Interval&, const Interval&) = default;
  };

  double ratio = 0.0;
  std::optional<Interval> interval;

  friend bool operator==(const RatioEstimate&, const RatioEstimate&) = default;
};

// Paper:   B. Efron, Ann. Statist. 7, 1 (1979): the bootstrap; the interval is that of percentiles
// Symbols: r_i = (n_i, d_i) one repeat, such as a system: found and known; R resamples of as many repeats, with replacement
// Here:    Σ n / Σ d, between the 2.5 and 97.5 percentiles of the same ratio over 10,000 resamples of a fixed seed
// Differs: resamples with Σ d = 0 do not count
// Test:    statistics_test.cpp
/// Throws ShapeError for different numbers of values. Without values, or where the denominators add to 0, the ratio is 0.
RatioEstimate bootstrapped_ratio(std::span<const double> numerators, std::span<const double> denominators);

}  // namespace crystalgan
