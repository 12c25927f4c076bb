#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/record/relaxation_record.hpp"

// What relaxing and ranking leave in a run directory. `folder` is "" for the run itself, or run_files::kDft.
namespace crystalgan {

/// relaxed/ID.vasp with relaxed/certificates/ID.json, relaxation.csv, relaxation.toml (the configuration that it was made
/// with) and relaxation.json last. A ranking of an earlier relaxation is removed. Throws OutputError.
void write_relaxation(const std::vector<RelaxedCandidate>& relaxed, const CalculatorRecord& calculator,
                      const Configuration& configuration, const RunDirectory& run, const std::string& folder = "");

/// ranking.csv, phases.csv and ranking.json last. Throws OutputError.
void write_ranking(const RankingRecord& record, const RunDirectory& run, const std::string& folder = "");

/// What a calculator found of the candidates.
struct KeptEnergies {
  CalculatorRecord calculator;
  std::vector<RelaxedRow> relaxed;
  std::optional<RankingRecord> ranking;
};

/// Nothing where the run was not relaxed. Throws IoError, ParseError.
std::optional<KeptEnergies> kept_energies(const RunDirectory& run, const std::string& folder = "");

/// Throws ConfigError where the run was not ranked, IoError, ParseError.
RankingRecord kept_ranking(const RunDirectory& run, const std::string& folder = "");

/// What write_relaxation() left, with the structures.
struct KeptRelaxation {
  Configuration configuration;
  CalculatorRecord calculator;
  std::vector<RelaxedRow> rows;
  std::vector<RelaxedCrystal> crystals;  ///< the certified ones that have an energy
};

/// Throws ConfigError where the run was not relaxed, IoError, ParseError.
KeptRelaxation kept_relaxation(const RunDirectory& run);

}  // namespace crystalgan
