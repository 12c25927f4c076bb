#pragma once

#include <string>
#include <vector>

#include "crystalgan/stability/ranking.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/stability/shortlist.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

// What relaxing and ranking leave in a run directory (docs/reference/energies.md, "relax" and "rank").
inline constexpr char kRelaxationFile[] = "relaxation.json";
inline constexpr char kRankingFile[] = "ranking.json";

/// Where the same files lie of what the judge found: below this folder of a run.
inline constexpr char kJudgeFolder[] = "judge/";

/// The structures of candidates/, named by their ids, in the order of candidates.csv. Throws IoError, ParseError.
std::vector<Structure> written_candidates(const RunDirectory& run);

/// relaxed/ID.vasp with relaxed/certificates/ID.json, relaxation.csv, relaxation.toml (the configuration that it was made
/// with) and relaxation.json last, all below `folder` of the run. A ranking of an earlier relaxation is removed. Throws
/// OutputError.
void write_relaxation(const std::vector<RelaxedCandidate>& relaxed, const CalculatorRecord& calculator,
                      const Configuration& configuration, const RunDirectory& run, const std::string& folder = "");

/// What write_relaxation() left.
struct KeptRelaxation {
  Configuration configuration;
  CalculatorRecord calculator;
  std::vector<RelaxedRow> rows;
  std::vector<RelaxedCrystal> crystals;  ///< the certified ones that have an energy
};

/// Throws ConfigError where the run was not relaxed, IoError, ParseError.
KeptRelaxation kept_relaxation(const RunDirectory& run);

/// ranking.csv, phases.csv and ranking.json last, all below `folder` of the run. Throws OutputError.
void write_ranking(const RankingRecord& record, const RunDirectory& run, const std::string& folder = "");

/// Throws ConfigError where the run was not ranked, IoError, ParseError.
RankingRecord kept_ranking(const RunDirectory& run, const std::string& folder = "");

/// The candidates of a run that may be handed on, best first: the ranked ones, relaxed, where the run is ranked; else the
/// relaxed ones that keep the limits, else all. Throws IoError, ParseError, ConfigError where the run is not finished.
std::vector<Contestant> contestants(const RunDirectory& run);

}  // namespace crystalgan
