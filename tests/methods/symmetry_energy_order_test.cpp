#include <gtest/gtest.h>

#include "crystalgan/methods/symmetry/energy_order.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

// A template of formula 1; the allocation ordered by score.
EvaluatedCandidate one(double prior, double score, std::optional<double> energy) {
  return {1, true, prior, score, energy};
}

using Scores = std::vector<std::optional<double>>;

TEST(EnergyOrder, CandidatesOfAFormulaExchangeTheirScores) {
  // by hand, weights 1 and 10: -2 - 3, -4 - 0, -1 - 5
  EXPECT_EQ(scores_by_energy(std::vector{one(-2, -1.0, -4.7), one(-4, -1.5, -5.0), one(-1, -2.0, -4.5)}, {1, 10}),
            (Scores{-1.5, -1.0, -2.0}));
}

TEST(EnergyOrder, WithoutOneWeightTheOtherDecides) {
  const std::vector all{one(-2, -1.0, -4.7), one(-4, -1.5, -5.0), one(-1, -2.0, -4.5)};
  EXPECT_EQ(scores_by_energy(all, {1, 0}), (Scores{-1.5, -2.0, -1.0}));
  EXPECT_EQ(scores_by_energy(all, {0, 1}), (Scores{-1.5, -1.0, -2.0}));
}

TEST(EnergyOrder, FormulasAndClassesKeepTheirPlaces) {
  const std::vector<EvaluatedCandidate> all{{1, true, -1, -1.0, -3.0},  {1, true, -1, -1.2, -4.0},
                                            {1, false, -1, -1.4, -4.5}, {1, false, -1, -1.6, -5.0},
                                            {2, true, -1, -0.5, -2.0},  {2, true, -1, -0.7, -1.0}};
  EXPECT_EQ(scores_by_energy(all, {1, 8}), (Scores{-1.2, -1.0, -1.6, -1.4, -0.5, -0.7}));
}

TEST(EnergyOrder, EnergyIsMeasuredFromTheLowestOfBothClassesAndCapped) {
  // both templates lie more than 1.5 eV/atom above the prototype: their priors decide
  const std::vector<EvaluatedCandidate> all{
      {1, true, -2, -1.0, -3.0}, {1, true, -1, -1.2, -2.0}, {1, false, -1, -1.4, -5.0}};
  EXPECT_EQ(scores_by_energy(all, {1, 100}), (Scores{-1.2, -1.0, -1.4}));
}

TEST(EnergyOrder, WhatHasNoEnergyHasNoScoreAndLeavesItsPlaceToOthers) {
  EXPECT_EQ(scores_by_energy(std::vector{one(-1, -1.0, std::nullopt), one(-1, -1.5, -4.0), one(-1, -2.0, -5.0)}),
            (Scores{std::nullopt, -1.5, -1.0}));
  EXPECT_EQ(scores_by_energy(std::vector{one(-1, -1.0, std::nullopt)}), (Scores{std::nullopt}));
  EXPECT_EQ(scores_by_energy({}), Scores{});
}

TEST(EnergyOrder, EqualCandidatesKeepTheirOrder) {
  EXPECT_EQ(scores_by_energy(std::vector{one(-1, -1.0, -4.0), one(-1, -1.0, -4.0), one(-1, -2.0, -4.0)}),
            (Scores{-1.0, -1.0, -2.0}));
}

TEST(EnergyOrder, ThePriorOfAPrototypeIsItsCost) {
  SymmetryCandidate candidate{test::rocksalt(), 0, 'R', ""};
  candidate.cost = 3.0;
  candidate.own = 2;
  candidate.summed_log_probability = -7.0;
  EXPECT_NEAR(prior_of(candidate), -0.3, 1e-12);
  candidate.kind = 'T';
  EXPECT_EQ(prior_of(candidate), -7.0);
}

}  // namespace
}  // namespace crystalgan
