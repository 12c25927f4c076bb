#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/methods/binaries.hpp"

// A question small enough for tests: a few built-in binaries, a few epochs.
namespace crystalgan::test {

inline std::vector<Structure> some_binaries(Element metal, Element x, std::size_t count) {
  auto all = built_in_binaries(metal, x);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& one, const auto& other) { return one.size() < other.size(); });
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
  return all;
}

/// Sets of different size, which are not paired.
inline Binaries small_binaries() {
  const ChemicalSystem system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  return {system, {some_binaries(system.a, system.x, 6), some_binaries(system.b, system.x, 4)}};
}

inline Configuration small_configuration() {
  Configuration configuration;
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

}  // namespace crystalgan::test
