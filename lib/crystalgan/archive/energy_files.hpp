#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/record/relaxation_record.hpp"
#include "crystalgan/record/single_point_record.hpp"

// The files of relaxation and ranking in a run directory. `folder`: "" for the run itself, or run_files::kDft.
namespace crystalgan {

/// relaxed/ID.vasp, relaxed/certificates/ID.json, relaxation.csv, relaxation.toml (the configuration), and
/// relaxation.json last. Where `single_points` chose what was relaxed, single-points.csv too. Removes an earlier ranking.
/// Throws OutputError.
void write_relaxation(const std::vector<RelaxedCandidate>& relaxed, const CalculatorRecord& calculator,
                      const Configuration& configuration, const RunDirectory& run, const std::string& folder = "",
                      const std::vector<SinglePointRow>& single_points = {});

/// ranking.csv, phases.csv and ranking.json last. Throws OutputError.
void write_ranking(const RankingRecord& record, const RunDirectory& run, const std::string& folder = "");

/// Relaxation and ranking of the candidates.
struct KeptEnergies {
  CalculatorRecord calculator;
  std::vector<RelaxedRow> relaxed;
  std::optional<RankingRecord> ranking;
  std::vector<SinglePointRow> single_points;  ///< of all candidates; none where all were relaxed
};

/// Nothing if the run was not relaxed. Throws IoError, ParseError.
std::optional<KeptEnergies> kept_energies(const RunDirectory& run, const std::string& folder = "");

/// Throws ConfigError if the run was not ranked, IoError, ParseError.
RankingRecord kept_ranking(const RunDirectory& run, const std::string& folder = "");

/// The files of write_relaxation(), with the structures.
struct KeptRelaxation {
  Configuration configuration;
  CalculatorRecord calculator;
  std::vector<RelaxedRow> rows;
  std::vector<RelaxedCrystal> crystals;  ///< the certified ones with an energy
};

/// Throws ConfigError if the run was not relaxed, IoError, ParseError.
KeptRelaxation kept_relaxation(const RunDirectory& run);

}  // namespace crystalgan
