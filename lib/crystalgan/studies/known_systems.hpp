#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A system with known ternaries. The methods see its binaries only.
struct KnownSystem {
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> binaries;
  std::vector<Structure> ternaries;
};

/// Every system A-B-X of two metals with at least one structure of A-X, of B-X and of A-B-X, by name; A before B in the
/// alphabet. Other structures are skipped.
std::vector<KnownSystem> known_systems(const std::vector<Structure>& binaries, const std::vector<Structure>& ternaries,
                                       Element x);

/// A random selection of `count` systems, in their order; all if there are no more.
std::vector<KnownSystem> some_systems(const std::vector<KnownSystem>& systems, std::size_t count, Seed seed);

/// Without the known ternaries of more atoms in their primitive cells, and without the systems that have no other. 0: all.
std::vector<KnownSystem> with_small_ternaries(std::vector<KnownSystem> systems, std::size_t max_atoms);

/// The systems that a text names, one a line, "Ba-Ti-O" or "O Ba Ti"; '#' begins a remark. Systems with another X are
/// skipped. `file` is for messages. Throws ParseError for a line that is no system, a system that is not among `systems`,
/// and a text without any.
std::vector<KnownSystem> named_systems(const std::vector<KnownSystem>& systems, Element x, const std::string& text,
                                       const std::string& file);

}  // namespace crystalgan
