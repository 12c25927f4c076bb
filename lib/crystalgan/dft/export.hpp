#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"
#include "crystalgan/dft/k_points.hpp"
#include "crystalgan/dft/pseudopotentials.hpp"

namespace crystalgan {

/// The programs that inputs are written for.
enum class ExportProgram { vasp, qe, gpaw };

struct ExportSettings {
  ExportProgram program = ExportProgram::vasp;
  double k_spacing = kDefaultKSpacing;               ///< 1/Å, 2π included
  std::optional<Pseudopotentials> pseudopotentials;  ///< for qe, which looks for ELEMENT.UPF in pseudo/ without them
};

/// The files of an export, by name: a folder per structure with the inputs of one program, index.csv over them,
/// run-array.sh for Slurm, README.txt. Ids that become equal as names of folders get "_2", "_3", ... Throws ConfigError
/// for a spacing out of bounds and for no entries at all.
std::map<std::string, std::string> export_files(const std::vector<RankedStructure>& entries,
                                                const ExportSettings& settings);

}  // namespace crystalgan
