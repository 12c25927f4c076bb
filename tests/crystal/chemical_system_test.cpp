#include "crystalgan/crystal/chemical_system.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

std::string refusal(const std::string& a, const std::string& b, const std::string& x) {
  try {
    ChemicalSystem::from_symbols(a, b, x);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(ChemicalSystem, IsTwoMetalsAndTheSharedElement) {
  const auto system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  EXPECT_EQ(system.a.symbol(), "Pd");
  EXPECT_EQ(system.b.symbol(), "Ni");
  EXPECT_EQ(system.x.symbol(), "H");
  EXPECT_EQ(system.name(), "Pd-Ni-H");
}

TEST(ChemicalSystem, TheRefusalNamesTheRoleThatIsWrong) {
  EXPECT_EQ(refusal("pd", "Ni", "H"), "A: expected the symbol of an element such as Pd, got 'pd'");
  EXPECT_EQ(refusal("Pd", "", "H"), "B: expected the symbol of an element such as Pd, got ''");
  EXPECT_EQ(refusal("Pd", "Ni", "Q\n"), "X: expected the symbol of an element such as Pd, got 'Q?'");
  EXPECT_EQ(refusal("Pd", "Pd", "H"), "B: expected an element other than A, got Pd for both");
  EXPECT_EQ(refusal("Pd", "Ni", "Pd"), "X: expected an element other than A and B, got Pd again");
  EXPECT_EQ(refusal("Pd", "Ni", "Ni"), "X: expected an element other than A and B, got Ni again");
}

std::string binary_refusal(const std::vector<std::string>& symbols) {
  std::vector<Site> sites;
  for (const auto& symbol : symbols)
    sites.push_back({Element::from_symbol(symbol), {0.1 * static_cast<double>(sites.size()), 0, 0}});
  try {
    require_binary({Lattice(test::three_cells()[2].basis), sites, "07.vasp"}, Element::from_symbol("Pd"),
                   Element::from_symbol("H"));
  } catch (const StructureError& error) {
    return error.what();
  }
  return "";
}

TEST(RequireBinary, TakesBothElementsInAnyNumber) {
  EXPECT_EQ(binary_refusal({"Pd", "H"}), "");
  EXPECT_EQ(binary_refusal({"H", "Pd", "H", "Pd", "H"}), "");
}

TEST(RequireBinary, RefusesAThirdElement) {
  EXPECT_EQ(binary_refusal({"Pd", "Ni", "H"}), "07.vasp: expected a binary Pd-H, got NiPdH with Ni");
}

TEST(RequireBinary, RefusesAMissingElement) {
  EXPECT_EQ(binary_refusal({"Pd", "Pd"}), "07.vasp: expected a binary Pd-H, got Pd2 without H");
  EXPECT_EQ(binary_refusal({"H"}), "07.vasp: expected a binary Pd-H, got H without Pd");
}

}  // namespace
}  // namespace crystalgan
