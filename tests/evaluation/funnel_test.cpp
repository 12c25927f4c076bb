#include "crystalgan/evaluation/funnel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

// CsCl-like Pd-Ni with hydrogen in the face centre, in a cube of edge `a`.
Structure cube(double a) {
  return Structure(Lattice({Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}),
                   {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}, {kPdNiH.x, {0.5, 0.5, 0}}}, "cube");
}

double rule_edge() { return std::cbrt(rule_volume(cube(3).composition())); }

Screened screen_published(const std::vector<Generated>& generated, const ScreeningSettings& settings = {}) {
  return screen(generated, kPdNiH, published_limits(kPdNiH, 1.8, 3.0), settings);
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
  EXPECT_NEAR(only(3.0).distance_over_limit, 1.5 / 1.288, 1e-12);
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

TEST(Funnel, TheOrderOfTheMethodStaysOnRequest) {
  ScreeningSettings settings;
  settings.keep_order = true;
  const std::vector<Generated> generated{cube(rule_edge() * 1.1), cube(1.5), cube(rule_edge()),
                                         cube(rule_edge() * 1.1)};
  const auto& kept = screen_published(generated, settings).certified;
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].index, 0U);
  EXPECT_EQ(kept[1].index, 2U);
  EXPECT_EQ(kept[2].index, 3U);
  EXPECT_TRUE(kept[0].candidate.unique);
  EXPECT_FALSE(kept[2].candidate.unique) << "the first of equal crystals is the unique one";
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

TEST(Funnel, UniqueIsTheBestOfItsKindAmongTheGood) {
  const double a = rule_edge();
  const Structure small = cube(a * std::cbrt(0.69));  // the same crystal, but not good
  const Structure other(cube(a).lattice(),
                        {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}, {kPdNiH.x, {0.25, 0.25, 0.6}}}, "other");
  const Screened screened = screen_published({small, cube(a), cube(1.02 * a), other, cube(a)});
  ASSERT_EQ(screened.certified.size(), 5U);
  EXPECT_EQ(screened.summary.good, 4);
  EXPECT_EQ(screened.summary.unique, 2);
  for (const Certified& one : screened.certified)
    EXPECT_EQ(one.candidate.unique, one.index == 2U || one.index == 3U) << one.index;  // 2 is the widest of the cubes
}

TEST(Funnel, NovelIsWhatNoKnownCrystalIsWithTheMetalsAsOne) {
  const double a = rule_edge();
  std::vector<Site> sites = cube(a).sites();
  for (Site& site : sites)
    if (site.element == kPdNiH.b) site.element = kPdNiH.a;
  ScreeningSettings settings;
  EXPECT_EQ(screen_published({cube(a)}, settings).summary.novel, 1);
  settings.known = {Structure(cube(a).lattice(), sites, "PdH in this arrangement")};
  const Screened screened = screen_published({cube(a), cube(1.02 * a)}, settings);
  EXPECT_EQ(screened.summary.novel, 0);
  EXPECT_EQ(screened.summary.unique, 1);
  EXPECT_EQ(screened.summary.symmetric, 2);
  EXPECT_EQ(screened.summary.new_and_symmetric, 0);
}

TEST(Funnel, NovelIsWhatNoReferenceIsAsItStands) {
  const double a = rule_edge();
  ScreeningSettings settings;
  settings.references = {cube(1.5 * a)};
  EXPECT_EQ(screen_published({cube(a)}, settings).summary.novel, 0);
  std::vector<Site> sites = cube(a).sites();
  for (Site& site : sites)
    if (site.element == kPdNiH.b) site.element = kPdNiH.a;
  settings.references = {Structure(cube(a).lattice(), sites, "its metals renamed")};
  EXPECT_EQ(screen_published({cube(a)}, settings).summary.novel, 1);
}

TEST(Funnel, NewAndSymmetricAreThoseThatAreUniqueNovelAndSymmetricAtOnce) {
  const double a = rule_edge();
  const Structure crooked(Lattice({Cartesian{a, 0.1, 0}, Cartesian{0, a, 0.2}, Cartesian{0.3, 0, a}}),
                          {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.52, 0.47, 0.49}}, {kPdNiH.x, {0.3, 0.35, 0.6}}},
                          "crooked");
  const Screened screened = screen_published({cube(a), cube(1.02 * a), crooked});
  EXPECT_EQ(screened.summary.good, 3);
  EXPECT_EQ(screened.summary.unique, 2);
  EXPECT_EQ(screened.summary.novel, 3);
  EXPECT_EQ(screened.summary.symmetric, 2);
  EXPECT_EQ(screened.summary.new_and_symmetric, 1);
}

TEST(Funnel, ThePaperRuleIsAskedOfWhatWasGenerated) {
  // A cube of 1.9 Å: images at 1.65 Å break the rule, and so does repair's absence; inside the cell the metals are 1.65
  // Å apart too. Pd and Ni 2.5 Å apart in a cell of 4 Å keep it inside the cell only.
  const Structure in_cell_only(Lattice::from_parameters(4, 6, 6, 90, 90, 90),
                               {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.625, 0, 0}}, {kPdNiH.x, {0.3, 0.5, 0.5}}},
                               "in cell only");
  for (const bool repair : {false, true}) {
    ScreeningSettings settings;
    settings.repair = repair;
    const Screened screened = screen_published({cube(1.9), in_cell_only, cube(rule_edge())}, settings);
    EXPECT_EQ(screened.summary.paper_rule, 1) << repair;
    EXPECT_EQ(screened.summary.paper_rule_in_cell, 2) << repair;
    EXPECT_GE(screened.summary.certified, repair ? 2 : 1);
  }
}

TEST(Funnel, WithoutImagesAtomsCountWhereTheMethodPutThemAndAreWrittenInTheCell) {
  // Pd and Ni 2.5 Å apart in a skewed cell: wrapped, Ni would be at 6.3 Å in the cell
  const Lattice lattice = Lattice::from_parameters(8, 7, 7, 75, 100, 95);
  const Fractional beside = lattice.fractional(Cartesian{-2.5, 0, 0});
  const Structure outside(lattice, {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, beside}, {kPdNiH.x, {3.2, -1.4, 0.5}}},
                          "outside");
  const Screened screened = screen_published({outside});
  EXPECT_EQ(screened.summary.paper_rule_in_cell, 1);
  EXPECT_EQ(screen_published({wrapped(outside)}).summary.paper_rule_in_cell, 0);
  EXPECT_EQ(screened.summary.paper_rule, 1);
  ASSERT_EQ(screened.certified.size(), 1U);
  for (const Site& site : screened.certified[0].structure.sites())
    for (const double component : site.position.components) EXPECT_TRUE(component >= 0.0 && component < 1.0);
}

TEST(Funnel, ThePaperRuleHasAWindowOfItsOwn) {
  ScreeningSettings settings;
  settings.d1 = 2.8;  // above the 2.63 Å between the metals of this cube, whatever the policy
  EXPECT_EQ(screen_published({cube(rule_edge())}, settings).summary.paper_rule, 0);
  EXPECT_EQ(screen_published({cube(rule_edge())}, settings).summary.certified, 1);
}

TEST(Funnel, RepairBringsACrystalWithinTheLimits) {
  const Structure crowded = cube(1.9);
  EXPECT_EQ(screen_published({crowded}).summary.certified, 0);
  ScreeningSettings settings;
  settings.repair = true;
  const Screened screened = screen_published({crowded}, settings);
  ASSERT_EQ(screened.summary.certified, 1);
  EXPECT_TRUE(screened.certified[0].candidate.good);
  EXPECT_EQ(screened.certified[0].structure.composition(), crowded.composition());
}

TEST(Funnel, TheFormAsWrittenIsEvaluated) {
  ScreeningSettings settings;
  settings.as_written = [](const Structure& structure) -> Generated {
    if (structure.name() == "unwritable") return Rejection{"cannot be written", "wild"};
    return Structure(structure.lattice().scaled(1.01), structure.sites(), structure.name());
  };
  const double a = rule_edge();
  const Screened screened = screen_published({cube(a), cube(a).named("unwritable")}, settings);
  ASSERT_EQ(screened.certified.size(), 1U);
  EXPECT_NEAR(screened.certified[0].candidate.volume_ratio, std::pow(1.01, 3), 1e-9);
  EXPECT_NEAR(screened.certified[0].structure.lattice().lengths()[0], 1.01 * a, 1e-9);
  EXPECT_EQ(screened.summary.decoded, 2);
  EXPECT_EQ(screened.summary.rejections, (std::vector<RejectionCount>{{"cannot be written", 1, "wild"}}));
}

TEST(Funnel, EndsTheSameForAnyNumberOfThreads) {
  Random random{Seed(21)};
  const double a = rule_edge();
  std::vector<Generated> generated{cube(a), cube(1.02 * a), Rejection{std::string(kNotACrystal), "nan"},
                                   cube(0.99 * a)};
  for (int i = 0; i < 6; ++i)
    for (const Structure& crystal : test::random_crystals(random)) generated.emplace_back(at_rule_volume(crystal));
  ScreeningSettings settings;
  settings.repair = true;
  settings.threads = 1;
  const Screened one = screen_published(generated, settings);
  settings.threads = 3;
  const Screened three = screen_published(generated, settings);
  EXPECT_EQ(one.summary, three.summary);
  EXPECT_GT(one.summary.certified, 5);
  ASSERT_EQ(one.certified.size(), three.certified.size());
  for (std::size_t i = 0; i < one.certified.size(); ++i) {
    EXPECT_EQ(one.certified[i].index, three.certified[i].index);
    EXPECT_EQ(one.certified[i].candidate.distance_over_limit, three.certified[i].candidate.distance_over_limit);
    EXPECT_EQ(one.certified[i].candidate.unique, three.certified[i].candidate.unique);
    EXPECT_EQ(one.certified[i].structure.lattice().rows(), three.certified[i].structure.lattice().rows());
  }
}

TEST(Funnel, NothingInNothingOut) {
  const Screened screened = screen_published({});
  EXPECT_TRUE(screened.certified.empty());
  EXPECT_EQ(screened.summary.generated, 0);
}

}  // namespace
}  // namespace crystalgan
