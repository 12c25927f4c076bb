#include "crystalgan/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace crystalgan {
namespace {

TEST(Random, DrawsTheSequenceTheStandardFixes) {
  // [rand.predef]: the 10000th value of std::mt19937_64 from its default seed 5489 is 9981545732273789042.
  Random random(Seed(5489));
  double last = 0.0;
  for (int draw = 0; draw < 10000; ++draw) last = random.uniform();
  EXPECT_EQ(last, static_cast<double>(9981545732273789042U >> 11U) / 9007199254740992.0);
}

TEST(Random, UniformStaysInItsHalfOpenRangeAndIsUniform) {
  Random random(Seed(1));
  constexpr int kDraws = 100'000;
  double sum = 0.0;
  double squares = 0.0;
  for (int draw = 0; draw < kDraws; ++draw) {
    const double number = random.uniform();
    ASSERT_GE(number, 0.0);
    ASSERT_LT(number, 1.0);
    sum += number;
    squares += number * number;
  }
  // five standard errors: sqrt(1/12/n) of the mean, sqrt(4/45/n) of the mean square
  EXPECT_NEAR(sum / kDraws, 0.5, 5 * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / kDraws));
}

TEST(Random, BelowFavoursNoNumber) {
  Random random(Seed(2));
  std::array<int, 7> counts{};
  constexpr int kDraws = 70'000;
  for (int draw = 0; draw < kDraws; ++draw) {
    const std::size_t number = random.below(7);
    ASSERT_LT(number, 7U);
    ++counts[number];
  }
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 5 * std::sqrt(10'000.0 * 6 / 7));
}

TEST(Random, BelowOneIsAlwaysZero) {
  Random random(Seed(3));
  for (int draw = 0; draw < 100; ++draw) EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, BelowAHugeBoundFavoursNoNumberEither) {
  // A quarter of all draws lies above the bound; their remainders would fall on the lowest third only.
  Random random(Seed(4));
  constexpr std::size_t kBound = std::size_t{3} << 62U;
  constexpr int kDraws = 3000;
  int lowest = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    const std::size_t number = random.below(kBound);
    ASSERT_LT(number, kBound);
    if (number < kBound / 3) ++lowest;
  }
  EXPECT_NEAR(lowest, kDraws / 3, 5 * std::sqrt(kDraws * 2.0 / 9));
}

TEST(Random, APermutationHoldsEveryNumberOnce) {
  Random random(Seed(5));
  for (const std::size_t count : {0U, 1U, 2U, 35U, 1000U}) {
    auto order = random.permutation(count);
    ASSERT_EQ(order.size(), count);
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(order[i], i);
  }
}

TEST(Random, EveryPermutationOfThreeIsEquallyLikely) {
  Random random(Seed(6));
  std::array<int, 27> counts{};
  constexpr int kDraws = 60'000;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto order = random.permutation(3);
    ++counts[order[0] * 9 + order[1] * 3 + order[2]];
  }
  int seen = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++seen;
    EXPECT_NEAR(count, 10'000, 5 * std::sqrt(10'000.0 * 5 / 6));
  }
  EXPECT_EQ(seen, 6);
}

TEST(Random, NormalHasTheMomentsAndTailsOfAGaussian) {
  Random random(Seed(9));
  constexpr int kDraws = 200'000;
  std::array<double, 4> sums{};  // of the first four powers
  double products = 0.0;         // of neighbours in the sequence
  double before = 0.0;
  int far = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    const double number = random.normal();
    ASSERT_TRUE(std::isfinite(number));
    double power = 1.0;
    for (double& sum : sums) sum += power *= number;
    products += before * number;
    before = number;
    if (std::fabs(number) > 1.959963985) ++far;
  }
  // five standard errors: the variances of x, x², x³ and x⁴ are 1, 2, 15 and 96
  EXPECT_NEAR(sums[0] / kDraws, 0.0, 5 * std::sqrt(1.0 / kDraws));
  EXPECT_NEAR(sums[1] / kDraws, 1.0, 5 * std::sqrt(2.0 / kDraws));
  EXPECT_NEAR(sums[2] / kDraws, 0.0, 5 * std::sqrt(15.0 / kDraws));
  EXPECT_NEAR(sums[3] / kDraws, 3.0, 5 * std::sqrt(96.0 / kDraws));
  EXPECT_NEAR(products / kDraws, 0.0, 5 * std::sqrt(1.0 / kDraws));
  EXPECT_NEAR(static_cast<double>(far) / kDraws, 0.05, 5 * std::sqrt(0.05 * 0.95 / kDraws));
}

TEST(Random, TheSameSeedGivesTheSameDrawsAndAnotherSeedOthers) {
  Random one(Seed(7));
  Random same(Seed(7));
  Random other(Seed(8));
  const double first = one.uniform();
  EXPECT_EQ(first, same.uniform());
  EXPECT_NE(first, other.uniform());
}

}  // namespace
}  // namespace crystalgan
