#include "crystalgan/stability/ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "tests/stability/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

// PdNiH is a third of each: of the known phases that is two thirds of NiH (-0.2) and one of Pd.
constexpr double kKnownAtPdNiH = -0.4 / 3.0;

Structure pd_ni_h(const std::string& name) { return half_heusler(kPd, kNi, kH, name); }
Structure pd_h_ni(const std::string& name) { return half_heusler(kPd, kH, kNi, name); }

RankingRecord ranked_here(const std::vector<RelaxedCrystal>& crystals, std::size_t threads = 1) {
  return ranked(crystals, known_of_the_system(), kSystem, kMadeUp, threads);
}

std::vector<std::string> ids_of(const RankingRecord& record) {
  std::vector<std::string> ids;
  for (const RankedRow& row : record.crystals) ids.push_back(row.id);
  return ids;
}

TEST(Ranking, OfNothingShowsTheKnownPhases) {
  const RankingRecord record = ranked_here({});
  EXPECT_EQ(record.system, "Pd-Ni-H");
  EXPECT_EQ(record.calculator.name, "made up");
  EXPECT_EQ(record.calculator.trust, "screening");
  EXPECT_TRUE(record.crystals.empty());
  EXPECT_EQ(record.certified, 0);
  EXPECT_EQ(record.left_out, std::vector<std::string>{"Ni-diamond: stuck"});
  ASSERT_EQ(record.elements.size(), 3U);
  EXPECT_EQ(record.elements[2].element, "H");
  EXPECT_EQ(record.elements[2].energy, -2.0);
  EXPECT_EQ(record.elements[2].source, "H2 molecule");
  // by formula, then energy
  ASSERT_EQ(record.phases.size(), 4U);
  const std::vector<std::string> names{"Ni-fcc", "NiH-NaCl", "Pd-fcc", "Pd-bcc"};
  const std::vector<double> formation{0.0, -0.2, 0.0, 0.1};
  const std::vector<double> above{0.0, 0.0, 0.0, 0.1};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(record.phases[i].name, names[i]);
    EXPECT_NEAR(record.phases[i].formation_energy, formation[i], 1e-12) << names[i];
    EXPECT_NEAR(record.phases[i].above_hull, above[i], 1e-12) << names[i];
  }
  EXPECT_EQ(record.phases[1].formula, "NiH");
  EXPECT_EQ(record.phases[1].kind, "input");
  EXPECT_NEAR(record.phases[1].energy, -3.2, 1e-12);  // (-4 - 2) / 2 - 0.2, per atom
}

TEST(Ranking, KnownPhasesStandByFormulaBeforeTheyStandByEnergy) {
  KnownEnergies known = known_of_the_system();
  known.phases.push_back(phase("Ni-bcc", "element", {{kNi, {0, 0, 0}}}, 1.0));  // above NiH
  const RankingRecord record = ranked({}, known, kSystem, kMadeUp, 1);
  std::vector<std::string> names;
  for (const PhaseRow& row : record.phases) names.push_back(row.name);
  EXPECT_EQ(names, (std::vector<std::string>{"Ni-fcc", "Ni-bcc", "NiH-NaCl", "Pd-fcc", "Pd-bcc"}));
}

TEST(Ranking, ANewCornerIsOnTheHullOfAllAndBelowThatOfTheKnown) {
  const RankingRecord record = ranked_here({crystal("0001", pd_ni_h("low"), -0.5)});
  ASSERT_EQ(record.crystals.size(), 1U);
  const RankedRow& row = record.crystals.front();
  EXPECT_NEAR(row.formation_energy, -0.5, 1e-12);
  EXPECT_NEAR(row.energy, -3.5, 1e-12);
  EXPECT_NEAR(row.above_hull, 0.0, 1e-12);
  EXPECT_GE(row.above_hull, 0.0);
  EXPECT_NEAR(row.above_known, -0.5 - kKnownAtPdNiH, 1e-12);
  EXPECT_EQ(row.found_by, "0001");
  EXPECT_EQ(row.space_group, 216);
  EXPECT_EQ(record.certified, 1);
  EXPECT_EQ(within(record, 0.05), 1);
}

TEST(Ranking, ACandidateThatTheKnownBeatIsAsFarAboveBothHulls) {
  const RankingRecord record = ranked_here({crystal("0001", pd_ni_h("high"), 0.1)});
  EXPECT_NEAR(record.crystals.at(0).above_known, 0.1 - kKnownAtPdNiH, 1e-12);
  EXPECT_NEAR(record.crystals.at(0).above_hull, 0.1 - kKnownAtPdNiH, 1e-12);
  EXPECT_EQ(within(record, 0.2), 0);
}

// Pd2NiH is a quarter of Pd and three quarters of PdNiH: -0.375 of that hull; half of it is NiH: -0.1 of the known one.
TEST(Ranking, CandidatesMakeTheHullForEachOther) {
  const RankingRecord record =
      ranked_here({crystal("0001", heusler("between"), -0.3), crystal("0002", pd_h_ni("other"), -0.1),
                   crystal("0003", pd_ni_h("corner"), -0.5)});
  EXPECT_EQ(ids_of(record), (std::vector<std::string>{"0003", "0001", "0002"}));
  EXPECT_NEAR(record.crystals[1].above_hull, 0.075, 1e-12);
  EXPECT_NEAR(record.crystals[1].above_known, -0.2, 1e-12);
  EXPECT_NEAR(record.crystals[2].above_hull, 0.4, 1e-12);
  EXPECT_NEAR(record.crystals[2].above_known, -0.1 - kKnownAtPdNiH, 1e-12);
  EXPECT_EQ(within(record, 0.1), 2);
}

TEST(Ranking, ACandidateThatBeatsAKnownTernaryLiftsItAndNoBinary) {
  KnownEnergies known = known_of_the_system();
  const Structure given = pd_h_ni("PdNiH-given");
  known.phases.push_back({"PdNiH-given", "given", given, "F-43m", 3.0 * energy_per_atom(given, -0.1)});
  const auto above = [&](const std::vector<RelaxedCrystal>& crystals, const std::string& name) {
    const RankingRecord record = ranked(crystals, known, kSystem, kMadeUp, 1);
    return std::ranges::find(record.phases, name, &PhaseRow::name)->above_hull;
  };
  EXPECT_NEAR(above({}, "PdNiH-given"), -0.1 - kKnownAtPdNiH, 1e-12);
  EXPECT_NEAR(above({crystal("0001", pd_ni_h("low"), -0.5)}, "PdNiH-given"), 0.4, 1e-12);
  EXPECT_NEAR(above({crystal("0001", pd_ni_h("low"), -0.5)}, "NiH-NaCl"), 0.0, 1e-12);
}

TEST(Ranking, TheHullNamesWhatLiesOnItAndItsTriangles) {
  const auto names = [](const HullRecord& hull) {
    std::vector<std::string> texts;
    for (const HullPhase& phase : hull.phases) texts.push_back(phase.kind + " " + phase.name + " " + phase.formula);
    return texts;
  };
  using Triangles = std::vector<std::array<std::size_t, 3>>;
  const HullRecord known = ranked_here({crystal("0007", pd_ni_h("high"), 0.3)}).hull;
  EXPECT_EQ(names(known),
            (std::vector<std::string>{"element Pd Pd", "element Ni Ni", "element H H", "input NiH-NaCl NiH"}));
  EXPECT_EQ(known.triangles, (Triangles{{0, 1, 3}, {0, 2, 3}}));
  const HullRecord lowered = ranked_here({crystal("0007", pd_ni_h("low"), -0.5)}).hull;
  ASSERT_EQ(lowered.phases.size(), 5U);
  EXPECT_EQ(names(lowered).back(), "candidate 0007 NiPdH");
  EXPECT_EQ(lowered.triangles, (Triangles{{0, 1, 4}, {0, 2, 4}, {1, 3, 4}, {2, 3, 4}}));
}

TEST(Ranking, TheMomentIsThatOfTheLowest) {
  RelaxedCrystal low = crystal("0001", pd_ni_h("one"), -0.5);
  RelaxedCrystal high = crystal("0002", translated(pd_ni_h("two"), {0.1, 0.3, 0.7}), -0.4);
  low.row.moment = 1.5;
  high.row.moment = 2.5;
  EXPECT_EQ(ranked_here({high, low}).crystals.front().moment, 1.5);
  EXPECT_EQ(ranked_here({crystal("0001", pd_ni_h("one"), -0.5)}).crystals.front().moment, std::nullopt);
}

TEST(Ranking, TiesStandInOrderOfTheirIds) {
  const RankingRecord record =
      ranked_here({crystal("0012", pd_h_ni("one"), -0.5), crystal("0003", pd_ni_h("two"), -0.5),
                   crystal("0007", half_heusler(kNi, kPd, kH, "three"), -0.5)});
  EXPECT_EQ(ids_of(record), (std::vector<std::string>{"0003", "0007", "0012"}));
}

TEST(Ranking, OfTwoOnTheHullTheOneFurtherBelowTheKnownComesFirst) {
  const RankingRecord record =
      ranked_here({crystal("0001", pd_ni_h("one"), -0.4), crystal("0002", heusler("two"), -0.6)});
  // Pd2NiH at -0.6 and PdNiH at -0.4: the line from Pd2NiH to NiH is at -0.4667 where PdNiH lies
  EXPECT_EQ(ids_of(record), (std::vector<std::string>{"0002", "0001"}));
  EXPECT_NEAR(record.crystals[1].above_hull, -0.4 + (2.0 / 3.0 * 0.6 + 1.0 / 3.0 * 0.2), 1e-12);
}

TEST(Ranking, WhatTheMatcherTakesForOneIsOneTheLowestStandsForIt) {
  Random random(Seed(3));
  const Structure same = pd_ni_h("same");
  const Structure recut_cell = recut(same, {{{1, 1, 0}, {0, 1, 0}, {0, -1, 1}}});
  const Structure twice = supercell(same, 2, 1, 1);
  const RankingRecord record = ranked_here(
      {crystal("0009", twice, -0.45), crystal("0004", translated(same, {0.1, 0.3, 0.7}), -0.5),
       crystal("0002", shaken(recut_cell, 0.02, random), -0.49), crystal("0005", pd_h_ni("different"), -0.48)});
  ASSERT_EQ(ids_of(record), (std::vector<std::string>{"0004", "0005"}));
  EXPECT_EQ(record.crystals[0].found_by, "0002 0004 0009");
  EXPECT_NEAR(record.crystals[0].formation_energy, -0.5, 1e-12);
  EXPECT_EQ(record.crystals[1].found_by, "0005");
  EXPECT_EQ(record.certified, 4);
}

TEST(Ranking, AnEnergyThatNoCrystalHasIsCountedAndHasNoPart) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const RankingRecord record = ranked_here(
      {crystal("0001", pd_ni_h("deep"), -5.1), crystal("0002", pd_h_ni("sound"), -0.1),
       crystal("0003", heusler("not a number"), nan), crystal("0004", half_heusler(kNi, kPd, kH, "just"), -4.9)});
  EXPECT_EQ(record.unbelievable, 2);
  EXPECT_EQ(record.certified, 4);
  EXPECT_EQ(ids_of(record), (std::vector<std::string>{"0004", "0002"}));
  EXPECT_NEAR(record.crystals[1].above_hull, 4.8, 1e-12);
}

TEST(Ranking, ACandidateThatLacksAnElementLowersTheHullAndIsNotRanked) {
  const Structure nih(face_centred(4.0), {{kNi, {0, 0, 0}}, {kH, {0.25, 0.25, 0.25}}}, "NiH");
  const RankingRecord record = ranked_here({crystal("0001", nih, -0.6), crystal("0002", pd_ni_h("x"), -0.3)});
  EXPECT_EQ(ids_of(record), std::vector<std::string>{"0002"});
  EXPECT_EQ(record.not_ternary, 1);
  EXPECT_EQ(record.certified, 2);
  EXPECT_NEAR(record.crystals[0].above_hull, -0.3 + 0.6 * 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(record.crystals[0].above_known, -0.3 - kKnownAtPdNiH, 1e-12);
  EXPECT_NEAR(std::ranges::find(record.phases, "NiH-NaCl", &PhaseRow::name)->above_hull, 0.4, 1e-12);
}

TEST(Ranking, IsTheSameForAnyNumberOfThreadsAndAnyOrder) {
  std::vector<RelaxedCrystal> crystals{crystal("0001", pd_ni_h("a"), -0.3), crystal("0002", pd_h_ni("b"), -0.2),
                                       crystal("0003", heusler("c"), -0.1),
                                       crystal("0004", supercell(pd_ni_h("d"), 1, 2, 1), -0.25)};
  const std::string once = ranking_csv(ranked_here(crystals));
  EXPECT_EQ(ranking_csv(ranked_here(crystals, 3)), once);
  std::ranges::reverse(crystals);
  EXPECT_EQ(ranking_csv(ranked_here(crystals)), once);
}

}  // namespace
}  // namespace crystalgan
