#include "crystalgan/repair/distance_limits.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/prototypes.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

double min_distance(const DistanceLimits& limits, const char* one, const char* other) {
  return limits.pairs.at(element_pair(Element::from_symbol(one), Element::from_symbol(other))).min;
}

TEST(DistanceLimits, ThePublishedRuleHoldsMetalsOnly) {
  const DistanceLimits limits = published_limits(kPdNiH, 1.8, 3.0);
  EXPECT_EQ(limits.pairs.size(), 3U);
  EXPECT_EQ(min_distance(limits, "Pd", "Ni"), 1.8);
  EXPECT_EQ(limits.metals->max, 3.0);
}

TEST(DistanceLimits, RadiiAreEightTenthsOfTheSumWithFloorsForHydrogen) {
  const DistanceLimits limits = radii_limits(kPdNiH, built_in_binaries(kPdNiH.a, kPdNiH.x));
  EXPECT_DOUBLE_EQ(min_distance(limits, "Pd", "Ni"), 0.8 * (1.37 + 1.24));
  EXPECT_DOUBLE_EQ(min_distance(limits, "Pd", "H"), 0.8 * (1.37 + 0.37));
  EXPECT_DOUBLE_EQ(min_distance(limits, "Ni", "H"), 0.8 * (1.24 + 0.37));
  EXPECT_DOUBLE_EQ(min_distance(limits, "H", "H"), 1.0);
  EXPECT_EQ(radii_limit(Element::from_symbol("Be"), Element::from_symbol("H")), 1.2);
}

TEST(DistanceLimits, TheUpperBoundFollowsTheTrainingStructures) {
  // rocksalt PdH, a = 4.09 Å: every Pd has Pd at a/sqrt(2)
  const Structure rocksalt(
      Lattice({Cartesian{0, 2.045, 2.045}, Cartesian{2.045, 0, 2.045}, Cartesian{2.045, 2.045, 0}}),
      {{Element::from_symbol("Pd"), {0, 0, 0}}, {Element::from_symbol("H"), {0.5, 0.5, 0.5}}}, "PdH");
  EXPECT_NEAR(radii_limits(kPdNiH, {rocksalt}).metals->max, 1.15 * 4.09 / std::sqrt(2.0), 1e-12);
}

// Rocksalt in its primitive cell: M-X at a/2, M-M and X-X at a/sqrt(2), one atom of each.
Structure primitive_rocksalt(const char* metal, double a) {
  const double half = a / 2;
  return {Lattice({Cartesian{0, half, half}, Cartesian{half, 0, half}, Cartesian{half, half, 0}}),
          {{Element::from_symbol(metal), {0, 0, 0}}, {kPdNiH.x, {0.5, 0.5, 0.5}}},
          std::string(metal) + "H"};
}

TEST(DistanceLimits, TheTrainingPolicyTakesQuantilesOfTheNearestDistances) {
  // Edges 4.00, 4.01, ..., 4.12 for Pd and 3.70, 3.71 for Ni. 5 % of 13 values is the second smallest, of 2 the
  // smallest, of the 15 hydrogens the second smallest; 95 % of the 15 metals is the second largest.
  std::vector<Structure> training;
  for (int i = 0; i < 13; ++i) training.push_back(primitive_rocksalt("Pd", 4.00 + 0.01 * i));
  for (int i = 0; i < 2; ++i) training.push_back(primitive_rocksalt("Ni", 3.70 + 0.01 * i));
  const DistanceLimits limits = training_limits(kPdNiH, training);
  EXPECT_EQ(limits.policy, "training");
  EXPECT_EQ(limits.pairs.size(), 6U);
  EXPECT_NEAR(min_distance(limits, "Pd", "Pd"), 4.01 / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(min_distance(limits, "Pd", "H"), 4.01 / 2, 1e-12);
  EXPECT_NEAR(min_distance(limits, "Ni", "Ni"), 3.70 / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(min_distance(limits, "Ni", "H"), 3.70 / 2, 1e-12);
  EXPECT_NEAR(min_distance(limits, "H", "H"), 3.71 / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(min_distance(limits, "Pd", "Ni"), (4.01 + 3.70) / 2 / std::sqrt(2.0), 1e-12) << "no input holds both";
  ASSERT_TRUE(limits.metals);
  EXPECT_EQ(limits.metals->min, 0.0);
  EXPECT_NEAR(limits.metals->max, 4.11 / std::sqrt(2.0), 1e-12);
}

TEST(DistanceLimits, QuantilesOfTheTrainingPolicyCountAtomsNotStructures) {
  // Two short Pd among forty of the conventional cells: fewer than 5 %, so the common distance is the limit.
  std::vector<Structure> training;
  for (int i = 0; i < 2; ++i) training.push_back(primitive_rocksalt("Pd", 3.0));
  const auto conventional = [](double a) {
    std::vector<Site> sites;
    for (const auto& at : {Fractional{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}) {
      sites.push_back({kPdNiH.a, at});
      sites.push_back({kPdNiH.x, at + Fractional{0.5, 0.5, 0.5}});
    }
    return Structure(Lattice::from_parameters(a, a, a, 90, 90, 90), sites, "conventional");
  };
  for (int i = 0; i < 10; ++i) training.push_back(conventional(4.0));
  EXPECT_NEAR(min_distance(training_limits(kPdNiH, training), "Pd", "Pd"), 4.0 / std::sqrt(2.0), 1e-12);
}

TEST(DistanceLimits, WhatTheTrainingStructuresDoNotShowIsHeldToTheRadii) {
  const DistanceLimits limits = training_limits(kPdNiH, {primitive_rocksalt("Pd", 4.0)});
  EXPECT_EQ(min_distance(limits, "Ni", "Ni"), radii_limit(kPdNiH.b, kPdNiH.b));
  EXPECT_EQ(min_distance(limits, "Ni", "H"), radii_limit(kPdNiH.b, kPdNiH.x));
  EXPECT_NEAR(min_distance(limits, "Pd", "Pd"), 4.0 / std::sqrt(2.0), 1e-12);
  EXPECT_NE(limits.pairs.at(element_pair(kPdNiH.b, kPdNiH.b)).source.find("not in the inputs"), std::string::npos);
}

TEST(DistanceLimits, TheBinariesPolicyTakesEightTenthsOfTheShortestDistances) {
  const std::vector<Structure> training{primitive_rocksalt("Pd", 4.0), primitive_rocksalt("Pd", 4.2),
                                        primitive_rocksalt("Ni", 3.7)};
  const Element sulfur = Element::from_symbol("S");
  const auto with_sulfur = [&](const char* metal, double a) {
    const Structure hydride = primitive_rocksalt(metal, a);
    auto sites = hydride.sites();
    sites[1].element = sulfur;
    return Structure(hydride.lattice(), sites, std::string(metal) + "S");
  };
  const DistanceLimits limits =
      binaries_limits(kPdNiH, training, {with_sulfur("Pd", 3.6), with_sulfur("Ni", 5.0), with_sulfur("Ti", 2.0)});
  EXPECT_EQ(limits.policy, "binaries");
  EXPECT_EQ(limits.pairs.size(), 6U);
  EXPECT_FALSE(limits.metals) << "ionic crystals have metals without a metal nearby";
  const double root = std::sqrt(2.0);
  EXPECT_NEAR(min_distance(limits, "Pd", "H"), 0.8 * 4.0 / 2, 1e-12);
  EXPECT_NEAR(min_distance(limits, "Ni", "H"), 0.8 * 3.7 / 2, 1e-12);
  EXPECT_NEAR(min_distance(limits, "H", "H"), 0.8 * 3.7 / root, 1e-12) << "of both domains";
  EXPECT_NEAR(min_distance(limits, "Pd", "Pd"), 0.8 * 3.6 / root, 1e-12) << "shorter in a sulfide";
  EXPECT_NEAR(min_distance(limits, "Ni", "Ni"), 0.8 * 3.7 / root, 1e-12);
  EXPECT_NEAR(min_distance(limits, "Pd", "Ni"), 0.8 * (3.6 + 3.7) / 2 / root, 1e-12);
  const auto source = [&](Element one, Element other) { return limits.pairs.at(element_pair(one, other)).source; };
  EXPECT_EQ(source(kPdNiH.a, kPdNiH.x), "0.8 of the shortest distance in known binaries, 2 A in PdH");
  EXPECT_NE(source(kPdNiH.a, kPdNiH.a).find("A in PdS"), std::string::npos);
  EXPECT_EQ(source(kPdNiH.a, kPdNiH.b), "mean of Pd-Pd and Ni-Ni");
}

TEST(DistanceLimits, WhatNoBinaryShowsIsHeldToTheRadii) {
  const DistanceLimits limits = binaries_limits(kPdNiH, {primitive_rocksalt("Pd", 4.0)}, {});
  EXPECT_EQ(min_distance(limits, "Ni", "H"), radii_limit(kPdNiH.b, kPdNiH.x));
  EXPECT_EQ(limits.pairs.at(element_pair(kPdNiH.b, kPdNiH.b)).source, "0.8 (r_i + r_j): not in the known binaries");
}

TEST(DistanceLimits, AWindowWithoutRoomContradictsItself) {
  EXPECT_EQ(contradiction(published_limits(kPdNiH, 1.8, 3.0), kPdNiH), std::nullopt);
  EXPECT_EQ(contradiction(published_limits(kPdNiH, 2.0, 2.0), kPdNiH), std::nullopt);
  EXPECT_EQ(contradiction(published_limits(kPdNiH, 3.0, 1.8), kPdNiH),
            "the nearest metal of a metal: expected at least 3 and at most 1.8 A");
}

TEST(DistanceLimits, AMetalThatMayBeNearNoMetalContradictsTheWindow) {
  DistanceLimits limits{"mine", {}, MetalWindow{0.0, 2.5, ""}};
  const auto hold = [&](Element one, Element other, double min) { limits.pairs[element_pair(one, other)] = {min, ""}; };
  EXPECT_EQ(contradiction(limits, kPdNiH), std::nullopt) << "free pairs";
  hold(kPdNiH.a, kPdNiH.a, 2.8);
  hold(kPdNiH.a, kPdNiH.b, 2.6);
  hold(kPdNiH.b, kPdNiH.b, 2.0);
  EXPECT_EQ(contradiction(limits, kPdNiH),
            "the nearest metal of Pd: expected at most 2.5 A, but no pair of metals may be nearer than 2.6 A")
      << "nickel alone has room, but a ternary holds palladium";
  hold(kPdNiH.a, kPdNiH.b, 2.5);
  EXPECT_EQ(contradiction(limits, kPdNiH), std::nullopt) << "every metal next to one of the other";
  limits.metals.reset();
  hold(kPdNiH.a, kPdNiH.b, 100.0);
  EXPECT_EQ(contradiction(limits, kPdNiH), std::nullopt) << "no window";
}

TEST(DistanceLimits, ThePoliciesOfTheBuiltInBinariesContradictNothing) {
  for (const char* metals : {"PdNi", "CaBe"}) {
    const std::string both = metals;
    const auto system = ChemicalSystem::from_symbols(both.substr(0, 2), both.substr(2), "H");
    std::vector<Structure> training = built_in_binaries(system.a, system.x);
    for (const Structure& structure : built_in_binaries(system.b, system.x)) training.push_back(structure);
    EXPECT_EQ(contradiction(radii_limits(system, training), system), std::nullopt) << both;
    EXPECT_EQ(contradiction(training_limits(system, training), system), std::nullopt) << both;
  }
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
