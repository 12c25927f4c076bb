#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The question and what is known: two sets of binaries that share X. They need not be paired, nor equal in number.
struct Binaries {
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> structures;
  /// Networks made for these have at least so many slots: weights trained on one set fit another one then.
  std::int64_t min_slots = 0;
  /// Known ternaries of any elements, for the method `substitute` alone.
  std::vector<Structure> prototypes = {};
  /// Known ternaries of this system, for evaluation alone: what matches them is not novel.
  std::vector<Structure> references = {};
  /// Ternaries of this system that are worth learning from: they join both domains of step 3 of the periodic mode.
  std::vector<Structure> learned = {};
};

/// Both sets as one, A first.
std::vector<Structure> all_of(const Binaries& binaries);

}  // namespace crystalgan
