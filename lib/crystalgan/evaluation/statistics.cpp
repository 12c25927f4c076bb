#include "crystalgan/evaluation/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

// student_t_within() in the angle θ = arctan(t/√ν). Abramowitz & Stegun, Handbook of Mathematical Functions (1964),
// 26.7.3 (odd ν) and 26.7.4 (even ν): finite sums, exact for whole degrees of freedom.
double within_angle(double theta, std::int64_t degrees) {
  const double cosine = std::cos(theta);
  const bool odd = degrees % 2 == 1;
  double term = odd ? cosine : 1.0;
  double sum = degrees == 1 ? 0.0 : term;
  for (std::int64_t power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= cosine * cosine * static_cast<double>(power - 1) / static_cast<double>(power);
    sum += term;
  }
  const double sine_sum = std::sin(theta) * sum;
  return odd ? 2.0 * std::numbers::inv_pi * (theta + sine_sum) : sine_sum;
}

constexpr std::size_t kResamples = 10000;  // chosen: percentiles change by less than a tenth of the interval

double variance(std::span<const double> values, double mean) {
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

}  // namespace

double student_t_within(double t, std::int64_t degrees) {
  return within_angle(std::atan(t / std::sqrt(static_cast<double>(degrees))), degrees);
}

double student_t_quantile(double probability, std::int64_t degrees) {
  double low = 0.0;
  double high = std::numbers::pi / 2.0;
  for (double middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
    (within_angle(middle, degrees) < probability ? low : high) = middle;
  return std::sqrt(static_cast<double>(degrees)) * std::tan(high);
}

Estimate mean_with_interval(std::span<const double> values) {
  Estimate estimate;
  estimate.count = values.size();
  if (values.empty()) return estimate;
  const auto count = static_cast<double>(values.size());
  estimate.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (values.size() < 2) return estimate;
  const double t = student_t_quantile(kConfidence, static_cast<std::int64_t>(values.size()) - 1);
  estimate.half_width = t * std::sqrt(variance(values, estimate.mean) / count);
  return estimate;
}

Estimate paired_difference(std::span<const double> one, std::span<const double> other) {
  if (one.size() != other.size())
    throw ShapeError("paired difference: expected as many values of both, got " + std::to_string(one.size()) + " and " +
                     std::to_string(other.size()));
  std::vector<double> differences;
  for (std::size_t i = 0; i < one.size(); ++i) differences.push_back(one[i] - other[i]);
  return mean_with_interval(differences);
}

RatioEstimate bootstrapped_ratio(std::span<const double> numerators, std::span<const double> denominators) {
  const std::size_t count = numerators.size();
  if (count != denominators.size())
    throw ShapeError("bootstrapped ratio: expected as many denominators as numerators, got " +
                     std::to_string(denominators.size()) + " and " + std::to_string(count));
  const double below = std::accumulate(denominators.begin(), denominators.end(), 0.0);
  if (!(below > 0.0)) return {};
  RatioEstimate estimate{std::accumulate(numerators.begin(), numerators.end(), 0.0) / below, std::nullopt};
  if (count < 2) return estimate;
  Random random(Seed(0).derive("bootstrap"));
  std::vector<double> ratios;
  for (std::size_t resample = 0; resample < kResamples; ++resample) {
    double numerator = 0.0, denominator = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t drawn = random.below(count);
      numerator += numerators[drawn];
      denominator += denominators[drawn];
    }
    if (denominator > 0.0) ratios.push_back(numerator / denominator);
  }
  std::ranges::sort(ratios);
  const auto at = [&](double share) {
    return ratios[static_cast<std::size_t>(share * static_cast<double>(ratios.size() - 1) + 0.5)];
  };
  estimate.interval = {at(0.5 - 0.5 * kConfidence), at(0.5 + 0.5 * kConfidence)};
  return estimate;
}

}  // namespace crystalgan
