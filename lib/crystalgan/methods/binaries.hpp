#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/features/layout.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

/// The question and what is known: two sets of binaries that share X. They need not be paired, nor equal in number.
struct Binaries {
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> structures;
  /// Networks made for these have at least so many slots: weights trained on one set fit another one then.
  std::int64_t least_slots = 0;
  /// Known ternaries of any elements, for the method `substitute` alone.
  std::vector<Structure> prototypes = {};
  /// Known ternaries of this system, for judging alone: what matches them is not novel.
  std::vector<Structure> references = {};
};

/// The smallest layout that holds these structures and has the slots asked for.
Layout layout_of(const Binaries& binaries);

/// Both sets as one, A first.
std::vector<Structure> all_of(const Binaries& binaries);

/// The binaries as the configuration asks: from files, else from the built-in prototypes. `checksums` gets the SHA-256
/// of every file read. Throws ConfigError, IoError, ParseError or StructureError: an element that is none, a file that
/// cannot be parsed, a structure that is no binary of its domain, fewer than two structures in a domain, no prototypes
/// for the method that needs them.
Binaries read_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums);

/// Both sets as POSCARs below `inputs/` of a run, exact to the bit, numbered in their order: file name -> text.
std::map<std::string, std::string> kept_files(const Binaries& binaries);

/// Reads them back from a run, so that going on with a run needs none of the original files.
Binaries kept_binaries(const Configuration& configuration, const RunDirectory& run);

}  // namespace crystalgan
