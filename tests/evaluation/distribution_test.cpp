#include "crystalgan/evaluation/distribution.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace crystalgan {
namespace {

// scipy 1.10.1: python3 -c "from scipy.stats import wasserstein_distance as w; print(w([0, 1, 3], [5, 6, 8]))", and so
// on for the others
TEST(WassersteinDistance, IsThatOfScipy) {
  EXPECT_DOUBLE_EQ(wasserstein_distance({0, 1, 3}, {5, 6, 8}).value(), 5.0);
  EXPECT_DOUBLE_EQ(wasserstein_distance({3.4, 3.9, 7.5, 7.8}, {4.5, 1.4}).value(), 2.7);
  EXPECT_DOUBLE_EQ(wasserstein_distance({0, 0, 0, 10}, {1}).value(), 3.0);
  EXPECT_DOUBLE_EQ(wasserstein_distance({2.5, 1, 7.25, 7.25, -3}, {0.5, 7.25, 4, 4, 9, 1}).value(), 1.725);
}

TEST(WassersteinDistance, OfASampleAndItselfIsZeroHoweverOftenItIsTaken) {
  EXPECT_EQ(wasserstein_distance({3, 1, 2}, {1, 2, 3}), 0.0);
  EXPECT_NEAR(wasserstein_distance({3, 1, 2}, {1, 1, 2, 2, 3, 3}).value(), 0.0, 1e-15);
}

TEST(WassersteinDistance, IsHowFarASampleWasMoved) {
  const std::vector<double> sample{-1.5, 0, 0, 2, 7};
  std::vector<double> moved;
  for (const double value : sample) moved.push_back(value + 0.25);
  EXPECT_DOUBLE_EQ(wasserstein_distance(sample, moved).value(), 0.25);
  EXPECT_DOUBLE_EQ(wasserstein_distance(moved, sample).value(), 0.25);
}

TEST(WassersteinDistance, NeedsTwoSamples) {
  EXPECT_EQ(wasserstein_distance({}, {1}), std::nullopt);
  EXPECT_EQ(wasserstein_distance({1}, {}), std::nullopt);
}

TEST(SpaceGroupCounts, CountEveryGroupOnce) {
  SpaceGroupCounts counts;
  for (const int number : {225, 1, 225, 2, 1, 1, 194}) counts.add(number);
  counts.add(std::nullopt);
  EXPECT_EQ(counts.different(), 4U);
  EXPECT_EQ(counts.count(1), 3U);
  EXPECT_EQ(counts.unknown(), 1U);
  EXPECT_EQ(counts.of_number().at(225), 2U);
}

TEST(SpaceGroupCounts, AreZeroForNothing) {
  const SpaceGroupCounts counts;
  EXPECT_EQ(counts.different() + counts.count(1) + counts.unknown(), 0U);
}

}  // namespace
}  // namespace crystalgan
