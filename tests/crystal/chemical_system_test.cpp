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
  EXPECT_EQ(refusal("Pd", "Ni", "Q\n"), "X: expected the symbol of an element such as Pd, got 'Q\\n'");
  EXPECT_EQ(refusal("Pd", "Pd", "H"), "B: expected an element other than A, got Pd for both");
  EXPECT_EQ(refusal("Pd", "Ni", "Pd"), "X: expected an element other than A and B, got Pd again");
  EXPECT_EQ(refusal("Pd", "Ni", "Ni"), "X: expected an element other than A and B, got Ni again");
}

// Skewed, with every element and one that is none of the system.
Structure mixed() {
  std::vector<Site> sites;
  for (const char* symbol : {"Ni", "H", "Pd", "Ni", "O"})
    sites.push_back({Element::from_symbol(symbol), {0.2 * static_cast<double>(sites.size()), 0.1, -0.3}});
  return {Lattice(test::three_cells()[2].basis), sites, "mixed"};
}

std::vector<std::string> symbols_of(const Structure& structure) {
  std::vector<std::string> symbols;
  for (const Site& site : structure.sites()) symbols.emplace_back(site.element.symbol());
  return symbols;
}

void expect_only_renamed(const Structure& renamed) {
  const Structure before = mixed();
  EXPECT_EQ(renamed.lattice().rows(), before.lattice().rows());
  EXPECT_EQ(renamed.name(), before.name());
  ASSERT_EQ(renamed.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(renamed.sites()[i].position, before.sites()[i].position) << i;
}

TEST(IsOf, WantsAllThreeElementsAndNoOther) {
  const auto structure_of = [](const std::vector<const char*>& symbols) {
    std::vector<Site> sites;
    for (const char* symbol : symbols)
      sites.push_back({Element::from_symbol(symbol), {0.2 * static_cast<double>(sites.size()), 0, 0}});
    return Structure(Lattice(test::three_cells()[1].basis), sites, "some");
  };
  const auto system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  EXPECT_TRUE(is_of(structure_of({"H", "Ni", "Pd", "H"}), system));
  EXPECT_FALSE(is_of(structure_of({"H", "Pd", "H"}), system));
  EXPECT_FALSE(is_of(structure_of({"H", "Ni", "Fe"}), system));
  EXPECT_FALSE(is_of(structure_of({"H", "Ni", "Pd", "Fe"}), system));
}

TEST(WithOneMetal, CallsEveryBAAndLeavesTheRest) {
  const auto system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  const Structure one = with_one_metal(mixed(), system);
  EXPECT_EQ(symbols_of(one), (std::vector<std::string>{"Pd", "H", "Pd", "Pd", "O"}));
  expect_only_renamed(one);
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
