#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "crystalgan/methods/symmetry/allocation.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

SymmetryCandidate candidate(std::size_t formula, char kind, const std::string& origin, double energy) {
  return {test::rocksalt(), formula, kind, origin, 0.0, energy};
}

SymmetryCandidate template_candidate(std::size_t formula, const std::string& origin, double summed, double energy) {
  SymmetryCandidate made = candidate(formula, 'T', origin, energy);
  made.summed_log_probability = summed;
  return made;
}

SymmetryCandidate prototype_candidate(std::size_t formula, const std::string& origin, double cost, double energy,
                                      int own = 0) {
  SymmetryCandidate made = candidate(formula, 'R', origin, energy);
  made.cost = cost;
  made.own = own;
  return made;
}

std::vector<RankedFormula> formulas_with(std::vector<double> log_probabilities) {
  std::vector<RankedFormula> formulas;
  for (const double each : log_probabilities)
    formulas.push_back({{1, 1, 2}, each, 2.0, 2.0, FormulaSource::valences, ""});
  return formulas;
}

std::string order_of(const std::vector<SymmetryCandidate>& candidates) {
  std::string order;
  for (const SymmetryCandidate& each : candidates) order += each.origin;
  return order;
}

TEST(Allocation, TemplatesAreOrderedByProbabilityAndEnergy) {
  // eight per eV/atom; beyond 1.5 eV/atom above the lowest, 12 for all
  const auto found = allocated({template_candidate(0, "a", -2.0, -5.0), template_candidate(0, "b", -1.0, -4.9),
                                template_candidate(0, "c", -9.0, 0.0), template_candidate(0, "d", -8.0, 3.0)},
                               formulas_with({-1.0}), false, 10);
  EXPECT_EQ(order_of(found), "badc");
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(found[i].score, -0.6 - std::log(static_cast<double>(i) + 3.0), 1e-12);
}

TEST(Allocation, TemplatesAndPrototypesShareTheirFormula) {
  const auto found = allocated({prototype_candidate(0, "p", 1.0, -5.0), prototype_candidate(0, "q", 3.0, -5.5, 1),
                                template_candidate(0, "t", -1.0, -5.0), template_candidate(0, "u", -2.0, -5.0)},
                               formulas_with({-2.0}), false, 10);
  // p: -0.3 - 0.5; q: -0.6 - 0; equal ranks: templates first
  EXPECT_EQ(order_of(found), "tqup");
  EXPECT_NEAR(found[1].score, -1.2 - std::log(3.0) + std::log(0.5), 1e-12);
  EXPECT_NEAR(found[3].score, -1.2 - std::log(4.0) + std::log(0.5), 1e-12);
}

TEST(Allocation, TheOrderInsideAFormulaIsByPriorOrByEnergyAlone) {
  const std::vector<SymmetryCandidate> candidates{
      template_candidate(0, "t", -1.0, -4.0), template_candidate(0, "u", -5.0, -5.0),
      prototype_candidate(0, "p", 0.0, -4.0), prototype_candidate(0, "q", 1.0, -5.0)};
  const auto ordered = [&](const OrderWeights& weights) {
    return order_of(allocated(candidates, formulas_with({-1.0}), false, 10, weights));
  };
  EXPECT_EQ(ordered({1.0, 0.0}), "tpuq");
  EXPECT_EQ(ordered({0.0, 8.0}), "uqtp");
  EXPECT_EQ(ordered({1.0, 3.0}), "tqup");  // 4 above 3 of templates; 0.3 below 3/8 of prototypes
  EXPECT_EQ(ordered({}), "uqtp");
}

TEST(Allocation, FormulasOfSharedTypesGainAndSoDoTheirPrototypes) {
  const std::vector<SymmetryCandidate> candidates{template_candidate(0, "t", -1.0, -5.0),
                                                  prototype_candidate(0, "p", 0.0, -5.0, 2),
                                                  template_candidate(1, "u", -1.0, -5.0)};
  const auto shared = allocated(candidates, formulas_with({-2.0, -2.0}), true, 10);
  EXPECT_EQ(order_of(shared), "put");
  EXPECT_NEAR(shared[0].score, -1.2 + 1.0 - std::log(3.0) + std::log(0.8), 1e-12);
  EXPECT_NEAR(shared[1].score, -1.2 - std::log(3.0), 1e-12);
  EXPECT_NEAR(shared[2].score, -1.2 + 1.0 - std::log(3.0) + std::log(0.2), 1e-12);
  EXPECT_EQ(order_of(allocated(candidates, formulas_with({-2.0, -2.0}), false, 10)), "utp");
}

TEST(Allocation, TheFirstOfAllFormulasAreKeptEqualOnesInTheirOrder) {
  std::vector<SymmetryCandidate> candidates;
  for (const std::size_t formula : {1U, 0U, 2U})
    for (int i = 0; i < 5; ++i)
      candidates.push_back(template_candidate(formula, std::to_string(formula), -1.0 - i, -5.0));
  const auto found = allocated(candidates, formulas_with({-1.0, -1.0, -9.0}), false, 6);
  EXPECT_EQ(order_of(found), "010101");
  EXPECT_TRUE(allocated({}, formulas_with({-1.0}), true, 6).empty());
}

}  // namespace
}  // namespace crystalgan
