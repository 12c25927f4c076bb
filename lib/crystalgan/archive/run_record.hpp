#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/comparison_shares.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/record/summary.hpp"

namespace crystalgan {

/// A candidate as its files have it.
struct RecordedCandidate {
  Candidate candidate;
  Structure structure;
  std::string poscar;  ///< the text of candidates/ID.vasp
};

/// Everything that a finished run directory says, read back from its files alone.
struct RunRecord {
  Configuration configuration;
  Manifest manifest;
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> inputs;  ///< the binaries
  Summary summary;
  std::vector<RecordedCandidate> candidates;  ///< best first
  std::vector<HistoryRow> history;            ///< empty where nothing was trained
  std::optional<ComparisonShares> comparison;
  std::optional<KeptEnergies> energies;  ///< where the candidates were relaxed
  std::optional<KeptEnergies> dft;       ///< where some were computed by first principles
};

/// Reads a run. `comparison` is the folder that `compare` left; without one `compare/` inside the run counts, where it is
/// there. Throws ConfigError where the run is not finished or the comparison is of
/// another system or policy, IoError, ParseError.
RunRecord read_run(const RunDirectory& run, const std::optional<std::filesystem::path>& comparison);

}  // namespace crystalgan
