#include "crystalgan/evaluation/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Two-sided 95 % points as every table prints them, such as NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
TEST(Statistics, StudentsQuantilesAreThoseOfTheTables) {
  const std::vector<std::pair<std::int64_t, double>> table{{1, 12.706}, {2, 4.303},  {3, 3.182},  {4, 2.776},
                                                           {5, 2.571},  {9, 2.262},  {10, 2.228}, {19, 2.093},
                                                           {30, 2.042}, {60, 2.000}, {100, 1.984}};
  for (const auto& [degrees, t] : table) EXPECT_NEAR(student_t_quantile(0.95, degrees), t, 5e-4) << degrees;
  EXPECT_NEAR(student_t_quantile(0.99, 9), 3.250, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.90, 4), 2.132, 5e-4);
}

TEST(Statistics, StudentsQuantilesTendToTheGaussian) {
  EXPECT_NEAR(student_t_quantile(0.95, 100000), 1.959964, 1e-4);
  for (std::int64_t degrees = 1; degrees < 50; ++degrees)
    EXPECT_GT(student_t_quantile(0.95, degrees), student_t_quantile(0.95, degrees + 1)) << degrees;
}

// Closed forms: ν = 1 is Cauchy's distribution, and for ν = 2 the probability is t/√(2 + t²).
TEST(Statistics, StudentsProbabilityHasItsClosedForms) {
  for (const double t : {0.0, 0.1, 1.0, 2.5, 40.0}) {
    EXPECT_NEAR(student_t_within(t, 1), 2.0 * std::atan(t) / std::numbers::pi, 1e-14) << t;
    EXPECT_NEAR(student_t_within(t, 2), t / std::sqrt(2.0 + t * t), 1e-14) << t;
  }
}

TEST(Statistics, AQuantileIsTheInverseOfTheProbability) {
  for (const std::int64_t degrees : {1, 2, 3, 4, 7, 8, 29, 500})
    for (const double probability : {0.01, 0.5, 0.9, 0.95, 0.999})
      EXPECT_NEAR(student_t_within(student_t_quantile(probability, degrees), degrees), probability, 1e-12) << degrees;
}

TEST(Statistics, AnIntervalByHand) {
  const std::vector<double> two{4.0, 6.0};  // deviation √2, over √2: 1, times t(1)
  const Estimate of_two = mean_with_interval(two);
  EXPECT_DOUBLE_EQ(of_two.mean, 5.0);
  EXPECT_NEAR(of_two.half_width.value(), 12.7062, 1e-4);
  EXPECT_EQ(of_two.count, 2U);

  const std::vector<double> five{2.0, 4.0, 4.0, 5.0, 10.0};  // squares 9 + 1 + 1 + 0 + 25 = 36, variance 9
  const Estimate of_five = mean_with_interval(five);
  EXPECT_DOUBLE_EQ(of_five.mean, 5.0);
  EXPECT_NEAR(of_five.half_width.value(), 2.776445 * 3.0 / std::sqrt(5.0), 1e-6);
}

TEST(Statistics, FewerThanTwoValuesHaveNoInterval) {
  EXPECT_EQ(mean_with_interval({}), Estimate{});
  const std::vector<double> one{7.0};
  EXPECT_EQ(mean_with_interval(one), (Estimate{7.0, std::nullopt, 1}));
}

TEST(Statistics, EqualValuesHaveAnIntervalOfZero) {
  const std::vector<double> values(10, 0.1);
  EXPECT_NEAR(mean_with_interval(values).half_width.value(), 0.0, 1e-15);
}

TEST(Statistics, PairingRemovesWhatTheSeedsShare) {
  const std::vector<double> one{10.0, 20.0, 30.0};
  const std::vector<double> other{9.0, 18.0, 29.0};  // differences 1, 2, 1: mean 4/3, variance 1/3
  const Estimate difference = paired_difference(one, other);
  EXPECT_NEAR(difference.mean, 4.0 / 3.0, 1e-12);
  EXPECT_NEAR(difference.half_width.value(), 4.302653 / 3.0, 1e-6);
  EXPECT_LT(*difference.half_width, *mean_with_interval(one).half_width);
}

TEST(Statistics, UnequalNumbersCannotBePaired) {
  const std::vector<double> one{1.0, 2.0};
  const std::vector<double> other{1.0};
  EXPECT_THROW(paired_difference(one, other), ShapeError);
}

// One of two, found in the first or in the second system: a resample has it 0, 1 or 2 times, with 1/4, 1/2, 1/4.
TEST(Statistics, ABootstrapDrawsWholeRepeats) {
  const std::vector<double> found{1.0, 0.0};
  const std::vector<double> known{1.0, 1.0};
  const RatioEstimate estimate = bootstrapped_ratio(found, known);
  EXPECT_DOUBLE_EQ(estimate.ratio, 0.5);
  ASSERT_TRUE(estimate.interval);
  EXPECT_DOUBLE_EQ(estimate.interval->low, 0.0);
  EXPECT_DOUBLE_EQ(estimate.interval->high, 1.0);
  EXPECT_EQ(bootstrapped_ratio(found, known), estimate);
}

// 30 of 100 repeats: the Gaussian interval is 0.3 ± 1.96 √(0.3 · 0.7 / 100) = 0.3 ± 0.090.
TEST(Statistics, ABootstrapOfManyRepeatsIsNearTheGaussianInterval) {
  std::vector<double> found(100, 0.0);
  std::fill_n(found.begin(), 30, 2.0);
  const RatioEstimate estimate = bootstrapped_ratio(found, std::vector<double>(100, 2.0));
  EXPECT_DOUBLE_EQ(estimate.ratio, 0.3);
  EXPECT_NEAR(estimate.interval.value().low, 0.21, 0.011);
  EXPECT_NEAR(estimate.interval.value().high, 0.39, 0.011);
}

TEST(Statistics, ABootstrapWeighsRepeatsByTheirDenominators) {
  const std::vector<double> found{3.0, 0.0};
  const std::vector<double> known{3.0, 1.0};
  EXPECT_DOUBLE_EQ(bootstrapped_ratio(found, known).ratio, 0.75);
  const std::vector<double> one{3.0};
  EXPECT_EQ(bootstrapped_ratio(one, one), (RatioEstimate{1.0, std::nullopt}));
  EXPECT_EQ(bootstrapped_ratio({}, {}), RatioEstimate{});
  EXPECT_THROW(bootstrapped_ratio(found, one), ShapeError);
}

}  // namespace
}  // namespace crystalgan
