#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The inputs of a run: two sets of binaries that share X, not paired, of any sizes.
struct Binaries {
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> structures;
  /// Minimum slots of the networks, so that weights fit another set too.
  std::int64_t min_slots = 0;
  /// Known ternaries of any elements, for the method `substitute`.
  std::vector<Structure> prototypes = {};
  /// Known ternaries of this system; a novel candidate matches none.
  std::vector<Structure> references = {};
  /// Text of a model of `crystalgan learn`, for the mode symmetry; empty: what ships with the program.
  std::string model = {};
};

/// Both sets in one list, A first.
std::vector<Structure> all_of(const Binaries& binaries);

}  // namespace crystalgan
