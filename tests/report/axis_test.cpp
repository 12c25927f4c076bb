#include "crystalgan/report/axis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

using Texts = std::vector<std::string>;

Texts texts_of(const std::vector<Tick>& ticks) {
  Texts texts;
  for (const Tick& tick : ticks) texts.push_back(tick.text);
  return texts;
}

TEST(Axis, LinearTicksAreTheRoundNumbersWithin) {
  EXPECT_EQ(texts_of(linear_ticks(0.0, 1.0, 6)), (Texts{"0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(texts_of(linear_ticks(0.653, 0.704, 5)), (Texts{"0.66", "0.67", "0.68", "0.69", "0.70"}));
  EXPECT_EQ(texts_of(linear_ticks(-3.0, 7.0, 5)), (Texts{"-2", "0", "2", "4", "6"}));
  EXPECT_EQ(texts_of(linear_ticks(0.0, 20000.0, 5)), (Texts{"0", "5,000", "10,000", "15,000", "20,000"}));
  EXPECT_EQ(texts_of(linear_ticks(0.0, 1e-4, 5)), (Texts{"0", "5·10⁻⁵", "10⁻⁴"}));
  EXPECT_EQ(texts_of(linear_ticks(0.0, 4e7, 5)), (Texts{"0", "10⁷", "2·10⁷", "3·10⁷", "4·10⁷"}));
  EXPECT_DOUBLE_EQ(linear_ticks(0.653, 0.704, 5)[1].at, 0.67);
}

TEST(Axis, ThereAreNeverMoreTicksThanAskedNorFewerThanTwo) {
  Random random(Seed{7});
  for (int i = 0; i < 2000; ++i) {
    const double low = (random.uniform() - 0.5) * std::pow(10.0, 12.0 * random.uniform() - 6.0);
    const double high = low + std::abs(low) * std::pow(10.0, 3.0 * random.uniform() - 3.0);
    const auto ticks = linear_ticks(low, high, 5);
    EXPECT_LE(ticks.size(), 5U);
    EXPECT_GE(ticks.size(), 2U) << low << " " << high;
    for (const Tick& tick : ticks) {
      EXPECT_GE(tick.at, low - 1e-6 * (high - low));
      EXPECT_LE(tick.at, high + 1e-6 * (high - low));
    }
  }
}

TEST(Axis, LogarithmicTicksArePowersOfTen) {
  EXPECT_EQ(texts_of(logarithmic_ticks(2e-7, 3e-5, 5)), (Texts{"10⁻⁶", "10⁻⁵"}));
  EXPECT_EQ(texts_of(logarithmic_ticks(1e-12, 1.0, 5)), (Texts{"10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"}));
  EXPECT_EQ(texts_of(logarithmic_ticks(2.0, 30.0, 5)), (Texts{"2", "5", "10", "20"}));
}

TEST(Axis, PlacesGoFromOneEndToTheOther) {
  const Axis linear(AxisScale::linear, 10.0, 20.0, 300.0, 100.0);
  EXPECT_DOUBLE_EQ(linear.place(10.0), 300.0);
  EXPECT_DOUBLE_EQ(linear.place(12.5), 250.0);
  EXPECT_DOUBLE_EQ(linear.place(20.0), 100.0);
  const Axis logarithmic(AxisScale::logarithmic, 0.01, 100.0, 0.0, 8.0);
  EXPECT_NEAR(logarithmic.place(0.1), 2.0, 1e-12);
  EXPECT_NEAR(logarithmic.place(1.0), 4.0, 1e-12);
}

TEST(Axis, ARoomyAxisHoldsEveryValueEvenWhereAllAreOne) {
  const std::vector<std::vector<double>> sets{{1.0, 2.0}, {0.0, 0.0}, {1.386294, 1.386295}, {-4.0}, {1e-9, 1e-3}};
  for (const auto& values : sets) {
    const Axis axis = roomy_axis(AxisScale::linear, values, 0.0, 100.0);
    for (const double value : values) {
      EXPECT_GT(axis.place(value), 0.0);
      EXPECT_LT(axis.place(value), 100.0);
    }
    EXPECT_GE(axis.ticks(5).size(), 2U);
  }
  const Axis logarithmic = roomy_axis(AxisScale::logarithmic, {3.0, 3.0}, 0.0, 100.0);
  EXPECT_NEAR(logarithmic.place(3.0), 50.0, 1e-9);
}

TEST(Axis, CountsAreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
}

TEST(Axis, SharesAreNeverRoundedToNoneOrAll) {
  EXPECT_EQ(percent_text(0.0), "0 %");
  EXPECT_EQ(percent_text(1e-5), "< 0.1 %");
  EXPECT_EQ(percent_text(0.9943), "99.4 %");
  EXPECT_EQ(percent_text(0.4), "40 %");
  EXPECT_EQ(percent_text(0.99999), "> 99.9 %");
  EXPECT_EQ(percent_text(1.0), "100 %");
}

}  // namespace
}  // namespace crystalgan
