#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/comparison_shares.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/archive/step_way.hpp"
#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/formula_record.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/record/summary.hpp"

namespace crystalgan {

/// A candidate from its files.
struct RecordedCandidate {
  Candidate candidate;
  Structure structure;
  std::string poscar;  ///< text of candidates/ID.vasp
};

/// All data of a finished run, from its files.
struct RunRecord {
  Configuration configuration;
  Manifest manifest;
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> inputs;  ///< the binaries
  Summary summary;
  std::vector<RecordedCandidate> candidates;  ///< best first
  std::vector<HistoryRow> history;            ///< empty without training
  std::optional<StepWay> way;                 ///< if the structures of the steps were kept
  std::optional<ComparisonShares> comparison;
  std::optional<KeptEnergies> energies;   ///< if the candidates were relaxed
  std::optional<KeptEnergies> dft;        ///< if some were computed by first principles
  std::vector<FormulaRow> formulas = {};  ///< of the mode symmetry, best first
};

/// Reads a run. `comparison`: the folder of a `compare`; default: `compare/` inside the run, if it exists. Throws
/// ConfigError for an unfinished run or a comparison of another system or policy, IoError, ParseError.
RunRecord read_run(const RunDirectory& run, const std::optional<std::filesystem::path>& comparison);

}  // namespace crystalgan
