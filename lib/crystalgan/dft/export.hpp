#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"
#include "crystalgan/dft/k_points.hpp"
#include "crystalgan/dft/pseudopotentials.hpp"

namespace crystalgan {

/// The programs with input files.
enum class ExportProgram { vasp, qe, gpaw };

struct ExportSettings {
  ExportProgram program = ExportProgram::vasp;
  double k_spacing = kDefaultKSpacing;               ///< 1/Å, 2π included
  std::optional<Pseudopotentials> pseudopotentials;  ///< for qe, which else looks for ELEMENT.UPF in pseudo/
};

/// The files of an export, by name: one folder per structure with the input files, index.csv, run-array.sh for Slurm,
/// README.txt. Equal folder names get "_2", "_3", ... Throws ConfigError for a spacing out of range or no entries.
std::map<std::string, std::string> export_files(const std::vector<RankedStructure>& entries,
                                                const ExportSettings& settings);

}  // namespace crystalgan
