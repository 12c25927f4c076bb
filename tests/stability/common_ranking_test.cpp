#include "crystalgan/stability/common_ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/stability/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

constexpr double kKnownAtPdNiH = -0.4 / 3.0;

std::vector<RunShare> shares(const std::vector<RankedRun>& runs) {
  return shares_of(runs, known_of_the_system(), kSystem, kMadeUp, 1);
}

TEST(CommonRanking, RunsShareAHullAndWhatBothFoundIsNobodysAlone) {
  const Structure shared = half_heusler(kPd, kNi, kH, "x");
  const std::vector<RankedRun> runs{
      {"first", 10, {crystal("0001", shared, -0.5), crystal("0002", half_heusler(kPd, kH, kNi, "y"), -0.42)}},
      {"second",
       10,
       {crystal("0001", supercell(shared, 2, 1, 1), -0.45), crystal("0002", heusler("z"), -0.36),
        crystal("0003", half_heusler(kNi, kPd, kH, "deep"), -6.0)}}};
  const auto found = shares(runs);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "first");
  EXPECT_EQ(found[0].relaxed, 10U);
  EXPECT_EQ(found[0].certified, 2U);
  EXPECT_EQ(found[0].distinct, 2U);
  EXPECT_EQ(found[0].within_05, 1U);  // the corner
  EXPECT_EQ(found[0].within_10, 2U);  // and 0.08 above it
  EXPECT_EQ(found[0].alone_10, 1U);
  EXPECT_NEAR(found[0].lowest, -0.5 - kKnownAtPdNiH, 1e-12);
  EXPECT_EQ(found[1].certified, 3U);
  EXPECT_EQ(found[1].distinct, 2U) << "an energy that no crystal has is none";
  EXPECT_EQ(found[1].within_05, 2U);  // the corner, and Pd2NiH 0.015 above the line from Pd to it
  EXPECT_EQ(found[1].alone_10, 1U);
  EXPECT_NEAR(found[1].lowest, -0.45 - kKnownAtPdNiH, 1e-12) << "by its own energy, above the known phases";
}

TEST(CommonRanking, ARunWithoutCrystalsFoundNothing) {
  const auto found = shares({{"empty", 30, {}}, {"one", 30, {crystal("0001", heusler("x"), -0.2)}}});
  EXPECT_EQ(found[0].distinct, 0U);
  EXPECT_EQ(found[0].lowest, std::numeric_limits<double>::infinity());
  EXPECT_TRUE(found[0].expected_lowest.empty());
  EXPECT_EQ(found[1].alone_10, 1U);
}

// The mean over all orders of 14 relaxations, of which three came to something, of the lowest among the first 10.
TEST(CommonRanking, TheExpectedLowestIsTheMeanOverAllOrders) {
  const std::vector<double> formation{-0.5, -0.2, 0.1};
  std::vector<RelaxedCrystal> crystals;
  for (std::size_t i = 0; i < 3; ++i)
    crystals.push_back(crystal("000" + std::to_string(i), half_heusler(kPd, kNi, kH, "x"), formation[i]));
  const auto found = shares({{"run", 14, crystals}});
  ASSERT_EQ(found[0].expected_lowest.size(), 1U) << "10 of 14; not 30";
  double sum = 0.0;
  int sets = 0;
  for (unsigned drawn = 0; drawn < (1U << 14U); ++drawn) {
    if (__builtin_popcount(drawn) != 10) continue;
    double lowest = formation.back();  // none: as high as the highest
    for (std::size_t i = 0; i < 3; ++i)
      if ((drawn >> i & 1U) != 0) lowest = std::min(lowest, formation[i]);
    sum += lowest - kKnownAtPdNiH;
    ++sets;
  }
  EXPECT_NEAR(found[0].expected_lowest[0], sum / sets, 1e-12);
}

TEST(CommonRanking, AfterAllRelaxationsTheExpectedLowestIsTheLowest) {
  const auto found = shares({{"run", 10, {crystal("0001", half_heusler(kPd, kNi, kH, "x"), -0.3)}}});
  ASSERT_EQ(found[0].expected_lowest.size(), 1U);
  EXPECT_NEAR(found[0].expected_lowest[0], found[0].lowest, 1e-12);
}

}  // namespace
}  // namespace crystalgan
