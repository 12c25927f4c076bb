#include "crystalgan/screening/funnel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

// CsCl-like Pd-Ni with hydrogen in the face centre, in a cube of edge `a`.
Structure cube(double a) {
  return Structure(Lattice({Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}),
                   {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}, {kPdNiH.x, {0.5, 0.5, 0}}}, "cube");
}

double rule_edge() { return std::cbrt(rule_volume(cube(3).composition())); }

Screened screen_published(const std::vector<Generated>& generated) {
  return screen(generated, kPdNiH, published_limits(kPdNiH, 1.8, 3.0));
}

TEST(Funnel, EveryCountIsOutOfEverythingGenerated) {
  const Screened screened =
      screen_published({Rejection{std::string(kNotACrystal), "nan"}, cube(1.5), cube(rule_edge()), cube(4.5)});
  EXPECT_EQ(screened.summary.generated, 4);
  EXPECT_EQ(screened.summary.decoded, 3);
  EXPECT_EQ(screened.summary.certified, 1);
  std::int64_t rejected = 0;
  for (const auto& row : screened.summary.rejections) rejected += row.count;
  EXPECT_EQ(rejected + screened.summary.certified, screened.summary.generated);
}

TEST(Funnel, GoodNeedsTheVolumeRuleAndStrictTheRadii) {
  const Screened screened = screen_published({cube(rule_edge()), cube(3.4)});
  ASSERT_EQ(screened.certified.size(), 2U);
  const Candidate& first = screened.certified[0].candidate;
  EXPECT_TRUE(first.good);
  EXPECT_NEAR(first.volume_ratio, 1.0, 1e-12);
  EXPECT_EQ(first.strict, first.tightness >= 1.0);
  const double large = std::pow(3.4 / rule_edge(), 3);
  EXPECT_EQ(screened.certified[1].candidate.good, large <= 1.4);
}

TEST(Funnel, BestFirstIsStrictThenGoodThenTightness) {
  const Screened screened = screen_published({cube(2.7), cube(3.4), cube(rule_edge()), cube(3.3)});
  for (std::size_t i = 1; i < screened.certified.size(); ++i) {
    const Candidate& better = screened.certified[i - 1].candidate;
    const Candidate& worse = screened.certified[i].candidate;
    EXPECT_GE(better.strict, worse.strict);
    if (better.strict == worse.strict) {
      EXPECT_GE(better.good, worse.good);
    }
    if (better.strict == worse.strict && better.good == worse.good) {
      EXPECT_GE(better.tightness, worse.tightness);
    }
  }
}

TEST(Funnel, ACellOutOfRangeIsRejectedWhateverItsDistances) {
  // 101 Å long
  const Structure needle(Lattice({Cartesian{3, 0, 0}, Cartesian{0, 3, 0}, Cartesian{0, 0, 101}}),
                         {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.01}}, {kPdNiH.x, {0.5, 0.5, 0}}}, "needle");
  const Screened screened = screen_published({needle});
  ASSERT_EQ(screened.summary.rejections.size(), 1U);
  EXPECT_EQ(screened.summary.rejections[0].reason, "cell out of range");
}

TEST(Funnel, SymmetryIsThatOfTheStructure) {
  const Screened screened = screen_published({cube(rule_edge())});
  EXPECT_EQ(screened.certified[0].candidate.space_group_symbol, "P4/mmm");
  EXPECT_TRUE(screened.certified[0].candidate.symmetric);
  EXPECT_EQ(screened.summary.space_groups, 1);
}

TEST(Funnel, NothingInNothingOut) {
  const Screened screened = screen_published({});
  EXPECT_TRUE(screened.certified.empty());
  EXPECT_EQ(screened.summary.generated, 0);
}

}  // namespace
}  // namespace crystalgan
