#include "crystalgan/training/gaussian_process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

using Rows = std::vector<std::vector<double>>;

// A wave over one number, between 0 and 6.
Rows places(std::size_t count) {
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back({6.0 * static_cast<double>(i) / static_cast<double>(count)});
  return rows;
}

std::vector<double> waves(const Rows& rows) {
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(2.0 + std::sin(row[0]));
  return values;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += (value - mean_of(values)) * (value - mean_of(values));
  return std::sqrt(sum / static_cast<double>(values.size()));
}

TEST(GaussianProcess, AgreesWithAnInverseByNumpy) {
  std::ifstream file(std::string(CRYSTALGAN_TEST_REFERENCE) + "/gaussian_process.json");
  const auto reference = nlohmann::json::parse(file);
  for (const auto& one : reference["cases"]) {
    const auto found = GaussianProcess(one["rows"].get<Rows>(), one["values"].get<std::vector<double>>())
                           .expected(one["asked"].get<Rows>());
    const auto means = one["means"].get<std::vector<double>>();
    const auto deviations = one["deviations"].get<std::vector<double>>();
    ASSERT_EQ(found.size(), means.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i].mean, means[i], 1e-8) << one["name"] << " " << i;
      EXPECT_NEAR(found[i].deviation, deviations[i], 1e-8) << one["name"] << " " << i;
    }
  }
}

// Two places become -1 and 1, so do their values: all of equations 2.25, 2.26 and 2.30 in closed form.
TEST(GaussianProcess, OfTwoPointsIsTheClosedForm) {
  double likeliest = -std::numeric_limits<double>::infinity();
  double length = 0.0;
  double noise = 0.0;
  for (const double l : {0.25, 0.5, 1.0, 2.0})
    for (const double n : {1e-3, 1e-2, 1e-1, 0.5}) {
      const double k = std::exp(-2.0 / (l * l));
      const double likelihood = -1.0 / (1.0 + n - k) - 0.5 * std::log((1.0 + n) * (1.0 + n) - k * k);
      if (likelihood <= likeliest) continue;
      likeliest = likelihood;
      length = l;
      noise = n;
    }
  const double k = std::exp(-2.0 / (length * length));
  const GaussianProcess process({{4.0}, {8.0}}, {1.0, 11.0});  // 6 ± 2 and 6 ± 5
  for (const double at : {4.0, 5.0, 6.0, 9.5}) {
    const double left = std::exp(-0.5 * std::pow(((at - 6.0) / 2.0 + 1.0) / length, 2));
    const double right = std::exp(-0.5 * std::pow(((at - 6.0) / 2.0 - 1.0) / length, 2));
    const double inverse = 1.0 / ((1.0 + noise) * (1.0 + noise) - k * k);
    const double variance = 1.0 - inverse * ((1.0 + noise) * (left * left + right * right) - 2.0 * k * left * right);
    const auto found = process.expected({{at}}).front();
    EXPECT_NEAR(found.mean, 6.0 + 5.0 * (right - left) / (1.0 + noise - k), 1e-12) << at;
    EXPECT_NEAR(found.deviation, 5.0 * std::sqrt(variance), 1e-9) << at;
  }
}

TEST(GaussianProcess, GoesThroughASmoothCurveAndIsSureThere) {
  const Rows rows = places(40);
  const auto values = waves(rows);
  const auto found = GaussianProcess(rows, values).expected(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(found[i].mean, values[i], 0.02) << i;
    EXPECT_LT(found[i].deviation, 0.05) << i;
  }
  const auto between = GaussianProcess(rows, values).expected({{1.234}, {3.21}});
  EXPECT_NEAR(between[0].mean, 2.0 + std::sin(1.234), 0.02);
  EXPECT_NEAR(between[1].mean, 2.0 + std::sin(3.21), 0.02);
}

TEST(GaussianProcess, FarFromEverythingItKnowsTheMeanAndTheScatterOnly) {
  const Rows rows = places(20);
  const auto values = waves(rows);
  const auto found = GaussianProcess(rows, values).expected({{1e4}, {-1e4}});
  for (const Expectation& one : found) {
    EXPECT_NEAR(one.mean, mean_of(values), 1e-12);
    EXPECT_NEAR(one.deviation, deviation_of(values), 1e-12);
  }
}

TEST(GaussianProcess, TheUnitsOfRowsAndValuesDoNotMatter) {
  const Rows rows{{0.0, 1.0}, {1.0, 3.0}, {2.0, 2.0}, {3.0, 5.0}, {4.0, 4.0}};
  const std::vector<double> values{1.0, 2.0, 0.5, 3.0, 2.5};
  const Expectation plain = GaussianProcess(rows, values).expected({{1.5, 2.5}}).front();
  Rows other_rows = rows;
  for (auto& row : other_rows) row = {100.0 * row[0] - 7.0, -0.01 * row[1]};
  std::vector<double> other_values = values;
  for (double& value : other_values) value = 1000.0 * value + 3.0;
  const Expectation other = GaussianProcess(other_rows, other_values).expected({{143.0, -0.025}}).front();
  EXPECT_NEAR(other.mean, 1000.0 * plain.mean + 3.0, 1e-7);
  EXPECT_NEAR(other.deviation, 1000.0 * plain.deviation, 1e-7);
}

TEST(GaussianProcess, AColumnThatNeverChangesSaysNothing) {
  Rows rows = places(10);
  const auto values = waves(rows);
  for (auto& row : rows) row.push_back(0.1);
  const auto found = GaussianProcess(rows, values).expected({{2.2, 0.1}, {2.2, 0.3}});
  EXPECT_NEAR(found[0].mean, 2.0 + std::sin(2.2), 0.05);
  EXPECT_NEAR(found[1].mean, found[0].mean, 1e-9) << "another number there is no news";
  EXPECT_NEAR(found[1].deviation, found[0].deviation, 1e-9);
}

TEST(GaussianProcess, ValuesThatAreAllTheSameAreExpectedEverywhere) {
  const auto found = GaussianProcess(places(5), std::vector<double>(5, 0.3)).expected({{0.0}, {2.0}, {1e6}});
  for (const Expectation& one : found) {
    EXPECT_NEAR(one.mean, 0.3, 1e-10);
    EXPECT_NEAR(one.deviation, 0.0, 1e-10);
  }
  const auto same_rows = GaussianProcess({{1.0}, {1.0}, {1.0}}, {1.0, 2.0, 3.0}).expected({{1.0}}).front();
  EXPECT_NEAR(same_rows.mean, 2.0, 1e-9) << "one place, many values: their mean";
  EXPECT_TRUE(std::isfinite(same_rows.deviation));
}

TEST(GaussianProcess, AskedForNothingSaysNothing) {
  EXPECT_TRUE(GaussianProcess(places(3), waves(places(3))).expected({}).empty());
}

TEST(GaussianProcess, RefusesRowsThatDoNotFit) {
  EXPECT_THROW(GaussianProcess({}, {}), ShapeError);
  EXPECT_THROW(GaussianProcess({{1.0}}, {1.0}), ShapeError);
  EXPECT_THROW(GaussianProcess({{1.0}, {2.0}}, {1.0}), ShapeError);
  EXPECT_THROW(GaussianProcess({{1.0}, {2.0, 3.0}}, {1.0, 2.0}), ShapeError);
  const GaussianProcess process({{1.0}, {2.0}}, {1.0, 2.0});
  EXPECT_THROW(process.expected({{1.0, 2.0}}), ShapeError);
}

TEST(GaussianProcess, RefusesNumbersThatAreNone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(GaussianProcess({{1.0}, {2.0}}, {1.0, nan}), NumericalError);
  EXPECT_THROW(GaussianProcess({{1.0}, {nan}}, {1.0, 2.0}), NumericalError);
}

}  // namespace
}  // namespace crystalgan
