#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/record/configuration.hpp"

// A question small enough for tests: a few built-in binaries, a few epochs.
namespace crystalgan::test {

inline std::vector<Structure> some_binaries(Element metal, Element x, std::size_t count) {
  auto all = built_in_binaries(metal, x);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& one, const auto& other) { return one.size() < other.size(); });
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
  return all;
}

/// Sets of different size, which are not paired. Built once: spglib takes its time over the prototypes.
inline const Binaries& small_binaries() {
  static const ChemicalSystem system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  static const Binaries binaries{system, {some_binaries(system.a, system.x, 6), some_binaries(system.b, system.x, 4)}};
  return binaries;
}

inline Configuration small_configuration(Mode mode = Mode::repaired) {
  Configuration configuration = default_configuration(mode);
  configuration.system.a = "Pd";
  configuration.system.b = "Ni";
  configuration.training.members = 2;
  configuration.training.epochs_step1 = 6;
  configuration.training.epochs_step3 = 6;
  configuration.training.record_every = 2;
  configuration.training.checkpoint_every = 4;
  configuration.seed = 5;
  return configuration;
}

// Binaries of any metal and X by hand, at the rule's volume: one X per metal twice, two and a quarter.

inline Structure handmade(const Lattice& lattice, std::vector<Site> sites, const std::string& type) {
  const Structure structure(lattice, std::move(sites), type);
  return at_rule_volume(structure.named(formula(structure.composition()) + "-" + type));
}

inline Structure handmade_rocksalt(Element metal, Element x) {
  return handmade(Lattice({Cartesian{0, 2, 2}, Cartesian{2, 0, 2}, Cartesian{2, 2, 0}}),
                  {{metal, {0, 0, 0}}, {x, {0.5, 0.5, 0.5}}}, "rocksalt");
}

inline Structure handmade_wurtzite(Element metal, Element x) {
  const double third = 1.0 / 3.0;
  return handmade(Lattice::from_parameters(3.25, 3.25, 5.21, 90, 90, 120),
                  {{metal, {third, 2 * third, 0}},
                   {metal, {2 * third, third, 0.5}},
                   {x, {third, 2 * third, 0.375}},
                   {x, {2 * third, third, 0.875}}},
                  "wurtzite");
}

inline Structure handmade_fluorite(Element metal, Element x) {
  return handmade(Lattice({Cartesian{0, 2, 2}, Cartesian{2, 0, 2}, Cartesian{2, 2, 0}}),
                  {{metal, {0, 0, 0}}, {x, {0.25, 0.25, 0.25}}, {x, {0.75, 0.75, 0.75}}}, "fluorite");
}

/// X in the centre of a face-centred cube of metals: Fe4N.
inline Structure handmade_metal_rich(Element metal, Element x) {
  return handmade(Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                  {{metal, {0, 0, 0}},
                   {metal, {0, 0.5, 0.5}},
                   {metal, {0.5, 0, 0.5}},
                   {metal, {0.5, 0.5, 0}},
                   {x, {0.5, 0.5, 0.5}}},
                  "metal-rich");
}

inline std::vector<Structure> handmade_binaries(Element metal, Element x) {
  return {handmade_rocksalt(metal, x), handmade_wurtzite(metal, x), handmade_fluorite(metal, x),
          handmade_metal_rich(metal, x)};
}

}  // namespace crystalgan::test
