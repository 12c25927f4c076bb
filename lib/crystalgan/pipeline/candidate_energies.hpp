#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/stability/common_ranking.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// Called with what was read for one setting.
using ReadingObserver = std::function<void(const InputReading&)>;

/// Known phases named beside a run, in place of those of its settings.
struct GivenPhases {
  std::vector<std::string> paths;  ///< none: those of the settings
  bool skip_unusable = false;      ///< as system.skip_unusable

  void apply(Configuration& configuration) const;
};

/// The known phases of a run for a calculator of this trust: built-in ones, its inputs, and relaxation.phases. Throws as
/// read_phases().
std::vector<KnownPhase> phases_of_run(const Configuration& configuration, const Binaries& binaries, Trust trust,
                                      const ReadingObserver& phases_read = {});

/// Callbacks of relaxing and ranking; any may be empty.
struct EnergyObserver {
  RelaxationObserver single_points;                     ///< candidates, where they choose what is relaxed
  RelaxationObserver relaxing;                          ///< candidates
  std::function<void()> relaxed;                        ///< the relaxation is written
  RelaxationObserver known_phases;                      ///< phases
  ReadingObserver phases_read;                          ///< relaxation.phases
  std::function<void(const RankingRecord&)> ranked;     ///< the ranking is written
  std::function<void(const std::string&)> not_relaxed;  ///< no calculator covers the system; the reason
};

/// Relaxes the candidates of a finished run, certifies them again and writes them: all, or the best by their single
/// points where the configuration ranks_in_two_steps(). `relaxed`: the first of them, already relaxed with these
/// settings; then all are. Throws ConfigError where the run is not finished, IoError, ParseError, OutputError.
void relax_candidates(const RunDirectory& run, const Configuration& configuration, const Binaries& binaries,
                      const Calculator& calculator, std::size_t threads, const EnergyObserver& observer,
                      std::vector<RelaxedCandidate> relaxed = {});

/// Ranks the relaxed candidates of a run by their energy above the hull and writes the ranking; `observer` follows the
/// known phases. Throws ConfigError where the run is not relaxed, NumericalError, IoError, ParseError, OutputError.
RankingRecord rank_candidates(const RunDirectory& run, const Configuration& configuration, const Binaries& binaries,
                              const Calculator& calculator, std::size_t threads, const RelaxationObserver& observer,
                              const ReadingObserver& phases_read = {});

/// Relaxes and ranks the candidates of a finished run if its settings say so. Existing results are kept. A calculator
/// without energies only relaxes. `relaxed` as in relax_candidates(). Throws as both do, and as choose_calculator().
void relax_and_rank(const RunDirectory& run, const Configuration& configuration, const Binaries& binaries,
                    std::size_t threads, const EnergyObserver& observer, std::vector<RelaxedCandidate> relaxed = {});

/// Several relaxed runs of one system and calculator on their common hull.
struct RunsTogether {
  CalculatorRecord calculator;
  std::vector<RunShare> shares;  ///< in the order of the runs
};

/// The settings of a run's relaxation, with the name of its calculator. Throws ConfigError where the run is not relaxed
/// or the calculator gives no energies.
Configuration relaxation_settings(const RunDirectory& run);

/// Compares relaxed runs; writes nothing. `phases`: in place of those of the first run. `given`: the ASE calculator of the
/// runs, as with_given_program() takes it. Throws ConfigError where a run differs from the first in system or calculator,
/// and as relaxation_settings().
RunsTogether rank_together(const std::vector<std::string>& paths, const GivenPhases& phases, std::size_t threads,
                           const ReadingObserver& phases_read = {}, const Configuration::Relaxation& given = {});

}  // namespace crystalgan
