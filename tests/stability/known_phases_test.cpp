#include "crystalgan/stability/known_phases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

std::map<std::string, std::vector<std::string>> names_by_kind(const std::vector<KnownPhase>& phases) {
  std::map<std::string, std::vector<std::string>> names;
  for (const KnownPhase& phase : phases) names[std::string(phase.kind)].push_back(phase.structure.name());
  return names;
}

Structure one_atom(Element element, const std::string& name) {
  return {face_centred(3.9), {{element, {0, 0, 0}}}, name};
}

// spglib takes its time over the prototypes.
const std::vector<Structure>& inputs() {
  static const std::vector<Structure> inputs = [] {
    auto binaries = built_in_binaries(kPd, kH);
    binaries.erase(binaries.begin() + 5, binaries.end());
    binaries.push_back(rocksalt(4.0).named("0001-mine"));
    return binaries;
  }();
  return inputs;
}

TEST(KnownPhases, AreMetalsAlloysInputsOtherPrototypesAndWhatIsGiven) {
  const Structure copper(face_centred(4.0), {{kPd, {0, 0, 0}}, {Element::from_symbol("Cu"), {0.5, 0.5, 0.5}}}, "CuPd");
  const auto phases =
      known_phases(kSystem, inputs(), {one_atom(kNi, "given Ni"), copper, half_heusler(kPd, kNi, kH, "given PdNiH")},
                   Trust::screening);
  auto names = names_by_kind(phases);
  EXPECT_EQ(names.size(), 5U);
  EXPECT_EQ(names["element"].size(), 2 * element_prototypes().size()) << "the gas has none";
  EXPECT_EQ(names["alloy"].size(), built_in_alloys(kPd, kNi).size());
  ASSERT_EQ(names["input"].size(), inputs().size());
  EXPECT_EQ(names["input"].back(), "0001-mine");
  EXPECT_EQ(names["binary"].size(), 2 * prototypes().size() - 5);
  EXPECT_EQ(names["given"], (std::vector<std::string>{"given Ni", "given PdNiH"})) << "Cu is no part of the system";
}

TEST(KnownPhases, AreNotThereTwice) {
  std::set<std::string> names;
  for (const KnownPhase& phase : known_phases(kSystem, inputs(), {}, Trust::screening))
    EXPECT_TRUE(names.insert(phase.structure.name()).second) << phase.structure.name();
}

TEST(KnownPhases, HoldNoOtherElementsAndKindsSayWhatTheyHold) {
  for (const KnownPhase& phase : known_phases(kSystem, inputs(), {}, Trust::screening)) {
    const auto elements = elements_of(phase.structure.composition());
    const std::string& name = phase.structure.name();
    EXPECT_TRUE(std::ranges::includes(std::set{kPd, kNi, kH}, elements)) << name;
    if (phase.kind == "element") {
      EXPECT_EQ(elements.size(), 1U) << name;
    } else if (phase.kind == "alloy") {
      EXPECT_EQ(elements, (std::set{kPd, kNi})) << name;
    } else {
      EXPECT_TRUE(elements.size() == 2 && elements.contains(kH)) << name;
    }
  }
}

TEST(KnownPhases, ASolidXIsAnElementToo) {
  const ChemicalSystem carbides = ChemicalSystem::from_symbols("Pd", "Ni", "C");
  const auto names = names_by_kind(known_phases(carbides, {}, {}, Trust::screening));
  const auto& elements = names.at("element");
  EXPECT_EQ(elements.size(), 3 * element_prototypes().size());
  EXPECT_NE(std::ranges::find(elements, "C-diamond"), elements.end());
  EXPECT_EQ(names.at("binary").size(), 2 * prototypes().size());
}

TEST(KnownPhases, AUniversalPotentialTakesTheCrystalsOfTheDatabaseToo) {
  const ChemicalSystem titanates = ChemicalSystem::from_symbols("Ba", "Ti", "O");
  auto names = names_by_kind(known_phases(titanates, {}, {}, Trust::universal));
  const auto has = [&](const std::string& kind, const std::string& name) {
    return std::ranges::find(names[kind], name) != names[kind].end();
  };
  EXPECT_TRUE(has("database", "mp-390")) << "anatase";
  EXPECT_TRUE(has("database", "mp-1105")) << "barium peroxide";
  EXPECT_FALSE(has("database", "mp-655656")) << "TiO2 0.3 eV/atom above the hull of the Materials Project";
  EXPECT_FALSE(has("binary", "TiO2-anatase")) << "the same crystal";
  EXPECT_TRUE(has("binary", "TiO-anti-NiAs")) << "not in the database";
  EXPECT_EQ(names["element"].size(), 2 * element_prototypes().size()) << "all kept: bcc and fcc differ";
}

TEST(KnownPhases, WhatTheUserGivesIsNeverARepeatAndTakesThePlaceOfOthers) {
  const std::vector<Structure> own{rocksalt(4.0).named("mine"), rocksalt(4.4).named("mine again")};
  const ChemicalSystem system = ChemicalSystem::from_symbols("Ni", "Pd", "H");
  auto names = names_by_kind(known_phases(system, own, {rocksalt(4.2).named("given")}, Trust::universal));
  EXPECT_EQ(names["input"], (std::vector<std::string>{"mine", "mine again"}));
  EXPECT_EQ(names["given"], std::vector<std::string>{"given"});
  EXPECT_EQ(std::ranges::count(names["binary"], "PdH-NaCl"), 0);
  EXPECT_EQ(std::ranges::count(names["database"], "mp-24719"), 1) << "NiH";
  EXPECT_EQ(std::ranges::count(names["binary"], "NiH-NaCl"), 0) << "it is mp-24719";
  EXPECT_EQ(std::ranges::count(names["binary"], "NiH-sphalerite"), 1);
}

TEST(KnownPhases, AUniversalPotentialKeepsTheirSymmetry) {
  const Structure chain(Lattice::from_parameters(4, 5, 6, 90, 90, 90),
                        {{kPd, {0, 0, 0}}, {kNi, {0.5, 0.5, 0.5}}, {kH, {0.5, 0, 0.25}}, {kH, {0.5, 0, 0.75}}},
                        "chain");
  for (const Trust trust : {Trust::universal, Trust::screening}) {
    const Told calculator([](const Structure& structure) { return energy_of_elements(structure.composition()); },
                          trust);
    const KnownEnergies known =
        known_energies(kSystem, {{"element", one_atom(kPd, "Pd")}, {"element", one_atom(kNi, "Ni")}, {"given", chain}},
                       calculator, {});
    const double off = std::abs(known.phases[2].structure.sites()[1].position[0] - 0.5);
    if (trust == Trust::universal)
      EXPECT_LT(off, 1e-12);
    else
      EXPECT_GT(off, 1e-6) << "displaced first";
  }
}

TEST(KnownPhases, TheLowestPhaseOfAnElementIsTheLowestPerAtom) {
  const Structure two = supercell(one_atom(kPd, "two"), 2, 1, 1);
  const std::vector<RelaxedPhase> phases{{"Pd-one", "element", one_atom(kPd, "one"), "Fm-3m", -3.0},
                                         {"Pd-two", "element", two, "Im-3m", -6.2},
                                         {"Pd-six", "element", supercell(two, 3, 1, 1), "Im-3m", -18.0},
                                         {"Ni-deep", "element", one_atom(kNi, "deep"), "Fm-3m", -9.0},
                                         {"PdH-deep", "input", rocksalt(), "Fm-3m", -90.0}};
  const ElementEnergy lowest = lowest_phase(kPd, phases);
  EXPECT_EQ(lowest.element, kPd);
  EXPECT_NEAR(lowest.energy, -3.1, 1e-12);
  EXPECT_EQ(lowest.source, "Pd-two relaxed to Im-3m by the calculator");
  EXPECT_THROW(lowest_phase(kH, phases), NumericalError);
}

TEST(KnownPhases, TheirEnergiesAreRelaxedAndWhatFailsIsSaid) {
  const std::vector<KnownPhase> phases{{"element", one_atom(kPd, "Pd-fcc")},
                                       {"element", one_atom(kNi, "Ni-fcc")},
                                       {"input", rocksalt().named("PdH-broken")},
                                       {"binary", supercell(rocksalt(), 2, 1, 1).named("PdH-deep")},
                                       {"given", half_heusler(kPd, kNi, kH, "PdNiH-given")}};
  const Told calculator([](const Structure& structure) {
    if (structure.size() == 8) throw NumericalError("told: broken");
    const double bound = structure.size() == 16 ? -6.4 : structure.size() == 3 ? -4.9 : 0.0;
    return energy_of_elements(structure.composition()) + bound * static_cast<double>(structure.size());
  });
  std::size_t told = 0;
  EnergySettings settings;
  settings.observer = [&](std::size_t, std::size_t total) { told = total; };
  const KnownEnergies known = known_energies(kSystem, phases, calculator, settings);
  EXPECT_EQ(told, phases.size());
  ASSERT_EQ(known.phases.size(), 3U);
  EXPECT_EQ(known.phases[0].name, "Pd-fcc");
  EXPECT_EQ(known.phases[0].kind, "element");
  EXPECT_EQ(known.phases[0].space_group_symbol, "Fm-3m");
  EXPECT_NEAR(known.phases[0].energy, -3.0, 1e-12);
  EXPECT_EQ(known.phases[2].name, "PdNiH-given");
  EXPECT_EQ(known.left_out,
            (std::vector<std::string>{"PdH-broken: failed", "PdH-deep: an energy that no crystal has"}));
  ASSERT_EQ(known.elements.size(), 3U);
  EXPECT_EQ(known.elements[0].element, kPd);
  EXPECT_EQ(known.elements[0].source, "Pd-fcc relaxed to Fm-3m by the calculator");
  EXPECT_EQ(known.elements[1].element, kNi);
  EXPECT_EQ(known.elements[2].element, kH);
  EXPECT_NEAR(known.elements[2].energy, -2.0 - 4.748 / 2.0, 1e-12) << "told binds no molecule";
  EXPECT_EQ(phases_of(known).size(), 6U);
}

TEST(KnownPhases, AnElementWithoutAPhaseThatRelaxesIsAnError) {
  const Told calculator([](const Structure&) -> double { throw NumericalError("told: broken"); });
  try {
    known_energies(kSystem, {{"element", one_atom(kPd, "Pd-fcc")}}, calculator, {});
    FAIL();
  } catch (const NumericalError& error) {
    EXPECT_STREQ(error.what(), "Pd: expected one phase of the element that relaxes, got none");
  }
}

TEST(KnownPhases, TheirEnergiesDoNotDependOnTheThreads) {
  std::vector<KnownPhase> phases{{"element", one_atom(kPd, "Pd-fcc")}, {"element", one_atom(kNi, "Ni-fcc")}};
  for (int i = 0; i < 4; ++i) phases.push_back({"given", half_heusler(kPd, kNi, kH, "PdNiH-" + std::to_string(i))});
  const Morse calculator(0.4, 2.4, -1.0);
  EnergySettings one;
  EnergySettings three;
  three.threads = 3;
  const KnownEnergies first = known_energies(kSystem, phases, calculator, one);
  const KnownEnergies second = known_energies(kSystem, phases, calculator, three);
  ASSERT_EQ(first.phases.size(), second.phases.size());
  EXPECT_EQ(first.left_out, second.left_out);
  for (std::size_t i = 0; i < first.phases.size(); ++i) EXPECT_EQ(first.phases[i].energy, second.phases[i].energy);
  EXPECT_EQ(first.elements[2].energy, second.elements[2].energy);
}

}  // namespace
}  // namespace crystalgan
