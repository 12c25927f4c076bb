#include "crystalgan/potentials/fire.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace crystalgan {
namespace {

TEST(Fire, FindsTheBottomOfACurvedValley) {
  // Rosenbrock's valley: the bottom is at (1, 1)
  std::vector<double> numbers{-1.2, 1.0};
  int asked = 0;
  double slope = 0.0;
  fire(numbers, {[&](auto at, auto gradient) {
                   ++asked;
                   const double across = at[1] - at[0] * at[0];
                   gradient[0] = -2.0 * (1.0 - at[0]) - 40.0 * at[0] * across;
                   gradient[1] = 20.0 * across;
                   slope = std::hypot(gradient[0], gradient[1]);
                   return (1.0 - at[0]) * (1.0 - at[0]) + 10.0 * across * across;
                 },
                 [&] { return slope < 1e-6 || asked > 5000; }});
  EXPECT_NEAR(numbers[0], 1.0, 1e-5);
  EXPECT_NEAR(numbers[1], 1.0, 1e-5);
}

TEST(Fire, StopsBeforeAWall) {
  std::vector<double> numbers{5.0};
  fire(numbers, {[](auto at, auto gradient) {
                   gradient[0] = 1.0;
                   return at[0] < 2.0 ? std::numeric_limits<double>::infinity() : at[0];
                 },
                 [] { return false; }});
  EXPECT_NEAR(numbers[0], 2.0, 1e-3);
  EXPECT_GE(numbers[0], 2.0);
}

}  // namespace
}  // namespace crystalgan
