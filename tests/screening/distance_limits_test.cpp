#include "crystalgan/screening/distance_limits.hpp"

#include <gtest/gtest.h>

#include "crystalgan/crystal/prototypes.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

double least(const DistanceLimits& limits, const char* one, const char* other) {
  return limits.pairs.at(element_pair(Element::from_symbol(one), Element::from_symbol(other))).least;
}

TEST(DistanceLimits, ThePublishedRuleHoldsMetalsOnly) {
  const DistanceLimits limits = published_limits(kPdNiH, 1.8, 3.0);
  EXPECT_EQ(limits.pairs.size(), 3U);
  EXPECT_EQ(least(limits, "Pd", "Ni"), 1.8);
  EXPECT_EQ(limits.metals->most, 3.0);
}

TEST(DistanceLimits, RadiiAreEightTenthsOfTheSumWithFloorsForHydrogen) {
  const DistanceLimits limits = radii_limits(kPdNiH, built_in_binaries(kPdNiH.a, kPdNiH.x));
  EXPECT_DOUBLE_EQ(least(limits, "Pd", "Ni"), 0.8 * (1.37 + 1.24));
  EXPECT_DOUBLE_EQ(least(limits, "Pd", "H"), 0.8 * (1.37 + 0.37));
  EXPECT_DOUBLE_EQ(least(limits, "Ni", "H"), 0.8 * (1.24 + 0.37));
  EXPECT_DOUBLE_EQ(least(limits, "H", "H"), 1.0);
  EXPECT_EQ(radii_limit(Element::from_symbol("Be"), Element::from_symbol("H")), 1.2);
}

TEST(DistanceLimits, TheUpperBoundFollowsTheTrainingStructures) {
  // rocksalt PdH, a = 4.09 Å: every Pd has Pd at a/sqrt(2)
  const Structure rocksalt(
      Lattice({Cartesian{0, 2.045, 2.045}, Cartesian{2.045, 0, 2.045}, Cartesian{2.045, 2.045, 0}}),
      {{Element::from_symbol("Pd"), {0, 0, 0}}, {Element::from_symbol("H"), {0.5, 0.5, 0.5}}}, "PdH");
  EXPECT_NEAR(radii_limits(kPdNiH, {rocksalt}).metals->most, 1.15 * 4.09 / std::sqrt(2.0), 1e-12);
}

TEST(DistanceLimits, KnownHydridesKeepTheRadiiPolicy) {
  for (const char* metal : {"Pd", "Ni", "Mg", "Ti"}) {
    for (const Structure& structure : built_in_binaries(Element::from_symbol(metal), kPdNiH.x)) {
      if (!structure.name().ends_with("NaCl") && !structure.name().ends_with("fluorite")) continue;
      for (const auto& [pair, distance] : shortest_distances(structure))
        EXPECT_GE(distance, radii_limit(pair.first, pair.second)) << structure.name();
    }
  }
}

}  // namespace
}  // namespace crystalgan
