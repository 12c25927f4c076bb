#pragma once

#include <map>
#include <string>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/io/read_notes.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// What was read for one purpose, and what of it is not used. Of the notes, refusals are what cannot be read or used.
struct InputReading : ReadNotes {
  std::string what;            ///< "Pd-H", "prototypes", "references" or "phases"
  std::size_t files = 0;       ///< that are structure files
  std::size_t structures = 0;  ///< in them
  std::size_t other = 0;       ///< of the structures, of other elements than `elements` and not used
  std::string elements = {};   ///< "Pd, Ni and H"
};

/// Where the structures of all readings were fetched from.
std::vector<InputSource> sources_of(const std::vector<InputReading>& readings);

/// The binaries of the configuration: from files, or the built-in prototypes; without files none in the mode symmetry, whose
/// model knows some. `checksums` receives the SHA-256 of every file, `readings` what was read, for each setting with
/// paths. References that cannot be read are passed over, other inputs where system.skip_unusable is set. Throws
/// ConfigError, IoError, ParseError or StructureError: unknown element, unreadable file, structure outside
/// its domain, fewer than two structures in a domain, no prototypes for a method that needs them.
Binaries read_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums,
                       std::vector<InputReading>* readings = nullptr);

/// The structures of relaxation.phases that hold no other elements than A, B and X. Throws as read_binaries().
std::vector<Structure> read_phases(const Configuration& configuration, const ChemicalSystem& system,
                                   InputReading* reading = nullptr);

/// run.toml. Throws IoError, ParseError.
Configuration kept_configuration(const RunDirectory& run);

/// The Python that `dft` used for this run, or that its run.toml names: to be shown, never to be started. Throws as
/// kept_configuration().
std::string recorded_dft_python(const RunDirectory& run);

/// Both sets as POSCARs below `inputs/` of a run, exact to the bit, numbered: file name -> text.
std::map<std::string, std::string> kept_files(const Binaries& binaries);

/// The inputs as a run would read them back from kept_files(): right-handed cells, atoms sorted by element, names without
/// folders. A study that writes no run has the same inputs by it.
Binaries as_kept(const Binaries& binaries);

/// Both sets from a run. Throws IoError, StructureError.
PerDomain<std::vector<Structure>> kept_domains(const ChemicalSystem& system, const RunDirectory& run);

/// All inputs from the run itself: to continue needs none of the original files.
Binaries kept_binaries(const Configuration& configuration, const RunDirectory& run);

}  // namespace crystalgan
