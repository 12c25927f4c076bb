#include "crystalgan/core/assignment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

constexpr double kForbidden = std::numeric_limits<double>::infinity();

double least_by_trying_all(const std::vector<double>& costs, std::size_t n) {
  std::vector<std::size_t> columns(n);
  std::iota(columns.begin(), columns.end(), 0U);
  double least = kForbidden;
  do {
    double sum = 0.0;
    for (std::size_t row = 0; row < n; ++row) sum += costs[row * n + columns[row]];
    least = std::min(least, sum);
  } while (std::next_permutation(columns.begin(), columns.end()));
  return least;
}

TEST(LeastCostAssignment, IsTheCheapestOfAllPairings) {
  Random random{Seed(4)};
  LeastCostAssignment assignment;
  for (int trial = 0; trial < 500; ++trial) {
    const std::size_t n = 1 + random.below(6);
    std::vector<double> costs(n * n);
    for (double& cost : costs) {
      cost = random.uniform() * 10.0;
      if (trial % 3 == 1) cost = static_cast<double>(random.below(3));  // many ties
      if (trial % 3 == 2 && random.below(3) == 0) cost = kForbidden;
    }
    const double least = least_by_trying_all(costs, n);
    const auto columns = assignment.solve(costs, n);
    ASSERT_EQ(columns.empty(), least == kForbidden);
    if (columns.empty()) continue;
    double sum = 0.0;
    std::vector<bool> taken(n, false);
    for (std::size_t row = 0; row < n; ++row) {
      EXPECT_FALSE(taken[columns[row]]);
      taken[columns[row]] = true;
      sum += costs[row * n + columns[row]];
    }
    EXPECT_NEAR(sum, least, 1e-12);
  }
}

TEST(LeastCostAssignment, EndsAtItsBound) {
  // each row prefers the column of the one before it: every pairing moves all rows before
  constexpr std::size_t n = 30;
  std::vector<double> costs(n * n);
  for (std::size_t row = 0; row < n; ++row)
    for (std::size_t column = 0; column < n; ++column)
      costs[row * n + column] = static_cast<double>((row + 1) * (column + 1));
  LeastCostAssignment assignment;
  EXPECT_EQ(assignment.solve(costs, n).size(), n);
  const std::int64_t needed = assignment.steps();
  EXPECT_GT(needed, static_cast<std::int64_t>(n * n));
  EXPECT_EQ(assignment.solve(costs, n, needed).size(), n);
  EXPECT_TRUE(assignment.solve(costs, n, needed - 1).empty());
  EXPECT_LE(assignment.steps(), needed);
}

TEST(LeastCostAssignment, OfNothingIsEmpty) { EXPECT_TRUE(LeastCostAssignment().solve({}, 0).empty()); }

}  // namespace
}  // namespace crystalgan
