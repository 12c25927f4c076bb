#include "crystalgan/crystal/prototypes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

Element element(const std::string& symbol) { return Element::from_symbol(symbol); }

Prototype prototype_named(std::string_view id) {
  const auto table = prototypes();
  const auto row = std::ranges::find(table, id, &Prototype::id);
  if (row == table.end()) throw StructureError("no prototype " + std::string(id));
  return *row;
}

Structure built(std::string_view id, const std::string& metal, const std::string& x = "H") {
  return build(prototype_named(id), element(metal), element(x));
}

std::string without(std::string text, char unwanted) {
  std::erase(text, unwanted);
  return text;
}

// "M2X3-corundum": the counts that the id promises, {2, 3}.
std::pair<int, int> promised_counts(std::string_view id) {
  const auto count_after = [&](char letter) {
    const char next = id[id.find(letter) + 1];
    return next >= '1' && next <= '9' ? next - '0' : 1;
  };
  return {count_after('M'), count_after('X')};
}

TEST(Prototypes, AreAtLeastThirty) { EXPECT_GE(prototypes().size(), 30U); }

TEST(Prototypes, HaveUniqueIdsFitForFileNames) {
  std::set<std::string_view> ids;
  for (const Prototype& prototype : prototypes()) {
    EXPECT_TRUE(ids.insert(prototype.id).second) << prototype.id;
    EXPECT_TRUE(std::ranges::all_of(prototype.id, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; }))
        << prototype.id;
    EXPECT_FALSE(prototype.source.empty()) << prototype.id;
  }
}

TEST(Prototypes, StandInOrderOfTheirShareOfX) {
  double last = 0.0;
  for (const Prototype& prototype : prototypes()) {
    const auto [metals, count] = promised_counts(prototype.id);
    EXPECT_GE(static_cast<double>(count) / metals, last) << prototype.id;
    last = static_cast<double>(count) / metals;
  }
  EXPECT_DOUBLE_EQ(last, 3.0);
}

TEST(Prototypes, HaveTheFormulaOfTheirId) {
  const Element pd = element("Pd");
  const Element h = element("H");
  for (const Prototype& prototype : prototypes()) {
    const auto [metals, count] = promised_counts(prototype.id);
    EXPECT_EQ(reduced(build(prototype, pd, h).composition()), (Composition{{h, count}, {pd, metals}})) << prototype.id;
  }
}

TEST(Prototypes, HaveTheSpaceGroupThatTheTableClaims) {
  for (const Prototype& prototype : prototypes()) {
    const std::string claimed(prototype.space_group.substr(0, prototype.space_group.find(':')));
    for (const double tolerance : {0.001, kSymmetryTolerance}) {
      const auto found = find_space_group(build(prototype, element("Pd"), element("H")), tolerance);
      ASSERT_TRUE(found) << prototype.id;
      EXPECT_EQ(without(found->symbol, '_'), claimed) << prototype.id << " at " << tolerance;
    }
  }
}

TEST(Prototypes, AreBuiltAsPrimitiveCells) {
  for (const Structure& structure : built_in_binaries(element("Pd"), element("H"))) {
    const auto primitive = primitive_cell(structure, 0.01);
    ASSERT_TRUE(primitive) << structure.name();
    EXPECT_EQ(primitive->size(), structure.size()) << structure.name();
  }
}

TEST(Prototypes, HoldAtMostEighteenAtomsOfEitherKind) {
  for (const Structure& structure : built_in_binaries(element("Pd"), element("H")))
    for (const auto& [kind, count] : structure.composition()) EXPECT_LE(count, 18) << structure.name();
}

TEST(Prototypes, HaveTheVolumeOfTheRule) {
  for (const std::string metal : {"Pd", "Mg"})
    for (const Structure& structure : built_in_binaries(element(metal), element("H")))
      EXPECT_NEAR(structure.lattice().volume(), rule_volume(structure.composition()), 1e-9) << structure.name();
}

TEST(Prototypes, KeepAtomsOfHydridesApart) {
  for (const std::string symbol : {"Pd", "Ni", "Mg", "Ti"}) {
    const Element metal = element(symbol);
    const Element h = element("H");
    for (const Structure& structure : built_in_binaries(metal, h)) {
      const auto shortest = shortest_distances(structure);
      EXPECT_GT(shortest.at(element_pair(h, h)), 1.0) << structure.name();
      EXPECT_GT(shortest.at(element_pair(h, metal)), 1.2) << structure.name();
      EXPECT_GT(shortest.at(element_pair(metal, metal)), 0.75 * 2.0 * *metal.metallic_radius()) << structure.name();
    }
  }
}

TEST(Prototypes, AreBuiltForOtherAnions) {
  for (const std::string x : {"O", "N", "Cl", "Te"})
    for (const Structure& structure : built_in_binaries(element("Al"), element(x)))
      EXPECT_GT(shortest_distance(structure), 1.2) << structure.name();
}

TEST(Prototypes, AreNamedByFormulaAndType) {
  EXPECT_EQ(built("MX-NaCl", "Pd").name(), "PdH-NaCl");
  EXPECT_EQ(built("M2X-Cu2O", "Cu", "O").name(), "Cu2O-Cu2O");
  EXPECT_EQ(built("MX3-HoH3", "Ho").name(), "HoH3-HoH3");
}

TEST(Prototypes, MakeRocksaltPdHWithItsLatticeConstant) {
  const Structure pdh = built("MX-NaCl", "Pd");
  EXPECT_NEAR(std::cbrt(4.0 * pdh.lattice().volume()), 4.09, 0.01);
  // six neighbours at a/2, twelve metals at a/√2
  const auto shortest = shortest_distances(pdh);
  EXPECT_NEAR(shortest.at(element_pair(element("H"), element("Pd"))), 4.09 / 2.0, 0.005);
  EXPECT_NEAR(shortest.at(element_pair(element("Pd"), element("Pd"))), 4.09 / std::sqrt(2.0), 0.007);
}

TEST(Prototypes, MakeRutileMgH2WithItsLatticeConstants) {
  auto lengths = built("MX2-rutile", "Mg").lattice().lengths();
  std::ranges::sort(lengths);
  EXPECT_NEAR(lengths[0], 3.021, 0.01);
  EXPECT_NEAR(lengths[1], 4.517, 0.01);
  EXPECT_NEAR(lengths[2], 4.517, 0.01);
}

TEST(Prototypes, MakeFluoriteTiH2WithItsDistances) {
  const auto shortest = shortest_distances(built("MX2-fluorite", "Ti"));
  EXPECT_NEAR(shortest.at(element_pair(element("H"), element("Ti"))), 4.45 * std::sqrt(3.0) / 4.0, 0.005);
  EXPECT_NEAR(shortest.at(element_pair(element("H"), element("H"))), 4.45 / 2.0, 0.005);
}

// Each type with the number of X within 1.25 of the shortest M-X distance, counted by hand.
TEST(Prototypes, SurroundTheMetalAsTheirTypesDo) {
  const auto coordination = [](std::string_view id) {
    const Structure structure = built(id, "Pd");
    const Element pd = element("Pd");
    const double reach = 1.25 * shortest_distances(structure).at(element_pair(element("H"), pd));
    std::set<std::size_t> metals;
    std::size_t bonds = 0;
    for (const Neighbor& neighbor : neighbors_within(structure, reach)) {
      if (structure.sites()[neighbor.first].element != pd) continue;
      if (structure.sites()[neighbor.second].element == pd) continue;
      metals.insert(neighbor.first);
      ++bonds;
    }
    return static_cast<double>(bonds) / static_cast<double>(metals.size());
  };
  EXPECT_EQ(coordination("M2X-Cu2O"), 2);
  EXPECT_EQ(coordination("MX-ZrH"), 4);
  EXPECT_EQ(coordination("MX-wurtzite"), 4);
  EXPECT_EQ(coordination("MX-dhcp"), 6);
  EXPECT_EQ(coordination("MX-WC"), 6);
  EXPECT_EQ(coordination("MX2-rutile"), 6);
  EXPECT_EQ(coordination("MX2-alpha-PbO2"), 6);
  EXPECT_EQ(coordination("MX2-ramsdellite"), 6);
  EXPECT_EQ(coordination("MX2-baddeleyite"), 7);
  EXPECT_EQ(coordination("MX2-fluorite"), 8);
  EXPECT_EQ(coordination("MX3-AlH3"), 6);
  EXPECT_EQ(coordination("MX3-UH3"), 12);
}

TEST(Prototypes, RefuseASpaceGroupThatDoesNotExist) {
  Prototype mistaken = prototype_named("MX-NaCl");
  mistaken.space_group = "Fm-3q";
  EXPECT_THROW(build(mistaken, element("Pd"), element("H")), StructureError);
}

// The counts of an alloy's id, {M, X}; one atom of M for an element's.
std::pair<int, int> promised_counts_of_metals(const Prototype& prototype) {
  const std::string_view counts = prototype.id.substr(0, prototype.id.find('-'));
  return counts == "M" ? std::pair{1, 0} : promised_counts(prototype.id);
}

// All types of elements and alloys, filled with two metals.
std::vector<std::pair<Prototype, Structure>> built_metals() {
  std::vector<std::pair<Prototype, Structure>> built;
  for (const Prototype& prototype : element_prototypes())
    built.emplace_back(prototype, build(prototype, element("Pd"), element("Ni")));
  for (const Prototype& prototype : alloy_prototypes())
    built.emplace_back(prototype, build(prototype, element("Pd"), element("Ni")));
  return built;
}

Structure with_one_element(const Structure& structure) {
  auto sites = structure.sites();
  for (Site& site : sites) site.element = element("Pd");
  return {structure.lattice(), std::move(sites), structure.name()};
}

TEST(PrototypesOfMetals, HaveUniqueIdsFitForFileNamesAndASource) {
  std::set<std::string_view> ids;
  for (const auto& [prototype, structure] : built_metals()) {
    EXPECT_TRUE(ids.insert(prototype.id).second) << prototype.id;
    EXPECT_TRUE(std::ranges::all_of(prototype.id, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; }))
        << prototype.id;
    EXPECT_FALSE(prototype.source.empty()) << prototype.id;
  }
}

TEST(PrototypesOfMetals, HaveTheFormulaOfTheirId) {
  for (const auto& [prototype, structure] : built_metals()) {
    const auto [metals, others] = promised_counts_of_metals(prototype);
    Composition promised{{element("Pd"), metals}};
    if (others > 0) promised[element("Ni")] = others;
    EXPECT_EQ(reduced(structure.composition()), promised) << prototype.id;
    EXPECT_GE(metals, others) << prototype.id << ": M is the more frequent one";
  }
}

TEST(PrototypesOfMetals, StandInOrderOfTheirShareOfX) {
  double last = 0.0;
  for (const Prototype& prototype : alloy_prototypes()) {
    const auto [metals, others] = promised_counts(prototype.id);
    EXPECT_GE(static_cast<double>(others) / metals, last) << prototype.id;
    last = static_cast<double>(others) / metals;
  }
}

TEST(PrototypesOfMetals, HaveTheSpaceGroupThatTheTableClaims) {
  for (const auto& [prototype, structure] : built_metals()) {
    const std::string claimed(prototype.space_group.substr(0, prototype.space_group.find(':')));
    for (const double tolerance : {0.001, kSymmetryTolerance}) {
      const auto found = find_space_group(structure, tolerance);
      ASSERT_TRUE(found) << prototype.id;
      EXPECT_EQ(without(found->symbol, '_'), claimed) << prototype.id << " at " << tolerance;
    }
  }
}

TEST(PrototypesOfMetals, AreBuiltAsPrimitiveCellsOfTheRulesVolume) {
  for (const auto& [prototype, structure] : built_metals()) {
    const auto primitive = primitive_cell(structure, 0.01);
    ASSERT_TRUE(primitive) << prototype.id;
    EXPECT_EQ(primitive->size(), structure.size()) << prototype.id;
    EXPECT_NEAR(structure.lattice().volume(), rule_volume(structure.composition()), 1e-9) << prototype.id;
  }
}

// What the sources call an ideal packing is one, as soon as nobody tells the elements apart.
TEST(PrototypesOfMetals, ThatAreOrderingsOfAPackingAreThatPacking) {
  const std::vector<std::pair<std::string, std::string>> packings{
      {"ideal fcc", "Fm-3m"}, {"ideal bcc", "Im-3m"}, {"ideal hcp", "P6_3/mmc"}};
  std::size_t orderings = 0;
  for (const auto& [prototype, structure] : built_metals())
    for (const auto& [name, symbol] : packings) {
      if (prototype.source.find(name) == std::string_view::npos) continue;
      ++orderings;
      const Structure packing = with_one_element(structure);
      EXPECT_EQ(find_space_group(packing, 1e-5)->symbol, symbol) << prototype.id;
      EXPECT_EQ(primitive_cell(packing, 1e-5)->size(), name == "ideal hcp" ? 2U : 1U) << prototype.id;
    }
  EXPECT_EQ(orderings, 12U);
}

// Nearest neighbours of one atom, within 1.05 of the shortest distance: closest packings 12, bcc 8.
TEST(PrototypesOfMetals, SurroundAnAtomAsTheirTypesDo) {
  const auto coordination = [](const Structure& structure) {
    const double reach = 1.05 * shortest_distance(structure);
    return static_cast<double>(neighbors_within(structure, reach).size()) / static_cast<double>(structure.size());
  };
  const std::vector<double> counts{12, 8, 12, 12, 4, 6};
  const auto elements = built_in_elements(element("Pd"));
  ASSERT_EQ(elements.size(), counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) EXPECT_EQ(coordination(elements[i]), counts[i]) << elements[i].name();
  const auto alloy = [&](std::string_view id) {
    return build(*std::ranges::find(alloy_prototypes(), id, &Prototype::id), element("Pd"), element("Ni"));
  };
  EXPECT_EQ(coordination(alloy("M3X-Cu3Au")), 12);
  EXPECT_EQ(coordination(alloy("MX-CsCl")), 8);
  // C15: the smaller atoms are a√2/4 apart, six around each; two thirds of the atoms
  EXPECT_EQ(coordination(alloy("M2X-MgCu2")), 4);
  const double a = std::cbrt(4.0 * alloy("M2X-MgCu2").lattice().volume());
  const auto shortest = shortest_distances(alloy("M2X-MgCu2"));
  EXPECT_NEAR(shortest.at(element_pair(element("Pd"), element("Pd"))), a * std::sqrt(2.0) / 4.0, 1e-9);
  EXPECT_NEAR(shortest.at(element_pair(element("Ni"), element("Pd"))), a * std::sqrt(11.0) / 8.0, 1e-9);
  EXPECT_NEAR(shortest.at(element_pair(element("Ni"), element("Ni"))), a * std::sqrt(3.0) / 4.0, 1e-9);
}

TEST(PrototypesOfMetals, AnElementIsItsOwnInAllOfThem) {
  const auto elements = built_in_elements(element("Mg"));
  ASSERT_EQ(elements.size(), element_prototypes().size());
  for (const Structure& structure : elements)
    EXPECT_EQ(elements_of(structure.composition()), std::set{element("Mg")}) << structure.name();
  EXPECT_EQ(elements.front().name(), "Mg-fcc");
}

TEST(PrototypesOfMetals, AlloysHaveEitherMetalInEitherRole) {
  const auto alloys = built_in_alloys(element("Pd"), element("Ni"));
  std::set<std::string> names;
  std::map<Composition, int> compositions;
  for (const Structure& structure : alloys) {
    EXPECT_TRUE(names.insert(structure.name()).second) << structure.name();
    ++compositions[reduced(structure.composition())];
  }
  std::size_t equal = 0;
  for (const Prototype& prototype : alloy_prototypes()) {
    const auto [metals, others] = promised_counts(prototype.id);
    if (metals == others) ++equal;
    const Composition one{{element("Ni"), others}, {element("Pd"), metals}};
    const Composition other{{element("Ni"), metals}, {element("Pd"), others}};
    EXPECT_EQ(compositions.at(one), compositions.at(other)) << prototype.id;
  }
  EXPECT_EQ(alloys.size(), 2 * alloy_prototypes().size() - equal);
  EXPECT_TRUE(names.contains("Pd3Ni-Cu3Au") || names.contains("NiPd3-Cu3Au"));
  EXPECT_TRUE(names.contains("Ni3Pd-Cu3Au"));
}

}  // namespace
}  // namespace crystalgan
