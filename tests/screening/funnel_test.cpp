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

// The only candidate of a cube of this edge.
Candidate only(double a) {
  const Screened screened = screen_published({cube(a)});
  EXPECT_EQ(screened.certified.size(), 1U);
  return screened.certified.at(0).candidate;
}

TEST(Funnel, GoodNeedsAVolumeWithinTheRule) {
  // 0.7 and 1.4 of the rule, a hair to either side
  const double least = rule_edge() * std::cbrt(0.7);
  const double most = rule_edge() * std::cbrt(1.4);
  EXPECT_FALSE(only(least * 0.9999).good);
  EXPECT_TRUE(only(least * 1.0001).good);
  EXPECT_TRUE(only(most * 0.9999).good);
  EXPECT_FALSE(only(most * 1.0001).good);
  EXPECT_NEAR(only(rule_edge()).volume_ratio, 1.0, 1e-12);
}

TEST(Funnel, TightnessIsTheWorstPairAgainstItsRadiiLimit) {
  // In a cube of 3 Å: Ni-H 1.5 of 0.8 (1.24 + 0.37) = 1.288, Pd-H 2.121 of 1.392, H-H 3 of 1, Pd-Pd 3 of 2.192,
  // Ni-Ni 3 of 1.984, Ni-Pd 2.598 of 2.088: Ni-H is the tightest.
  EXPECT_NEAR(only(3.0).tightness, 1.5 / 1.288, 1e-12);
}

TEST(Funnel, StrictMeansGoodWithoutAClashHydrogenIncluded) {
  const double a = rule_edge();
  EXPECT_TRUE(only(a).strict);
  // hydrogen moved to 0.2 a from nickel: certified and good, for hydrogen is free there, but never strict
  Structure clash(Lattice({Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}),
                  {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}, {kPdNiH.x, {0.5, 0.5, 0.3}}}, "clash");
  const Screened screened = screen_published({clash});
  ASSERT_EQ(screened.certified.size(), 1U);
  EXPECT_TRUE(screened.certified[0].candidate.good);
  EXPECT_FALSE(screened.certified[0].candidate.strict);
}

TEST(Funnel, GoodNeedsAllThreeElements) {
  const double a = std::cbrt(rule_volume({{kPdNiH.a, 2}}));
  const Structure metal(Lattice({Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}),
                        {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.a, {0.5, 0.5, 0.5}}}, "metal");
  const Screened screened = screen_published({metal});
  ASSERT_EQ(screened.certified.size(), 1U);
  EXPECT_FALSE(screened.certified[0].candidate.good);
}

TEST(Funnel, BestFirstIsStrictThenGoodThenTightness) {
  const double a = rule_edge();
  const double small = a * std::cbrt(0.69);  // not good
  const Screened screened = screen_published({cube(small), cube(a), cube(1.02 * a)});
  ASSERT_EQ(screened.certified.size(), 3U);
  EXPECT_EQ(screened.certified[0].index, 2U);  // strict and wider
  EXPECT_EQ(screened.certified[1].index, 1U);
  EXPECT_EQ(screened.certified[2].index, 0U);
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
