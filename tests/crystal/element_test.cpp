#include "crystalgan/crystal/element.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crystalgan/core/error.hpp"
#include "tests/crystal/reference.hpp"

namespace crystalgan {
namespace {

const nlohmann::json& row_of(Element element) {
  return test::crystal_reference()["elements"][static_cast<std::size_t>(element.atomic_number() - 1)];
}

std::vector<Element> all_elements() {
  std::vector<Element> elements;
  for (int number = 1; number <= 118; ++number) elements.push_back(Element::from_atomic_number(number));
  return elements;
}

TEST(Element, ThereAre118InTheOrderOfTheirNumbers) {
  ASSERT_EQ(test::crystal_reference()["elements"].size(), 118U);
  for (const Element element : all_elements()) {
    EXPECT_EQ(element.symbol(), row_of(element)["symbol"].get<std::string>());
    EXPECT_EQ(Element::from_symbol(element.symbol()), element);
    EXPECT_EQ(Element::find(element.symbol()), element);
  }
}

TEST(Element, NumbersOutsideTheTableAreRefused) {
  for (const int number : {-1, 0, 119, 257, 1000}) EXPECT_THROW(Element::from_atomic_number(number), StructureError);
}

TEST(Element, OnlyTheExactSpellingIsASymbol) {
  for (const std::string_view symbol : {"", "pd", "PD", "Pd ", " Pd", "P d", "Xx", "D", "Pd1", "Palladium"}) {
    EXPECT_FALSE(Element::find(symbol)) << symbol;
    EXPECT_THROW(Element::from_symbol(symbol), StructureError) << symbol;
  }
}

TEST(Element, ComparesByAtomicNumber) {
  EXPECT_LT(Element::from_symbol("H"), Element::from_symbol("Ac"));
  EXPECT_EQ(Element::from_symbol("Pd"), Element::from_atomic_number(46));
}

TEST(Element, MassesAndCovalentRadiiAreThoseOfAse) {
  for (const Element element : all_elements()) {
    EXPECT_NEAR(element.mass() / row_of(element)["mass"].get<double>(), 1.0, 1e-5) << element.symbol();
    if (!row_of(element)["covalent_radius"].is_null())
      EXPECT_DOUBLE_EQ(element.covalent_radius(), row_of(element)["covalent_radius"].get<double>()) << element.symbol();
    else
      EXPECT_GT(element.covalent_radius(), 0.0) << element.symbol();
  }
}

TEST(Element, ElectronegativitiesAndOxidationStatesAreThoseOfPymatgen) {
  for (const Element element : all_elements()) {
    const auto& electronegativity = row_of(element)["electronegativity"];
    ASSERT_EQ(element.electronegativity().has_value(), !electronegativity.is_null()) << element.symbol();
    EXPECT_DOUBLE_EQ(element.electronegativity().value_or(0.0),
                     electronegativity.is_null() ? 0.0 : electronegativity.get<double>())
        << element.symbol();
    const auto states = element.oxidation_states();
    EXPECT_EQ(std::vector<int>(states.begin(), states.end()),
              row_of(element)["oxidation_states"].get<std::vector<int>>())
        << element.symbol();
    EXPECT_TRUE(std::is_sorted(states.begin(), states.end())) << element.symbol();
  }
}

TEST(Element, PlacesCommonStatesAndAtomicRadiiAreThoseOfPymatgen) {
  for (const Element element : all_elements()) {
    EXPECT_EQ(element.group(), row_of(element)["group"].get<int>()) << element.symbol();
    EXPECT_EQ(element.period(), row_of(element)["period"].get<int>()) << element.symbol();
    const auto states = element.common_positive_states();
    EXPECT_EQ(std::vector<int>(states.begin(), states.end()),
              row_of(element)["common_positive_states"].get<std::vector<int>>())
        << element.symbol();
    const auto& radius = row_of(element)["atomic_radius"];
    EXPECT_EQ(element.atomic_radius().value_or(0.0), radius.is_null() ? 0.0 : radius.get<double>()) << element.symbol();
  }
}

TEST(Element, MetallicRadiiAreNearThoseOfPymatgen) {
  // Another compilation than ours. Since 2022 pymatgen has other values: nearer to ours (0.12 Å apart was Ce), none for Sn,
  // Pb, Bi, Ra and Ac, and for Eu and Yb those of trivalent atoms. The elements are divalent: see the next test.
  const std::set<std::string_view> divalent{"Eu", "Yb"};
  int compared = 0;
  for (const Element element : all_elements()) {
    const auto& other = row_of(element)["metallic_radius"];
    if (!element.metallic_radius() || other.is_null() || divalent.contains(element.symbol())) continue;
    EXPECT_NEAR(*element.metallic_radius(), other.get<double>(), 0.03) << element.symbol();
    ++compared;
  }
  EXPECT_EQ(compared, 66);
}

TEST(Element, MetallicRadiiAreHalfTheDistanceInTheCloselyPackedElement) {
  // countable by hand: half of a/sqrt2 of the fcc metal, of a of the hcp metal with ideal c/a
  const auto radius = [](const char* symbol) { return Element::from_symbol(symbol).metallic_radius().value(); };
  EXPECT_DOUBLE_EQ(radius("Pd"), 1.37);
  EXPECT_DOUBLE_EQ(radius("Ni"), 1.24);
  EXPECT_DOUBLE_EQ(radius("Mg"), 1.60);
  EXPECT_DOUBLE_EQ(radius("Ti"), 1.47);
  EXPECT_NEAR(radius("Pd"), 3.89 / std::sqrt(8.0), 0.01);
  EXPECT_NEAR(radius("Ni"), 3.52 / std::sqrt(8.0), 0.01);
  EXPECT_NEAR(radius("Al"), 4.05 / std::sqrt(8.0), 0.01);
  EXPECT_NEAR(radius("Mg"), 3.21 / 2, 0.01);
  EXPECT_NEAR(radius("Yb"), 5.49 / std::sqrt(8.0), 0.01);
  EXPECT_NEAR(radius("Eu"), 4.58 * std::sqrt(3.0) / 4 / 0.97, 0.01);  // bcc; Goldschmidt: 3 % less than with twelve
}

TEST(Element, VolumesAreThoseOfAseAndPymatgen) {
  for (const Element element : all_elements()) {
    const auto& volume = row_of(element)["atomic_volume"];
    if (!element.atomic_volume()) continue;
    ASSERT_FALSE(volume.is_null()) << element.symbol();
    EXPECT_NEAR(*element.atomic_volume(), volume.get<double>(), 0.02) << element.symbol();
  }
  EXPECT_NEAR(Element::from_symbol("Pd").atomic_volume().value(), 3.89 * 3.89 * 3.89 / 4, 0.02);
  EXPECT_NEAR(Element::from_symbol("Pd").atomic_volume().value(), 14.72, 0.01);
  EXPECT_NEAR(Element::from_symbol("Fe").atomic_volume().value(), 2.87 * 2.87 * 2.87 / 2, 0.02);
}

TEST(Element, OnlyGasesLiquidsAndTheUnknownHaveNoVolume) {
  const std::set<std::string_view> without{"H",  "He", "N",  "O",  "F",  "Ne", "Cl", "Ar", "Br", "Kr", "Xe",
                                           "At", "Rn", "Fr", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh",
                                           "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og"};
  for (const Element element : all_elements())
    EXPECT_EQ(!element.atomic_volume(), without.contains(element.symbol())) << element.symbol();
}

TEST(Element, AMetalTouchesAtItsMetallicAndAnotherAtItsCovalentRadius) {
  const Element pd = Element::from_symbol("Pd");
  const Element h = Element::from_symbol("H");
  EXPECT_TRUE(pd.is_metal());
  EXPECT_DOUBLE_EQ(pd.contact_radius(), 1.37);
  EXPECT_FALSE(h.is_metal());
  EXPECT_FALSE(h.metallic_radius());
  EXPECT_DOUBLE_EQ(h.contact_radius(), 0.31);
}

// Pettifor, J. Phys. C 19, 285 (1986), Fig. 2: the string runs from helium to hydrogen and passes every element once.
TEST(Element, EveryPlaceOnPettiforsStringIsTakenOnce) {
  std::set<int> places;
  for (const Element element : all_elements()) {
    const auto place = element.mendeleev_number();
    EXPECT_TRUE(!place || places.insert(*place).second) << element.symbol();
  }
  EXPECT_EQ(places.size(), 103U);
  EXPECT_EQ(*places.begin(), 1);
  EXPECT_EQ(*places.rbegin(), 103);
  EXPECT_EQ(Element::from_symbol("H").mendeleev_number(), 103);
  EXPECT_EQ(Element::from_symbol("Pd").mendeleev_number(), 69);
  EXPECT_FALSE(Element::from_symbol("Og").mendeleev_number());
}

TEST(Element, MetalsAreTheMetals) {
  for (const std::string_view symbol : {"Li", "Be", "Na", "Mg", "Al", "K",  "Ti", "Fe", "Ni", "Zn",
                                        "Ga", "Pd", "Sn", "Cs", "Ce", "Yb", "Hg", "Pb", "Bi", "U"})
    EXPECT_TRUE(Element::from_symbol(symbol).is_metal()) << symbol;
  for (const std::string_view symbol :
       {"H", "He", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Ge", "As", "Se", "Br", "Te", "I", "Xe"})
    EXPECT_FALSE(Element::from_symbol(symbol).is_metal()) << symbol;
}

}  // namespace
}  // namespace crystalgan
