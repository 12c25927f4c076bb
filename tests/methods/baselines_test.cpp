#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <variant>

#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/methods/method.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

using Make = std::unique_ptr<Method> (*)(const Configuration&, const Binaries&, std::int64_t);

struct Baseline {
  std::string name;
  Make make;
};

std::vector<Baseline> baselines() {
  return {{"random", make_random},
          {"random-symmetric", make_random_symmetric},
          {"overlay", make_overlay},
          {"relabel", make_relabel}};
}

// Built once: spglib takes its time over the prototypes.
const Binaries& inputs() {
  static const Binaries binaries = test::small_binaries();
  return binaries;
}

/// Those with more than one formula unit in the cell.
const Binaries& multiple_inputs() {
  const auto multiple = [](Element metal, Element x) {
    auto structures = built_in_binaries(metal, x);
    std::erase_if(structures, [](const Structure& structure) {
      return structure.size() > 8 || reduced(structure.composition()) == structure.composition();
    });
    return structures;
  };
  static const ChemicalSystem system = inputs().system;
  static const Binaries binaries{system, {multiple(system.a, system.x), multiple(system.b, system.x)}};
  return binaries;
}

std::vector<RawStructure> made_by(Make make, std::int64_t count, std::int64_t member = 0) {
  return make(test::small_configuration(), inputs(), member)->generate(count);
}

const Structure& structure_of(const RawStructure& raw) { return std::get<Structure>(raw.structure); }

/// Everything of a structure, to the last bit.
std::string text_of(const RawStructure& raw) {
  std::ostringstream text;
  text << std::hexfloat << raw.origin << raw.member << raw.parent_a << raw.parent_b;
  if (const auto* rejection = std::get_if<Rejection>(&raw.structure)) return text.str() + rejection->detail;
  for (const Cartesian& row : structure_of(raw).lattice().rows())
    for (const double component : row.components) text << ' ' << component;
  for (const Site& site : structure_of(raw).sites()) {
    text << ' ' << site.element.symbol();
    for (const double component : site.position.components) text << ' ' << component;
  }
  return text.str();
}

std::vector<std::string> texts_of(const std::vector<RawStructure>& all) {
  std::vector<std::string> texts;
  for (const RawStructure& raw : all) texts.push_back(text_of(raw));
  return texts;
}

const Structure* named(const std::vector<Structure>& structures, const std::string& name) {
  const auto found = std::ranges::find(structures, name, &Structure::name);
  return found == structures.end() ? nullptr : &*found;
}

int count_of(const Structure& structure, Element element) {
  const Composition composition = structure.composition();
  const auto found = composition.find(element);
  return found == composition.end() ? 0 : found->second;
}

bool same_angles(const Lattice& one, const Lattice& other) {
  for (std::size_t i = 0; i < 3; ++i)
    if (std::fabs(one.angles()[i] - other.angles()[i]) > 1e-9) return false;
  return true;
}

Structure cesium_chloride(const char* metal) {
  return {Lattice::from_parameters(3, 3, 3, 90, 90, 90),
          {{Element::from_symbol(metal), {0, 0, 0}}, {Element::from_symbol("H"), {0.5, 0.5, 0.5}}},
          std::string(metal) + "H-CsCl"};
}

TEST(Baselines, TheSameSeedMakesTheSameStructuresAndMembersDiffer) {
  for (const auto& [name, make] : baselines()) {
    const auto once = texts_of(made_by(make, 20));
    EXPECT_EQ(once, texts_of(made_by(make, 20))) << name;
    EXPECT_NE(once, texts_of(made_by(make, 20, 1))) << name;
    Configuration other = test::small_configuration();
    other.seed += 1;
    EXPECT_NE(once, texts_of(make(other, inputs(), 0)->generate(20))) << name;
    EXPECT_GT(std::set<std::string>(once.begin(), once.end()).size(), 10U) << name;
  }
}

TEST(Baselines, TheFirstStructuresDoNotDependOnHowManyAreMade) {
  for (const auto& [name, make] : baselines()) {
    const auto method = make(test::small_configuration(), inputs(), 0);
    auto many = texts_of(method->generate(15));
    many.resize(6);
    EXPECT_EQ(texts_of(method->generate(6)), many) << name;
    EXPECT_TRUE(method->generate(0).empty()) << name;
  }
}

TEST(Baselines, SayWhoMadeItFromWhat) {
  const Binaries& binaries = inputs();
  for (const auto& [name, make] : baselines()) {
    std::set<std::string> parents;
    for (const RawStructure& raw : made_by(make, 60, 1)) {
      EXPECT_EQ(raw.origin, name);
      EXPECT_EQ(raw.member, 1);
      EXPECT_EQ(structure_of(raw).name(), name);
      const bool from_a = named(binaries.structures.a, raw.parent_a) != nullptr;
      const bool from_b = named(binaries.structures.b, raw.parent_b) != nullptr;
      if (name == "relabel") {
        EXPECT_NE(from_a, from_b);
        EXPECT_TRUE(from_a ? raw.parent_b.empty() : raw.parent_a.empty());
      } else {
        EXPECT_TRUE(from_a && from_b) << name;
      }
      parents.insert({raw.parent_a, raw.parent_b});
    }
    parents.erase("");
    EXPECT_EQ(parents.size(), 10U) << name << ": every input takes part";
  }
}

TEST(Baselines, HoldAllThreeElementsAtTheVolumeOfTheRule) {
  const auto [a, b, x] = inputs().system;
  for (const auto& [name, make] : baselines()) {
    for (const RawStructure& raw : made_by(make, 60)) {
      const Structure& structure = structure_of(raw);
      EXPECT_GT(count_of(structure, a), 0) << name;
      EXPECT_GT(count_of(structure, b), 0) << name;
      EXPECT_GT(count_of(structure, x), 0) << name;
      EXPECT_NEAR(structure.lattice().volume() / rule_volume(structure.composition()), 1.0, 1e-9) << name;
    }
  }
}

TEST(Baselines, PairsGiveMetalsOfBothAndXOfOne) {
  const Binaries& binaries = inputs();
  const auto [a, b, x] = binaries.system;
  for (const auto& [name, make] : {Baseline{"random", make_random}, Baseline{"overlay", make_overlay}}) {
    std::set<bool> hosts;
    for (const RawStructure& raw : made_by(make, 60)) {
      const Structure& structure = structure_of(raw);
      const Structure& of_a = *named(binaries.structures.a, raw.parent_a);
      const Structure& of_b = *named(binaries.structures.b, raw.parent_b);
      EXPECT_EQ(count_of(structure, a), count_of(of_a, a)) << name;
      EXPECT_EQ(count_of(structure, b), count_of(of_b, b)) << name;
      const bool may_be_a =
          same_angles(structure.lattice(), of_a.lattice()) && count_of(structure, x) == count_of(of_a, x);
      const bool may_be_b =
          same_angles(structure.lattice(), of_b.lattice()) && count_of(structure, x) == count_of(of_b, x);
      EXPECT_TRUE(may_be_a || may_be_b) << name << ": cell and X are of one host";
      if (may_be_a != may_be_b) hosts.insert(may_be_a);
    }
    EXPECT_EQ(hosts.size(), 2U) << name << ": either side may be the host";
  }
}

TEST(RandomBaseline, FillsTheWholeCellEvenly) {
  std::array<std::array<int, 2>, 3> halves{};
  int atoms = 0;
  for (const RawStructure& raw : made_by(make_random, 200)) {
    for (const Site& site : structure_of(raw).sites()) {
      ++atoms;
      for (std::size_t axis = 0; axis < 3; ++axis) ++halves[axis][site.position[axis] < 0.5 ? 0 : 1];
    }
  }
  // binomial: standard deviation √n / 2
  for (const auto& [low, high] : halves) EXPECT_NEAR(low, high, 5.0 * std::sqrt(atoms));
}

TEST(Overlay, EveryAtomKeepsItsPlaceInItsOwnCell) {
  const Binaries& binaries = inputs();
  for (const RawStructure& raw : made_by(make_overlay, 60)) {
    const Structure* of_a = named(binaries.structures.a, raw.parent_a);
    const Structure* of_b = named(binaries.structures.b, raw.parent_b);
    for (const Site& site : structure_of(raw).sites()) {
      const auto is_it = [&](const Site& other) {
        return other.element == site.element && other.position == site.position;
      };
      EXPECT_TRUE(std::ranges::any_of(of_a->sites(), is_it) || std::ranges::any_of(of_b->sites(), is_it));
    }
  }
}

TEST(RandomSymmetric, ItsStructuresHaveASpaceGroupAndKeepTheirDistances) {
  std::set<int> groups;
  int p1bar = 0;
  for (const RawStructure& raw :
       make_random_symmetric(test::small_configuration(), multiple_inputs(), 0)->generate(200)) {
    const Structure& structure = structure_of(raw);
    const auto group = find_space_group(structure, 1e-3);
    ASSERT_TRUE(group);
    EXPECT_GE(group->number, 2);
    groups.insert(group->number);
    p1bar += group->number == 2 ? 1 : 0;
    for (const auto& [pair, distance] : shortest_distances(structure))
      EXPECT_GE(distance, 0.9 * radii_limit(pair.first, pair.second) - 1e-9);
  }
  EXPECT_GT(groups.size(), 40U);
  EXPECT_LT(p1bar, 10);
}

TEST(RandomSymmetric, HasTheCompositionOfAPairInAPrimitiveCell) {
  const Binaries& binaries = multiple_inputs();
  const Element a = binaries.system.a;
  const Element b = binaries.system.b;
  const Element x = binaries.system.x;
  std::set<int> units;
  for (const RawStructure& raw : make_random_symmetric(test::small_configuration(), binaries, 0)->generate(100)) {
    const Structure& structure = structure_of(raw);
    const Structure& of_a = *named(binaries.structures.a, raw.parent_a);
    const Structure& of_b = *named(binaries.structures.b, raw.parent_b);
    const auto with_x_of = [&](const Structure& host) {
      return Composition{{a, count_of(of_a, a)}, {b, count_of(of_b, b)}, {x, count_of(host, x)}};
    };
    const Composition got = structure.composition();
    const bool a_hosts = reduced(got) == reduced(with_x_of(of_a));
    EXPECT_TRUE(a_hosts || reduced(got) == reduced(with_x_of(of_b))) << formula(got);
    EXPECT_LE(got.at(a), count_of(of_a, a));
    EXPECT_NEAR(structure.lattice().volume() / rule_volume(got), 1.0, 1e-9);
    EXPECT_EQ(primitive_cell(structure, 1e-3)->size(), structure.size());
    units.insert(got.at(a) / reduced(got).at(a));
  }
  EXPECT_GT(units.size(), 1U) << "compositions are not always reduced";
}

TEST(RandomSymmetric, OneFormulaUnitFindsItsWayIntoCentredGroups) {
  std::set<char> centrings;
  for (const RawStructure& raw : made_by(make_random_symmetric, 100))
    centrings.insert(find_space_group(structure_of(raw), 1e-3)->symbol.front());
  for (const char centring : {'P', 'C', 'I', 'F', 'R'}) EXPECT_TRUE(centrings.contains(centring)) << centring;
}

TEST(RandomSymmetric, WhatCannotBePackedIsRejected) {
  // lanthanum in carbides counts half of its volume: four of its atoms with four of nickel leave no room
  const ChemicalSystem system = ChemicalSystem::from_symbols("La", "Ni", "C");
  Binaries crowded{system, {}};
  for (const Structure& structure : built_in_binaries(system.a, system.x))
    if (structure.composition() == Composition{{system.a, 4}, {system.x, 1}}) crowded.structures.a.push_back(structure);
  for (const Structure& structure : built_in_binaries(system.b, system.x))
    if (structure.composition() == Composition{{system.b, 4}, {system.x, 1}}) crowded.structures.b.push_back(structure);
  ASSERT_FALSE(crowded.structures.a.empty());
  int rejected = 0;
  for (const RawStructure& raw : make_random_symmetric(test::small_configuration(), crowded, 0)->generate(5)) {
    const auto* rejection = std::get_if<Rejection>(&raw.structure);
    if (rejection == nullptr) continue;
    ++rejected;
    EXPECT_EQ(rejection->reason, "no symmetric packing found");
    EXPECT_EQ(rejection->detail, "La4Ni4C: expected a fit in 500 space groups");
    EXPECT_FALSE(raw.parent_a.empty());
  }
  EXPECT_GT(rejected, 0);
}

TEST(Relabel, GivesASupercellOfAnInputWithSomeMetalsRenamed) {
  const Binaries& binaries = multiple_inputs();
  const auto [a, b, x] = binaries.system;
  std::set<std::size_t> multiples;
  for (const RawStructure& raw : make_relabel(test::small_configuration(), binaries, 0)->generate(150)) {
    const Structure& structure = structure_of(raw);
    const bool from_a = !raw.parent_a.empty();
    const Structure& input = from_a ? *named(binaries.structures.a, raw.parent_a)  //
                                    : *named(binaries.structures.b, raw.parent_b);
    ASSERT_EQ(structure.size() % input.size(), 0U);
    EXPECT_LE(structure.size(), 24U);
    multiples.insert(structure.size() / input.size());
    // one metal again, it is the input
    std::vector<Site> sites = structure.sites();
    for (Site& site : sites)
      if (site.element != x) site.element = from_a ? a : b;
    const Structure renamed = at_rule_volume({structure.lattice(), std::move(sites), "renamed"});
    const auto expected = shortest_distances(at_rule_volume(input));
    const auto got = shortest_distances(renamed);
    ASSERT_EQ(got.size(), expected.size());
    for (const auto& [pair, distance] : expected) EXPECT_NEAR(got.at(pair), distance, 1e-6);
    EXPECT_EQ(find_space_group(renamed)->number, find_space_group(input)->number);
  }
  EXPECT_EQ(multiples, (std::set<std::size_t>{1, 2, 3, 4}));
}

TEST(Relabel, OfCsClKnowsEveryInequivalentChoiceOnce) {
  // Counted by hand, over all sublattices of a simple cubic metal lattice. Two metals: 7 sublattices, one of the two is
  // renamed, a translation apart: 7. Three: 13 of one or two, all translations apart: 26. Four: in 28 sublattices the
  // metals are a ring (1 + 2 + 1 choices), in 7 a product of two pairs; of the pairs there the six are three up to
  // translations, which symmetry takes into 1 (one sublattice), 2 (three) or 3 (three) classes: 3 + 3 · 4 + 3 · 5.
  const Binaries binaries{ChemicalSystem::from_symbols("Pd", "Ni", "H"), {{cesium_chloride("Pd")}, {}}};
  std::map<std::size_t, std::set<std::string>> different;
  for (const RawStructure& raw : make_relabel(test::small_configuration(), binaries, 0)->generate(4000))
    different[structure_of(raw).size() / 2].insert(text_of(raw));
  EXPECT_EQ(different[2].size(), 7U);
  EXPECT_EQ(different[3].size(), 26U);
  EXPECT_EQ(different[4].size(), 28U * 4U + 30U);
  EXPECT_EQ(different.size(), 3U) << "one metal alone can only be renamed as a whole";
}

TEST(Relabel, AnInputTooLargeForSupercellsIsRelabelledAlone) {
  Structure large = test::supercell(test::rocksalt(), 1, 1, 5);  // 20 metals, too many to enumerate
  const Binaries binaries{ChemicalSystem::from_symbols("Pd", "Ni", "H"), {{large}, {}}};
  std::set<std::string> different;
  for (const RawStructure& raw : make_relabel(test::small_configuration(), binaries, 0)->generate(20)) {
    EXPECT_EQ(structure_of(raw).size(), 40U);
    EXPECT_GT(count_of(structure_of(raw), binaries.system.a), 0);
    EXPECT_GT(count_of(structure_of(raw), binaries.system.b), 0);
    different.insert(text_of(raw));
  }
  EXPECT_EQ(different.size(), 20U);
}

}  // namespace
}  // namespace crystalgan
