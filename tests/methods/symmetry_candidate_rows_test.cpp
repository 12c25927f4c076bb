#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/discriminator/template_features.hpp"
#include "crystalgan/methods/symmetry/candidate_rows.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kOxides = ChemicalSystem::from_symbols("Sr", "Ti", "O");

// Columns: 3 of the class, the features of the template, log P, cost, own, 3 fractions, dE, ln(1 + rank), volume.
constexpr std::size_t kOfTemplate = 3, kLogP = kOfTemplate + kTemplateFeatures, kCost = kLogP + 1, kOwn = kLogP + 2,
                      kFractions = kLogP + 3, kAbove = kLogP + 6, kRank = kLogP + 7, kVolume = kLogP + 8;

SymmetryCandidate cube(char kind, std::size_t formula, double energy) {
  SymmetryCandidate made{{Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                          {{kOxides.a, {0, 0, 0}},
                           {kOxides.b, {0.5, 0.5, 0.5}},
                           {kOxides.x, {0.5, 0.5, 0}},
                           {kOxides.x, {0.5, 0, 0.5}},
                           {kOxides.x, {0, 0.5, 0.5}}},
                          "cube"},
                         formula,
                         kind,
                         "221 A1b B1a X3d"};
  made.energy = energy;
  return made;
}

TEST(CandidateRows, HaveTheNumbersOfATemplate) {
  SymmetryCandidate perovskite = cube('T', 0, -31.0);
  perovskite.log_probability = -4.0;
  const auto row = candidate_rows({perovskite}, kOxides).front();
  ASSERT_EQ(row.size(), kVolume + 1);
  EXPECT_EQ((std::vector<double>{row[0], row[1], row[2]}), (std::vector<double>{1, 0, 0}));
  const auto features = template_features(wyckoff::template_from_text("221 A1b B1a X3d"));
  for (std::size_t i = 0; i < kTemplateFeatures; ++i) EXPECT_EQ(row[kOfTemplate + i], features[i]) << i;
  EXPECT_EQ(row[kLogP], -4.0);
  EXPECT_DOUBLE_EQ(row[kFractions], 0.2);
  EXPECT_DOUBLE_EQ(row[kFractions + 2], 0.6);
  EXPECT_DOUBLE_EQ(row[kVolume], 64.0 / rule_volume(perovskite.structure.composition()));
}

TEST(CandidateRows, CompareEnergiesInsideAFormula) {
  const auto rows =
      candidate_rows({cube('T', 0, -31.0), cube('T', 0, -30.9), cube('T', 0, -20.0), cube('T', 1, -5.0)}, kOxides);
  EXPECT_EQ(rows[0][kAbove], 0.0);
  EXPECT_NEAR(rows[1][kAbove], 0.1, 1e-12);
  EXPECT_EQ(rows[2][kAbove], 1.5) << "the cap";
  EXPECT_EQ(rows[3][kAbove], 0.0);
  EXPECT_EQ(rows[0][kRank], 0.0);
  EXPECT_DOUBLE_EQ(rows[2][kRank], std::log(3.0));
}

TEST(CandidateRows, OfAPrototypeHaveItsCost) {
  SymmetryCandidate alloy = cube('R', 0, -31.0);
  alloy.origin = "SrO x 2";  // no template
  alloy.cost = 1.5;
  alloy.own = 2;
  const auto row = candidate_rows({alloy}, kOxides).front();
  EXPECT_EQ((std::vector<double>{row[0], row[1], row[2]}), (std::vector<double>{0, 1, 0}));
  for (std::size_t i = kOfTemplate; i < kCost; ++i) EXPECT_EQ(row[i], 0.0) << i;
  EXPECT_EQ(row[kCost], 1.5);
  EXPECT_EQ(row[kOwn], 2.0);
}

}  // namespace
}  // namespace crystalgan
