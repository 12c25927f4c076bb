#include "crystalgan/evaluation/composition_validity.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/evaluation/smact_table.hpp"
#include "tests/evaluation/reference.hpp"

namespace crystalgan {
namespace {

using namespace test;

Composition atoms(const std::vector<std::pair<const char*, int>>& counts) {
  Composition composition;
  for (const auto& [symbol, count] : counts) composition[Element::from_symbol(symbol)] = count;
  return composition;
}

TEST(CompositionValidity, BalancesCharges) {
  EXPECT_TRUE(smact_valid(atoms({{"Na", 1}, {"Cl", 1}})));
  EXPECT_FALSE(smact_valid(atoms({{"Na", 1}, {"Cl", 2}})));
  EXPECT_TRUE(smact_valid(atoms({{"Fe", 2}, {"O", 3}})));
  EXPECT_FALSE(smact_valid(atoms({{"Fe", 3}, {"O", 4}})));  // one state for each element: no mixed valence
}

TEST(CompositionValidity, CountsOfACellAreAsGoodAsReducedOnes) {
  EXPECT_TRUE(smact_valid(atoms({{"Fe", 4000}, {"O", 6000}})));
  EXPECT_FALSE(smact_valid(atoms({{"Fe", 4000}, {"O", 6001}})));
}

TEST(CompositionValidity, OneElementAndMetalsOnlyArePassed) {
  for (const char* symbol : {"Pd", "H", "He", "Og"}) EXPECT_TRUE(smact_valid(atoms({{symbol, 3}}))) << symbol;
  EXPECT_TRUE(smact_valid(atoms({{"Pd", 1}, {"Ni", 1}})));
  EXPECT_TRUE(smact_valid(atoms({{"Mg", 17}, {"Al", 12}})));
  EXPECT_FALSE(smact_valid(atoms({{"Pd", 1}, {"Pm", 1}})));  // promethium is not in its list of metals
}

// χ(Pd) = χ(H) = 2.20 and Pd is never negative, so H would have to be positive; nickel stands at 1.91.
TEST(CompositionValidity, NoPalladiumHydrideCanPass) {
  for (int pd = 1; pd <= 12; ++pd) {
    for (int h = 1; h <= 24; ++h) {
      EXPECT_FALSE(smact_valid(atoms({{"Pd", pd}, {"H", h}}))) << pd << " " << h;
      for (int ni = 1; ni <= 12; ++ni)
        EXPECT_FALSE(smact_valid(atoms({{"Pd", pd}, {"Ni", ni}, {"H", h}}))) << pd << " " << ni << " " << h;
    }
  }
}

TEST(CompositionValidity, APositiveElementMustBeLessElectronegative) {
  EXPECT_TRUE(smact_valid(atoms({{"Mg", 1}, {"H", 2}})));
  EXPECT_FALSE(smact_valid(atoms({{"Pt", 1}, {"H", 1}})));  // 2.2 and 2.20
  EXPECT_FALSE(smact_valid(atoms({{"H", 1}, {"At", 1}})));
  EXPECT_TRUE(smact_valid(atoms({{"O", 1}, {"F", 2}})));  // oxygen +2, fluorine -1
}

TEST(CompositionValidity, WithoutOxidationStatesNothingIsNeutral) {
  EXPECT_FALSE(smact_valid(atoms({{"He", 1}, {"O", 1}})));
  EXPECT_FALSE(smact_valid(atoms({{"Ne", 1}, {"Pd", 1}})));
  EXPECT_FALSE(smact_valid(atoms({{"Rf", 1}, {"O", 2}})));
}

// Pm has no electronegativity there. With oxygen first, the comparison of O(-2) and Pm(+3) ends the test as passed, as
// does that of Pm(+3) and Au(-1); with lithium first, that of Li(+1) and Pm(+3) ends it as failed.
TEST(CompositionValidity, AnUnknownElectronegativityEndsTheTestAtItsFirstPair) {
  EXPECT_TRUE(smact_valid(atoms({{"O", 3}, {"Pm", 2}})));
  EXPECT_TRUE(smact_valid(atoms({{"O", 3}, {"Al", 1}, {"Pm", 1}})));
  EXPECT_TRUE(smact_valid(atoms({{"Pm", 1}, {"Au", 3}})));
  EXPECT_FALSE(smact_valid(atoms({{"Li", 1}, {"O", 2}, {"Pm", 1}})));
}

TEST(CompositionValidity, WhatComesBeforeAnUnknownElectronegativityIsStillCompared) {
  EXPECT_TRUE(smact_valid(atoms({{"H", 5}, {"Ti", 1}, {"Pm", 1}})));   // H(-1) and Ti(+2), then H(-1) and Pm(+3)
  EXPECT_FALSE(smact_valid(atoms({{"H", 5}, {"Pd", 1}, {"Pm", 1}})));  // H(-1) and Pd(+2): equals
}

TEST(CompositionValidity, ManyElementsTakeNoTime) {
  EXPECT_TRUE(smact_valid(atoms({{"Mn", 101},
                                 {"Tc", 103},
                                 {"Re", 107},
                                 {"Os", 109},
                                 {"Ir", 113},
                                 {"Fe", 127},
                                 {"Cr", 131},
                                 {"Mo", 137},
                                 {"W", 139},
                                 {"N", 149},
                                 {"C", 151},
                                 {"S", 157},
                                 {"O", 600},
                                 {"Cl", 163},
                                 {"Br", 167},
                                 {"Pt", 173}})));
  EXPECT_FALSE(smact_valid(atoms({{"Mn", 2},
                                  {"Tc", 2},
                                  {"Re", 2},
                                  {"Os", 2},
                                  {"Ir", 2},
                                  {"Fe", 2},
                                  {"Cr", 2},
                                  {"Mo", 2},
                                  {"W", 2},
                                  {"N", 2},
                                  {"C", 2},
                                  {"S", 2},
                                  {"O", 2},
                                  {"F", 1}})));
}

TEST(CompositionValidity, AgreesWithTheRuleTriedCombinationByCombination) {
  std::size_t compared = 0;
  for (const auto& row : validity_reference()["compositions"]) {
    Composition composition;
    for (const auto& [symbol, count] : row[0].items()) composition[Element::from_symbol(symbol)] = count.get<int>();
    EXPECT_EQ(smact_valid(composition), row[1].get<bool>()) << formula(composition);
    ++compared;
  }
  EXPECT_GT(compared, 400U);
}

TEST(SmactTable, IsThePublishedOne) {
  const auto& elements = validity_reference()["elements"];
  ASSERT_EQ(elements.size(), 118U);
  for (const auto& row : elements) {
    const auto symbol = row[0].get<std::string>();
    const SmactElement element = smact_element(Element::from_symbol(symbol));
    EXPECT_EQ(element.metal, row[1].get<bool>()) << symbol;
    EXPECT_EQ(element.electronegativity, row[2].is_null() ? std::nullopt : std::optional(row[2].get<double>()))
        << symbol;
    EXPECT_EQ(std::vector<int>(element.oxidation_states.begin(), element.oxidation_states.end()),
              row[3].get<std::vector<int>>())
        << symbol;
  }
}

}  // namespace
}  // namespace crystalgan
