#include "crystalgan/studies/known_systems.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/studies/rocksalt_systems.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const Element kOxygen = Element::from_symbol("O");

TEST(KnownSystems, AreThoseOfTwoMetalsWithBothBinaries) {
  const auto all = test::systems();
  ASSERT_EQ(all.size(), 2U);  // no Zn-O, carbon is no metal, sulfur is another question
  EXPECT_EQ(all[0].system.name(), "Mg-Ni-O");
  EXPECT_EQ(all[1].system.name(), "Ni-Ti-O");
  EXPECT_EQ(all[1].binaries.a.front().name(), "NiO");
  EXPECT_EQ(all[1].binaries.b.front().name(), "TiO");
  ASSERT_EQ(all[1].ternaries.size(), 1U);
  EXPECT_EQ(all[1].ternaries.front().name(), "TiNiO2");
}

TEST(KnownSystems, AreDrawnInTheirOrderAndAlwaysAlike) {
  const auto all = test::systems();
  EXPECT_EQ(some_systems(all, 5, Seed(1)).size(), 2U);
  const auto one = some_systems(all, 1, Seed(1));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].system.name(), some_systems(all, 1, Seed(1))[0].system.name());
}

// Eight atoms in a conventional cell of two primitive ones: four.
TEST(KnownSystems, HaveTernariesUpToASizeOfThePrimitiveCell) {
  EXPECT_EQ(with_small_ternaries(test::systems(), 4).size(), 2U);
  EXPECT_EQ(with_small_ternaries(test::systems(), 3).size(), 0U);
  EXPECT_EQ(with_small_ternaries(test::systems(), 0).size(), 2U);
  auto systems = test::systems();
  systems[0].ternaries.push_back(test::supercell(systems[0].ternaries[0], 2, 1, 1));
  EXPECT_EQ(with_small_ternaries(systems, 4)[0].ternaries.size(), 2U);
}

TEST(KnownSystems, AreReadByNameInEitherOrder) {
  const auto all = test::systems();
  const auto named = [&](const std::string& text) {
    std::vector<std::string> names;
    for (const KnownSystem& system : named_systems(all, kOxygen, text, "systems.txt"))
      names.push_back(system.system.name());
    return names;
  };
  EXPECT_EQ(named("# two\nTi-Ni-O\n\nO Mg Ni # and a remark\nS Mg Ni\n"),
            (std::vector<std::string>{"Ni-Ti-O", "Mg-Ni-O"}));
}

TEST(KnownSystems, ALineThatNamesNoneIsAnErrorWithItsNumber) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      named_systems(test::systems(), kOxygen, text, "systems.txt");
    } catch (const ParseError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message("Ni-Ti-O\nNi-Ti\n"), "systems.txt:2: expected a system, A-B-X or 'X A B', got 'Ni-Ti'");
  EXPECT_EQ(message("Ni-Xx-O"), "systems.txt:1: expected a system, A-B-X or 'X A B', got 'Ni-Xx-O'");
  EXPECT_EQ(message("Mg-Zn-O"), "systems.txt:1: expected a system with known ternaries and both binaries, got Mg-Zn-O");
  EXPECT_EQ(message("S Mg Ni\n"), "systems.txt: expected at least one system with O");
}

}  // namespace
}  // namespace crystalgan
