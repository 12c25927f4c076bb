#pragma once

#include <map>
#include <string>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// The binaries as the configuration asks: from files, else from the built-in prototypes. `checksums` gets the SHA-256
/// of every file read. Throws ConfigError, IoError, ParseError or StructureError: an element that is none, a file that
/// cannot be parsed, a structure that is no binary of its domain, fewer than two structures in a domain, no prototypes
/// for the method that needs them.
Binaries read_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums);

/// run.toml. Throws IoError, ParseError.
Configuration kept_configuration(const RunDirectory& run);

/// Both sets as POSCARs below `inputs/` of a run, exact to the bit, numbered in their order: file name -> text.
std::map<std::string, std::string> kept_files(const Binaries& binaries);

/// Both sets read back from a run. Throws IoError, StructureError.
PerDomain<std::vector<Structure>> kept_domains(const ChemicalSystem& system, const RunDirectory& run);

/// Everything read back from a run, so that going on with a run needs none of the original files.
Binaries kept_binaries(const Configuration& configuration, const RunDirectory& run);

}  // namespace crystalgan
