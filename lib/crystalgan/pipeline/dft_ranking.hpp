#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/dft/gpaw_run.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// All calculations of one ranking: the best candidates and the known phases that compete with them.
struct DftPlan {
  ChemicalSystem system;
  std::vector<RankedStructure> candidates;
  std::vector<KnownPhase> phases;
  std::vector<GpawTask> tasks;  ///< the molecule of X if X is a gas, then phases, then candidates
};

/// The calculations for these candidates. Known phases are taken if they are small: of the elements fcc, bcc and hcp,
/// of every other composition `dft.phases_per_composition`, smallest first, then most symmetric. Throws ConfigError
/// where X is a gas other than hydrogen.
DftPlan dft_plan(const ChemicalSystem& system, std::vector<RankedStructure> candidates,
                 const std::vector<KnownPhase>& phases, const Configuration::Dft& settings);

/// The candidates and their ranking by first principles.
struct DftRanking {
  std::vector<RelaxedCandidate> candidates;  ///< in the order of the plan; a failure is in its row
  RankingRecord ranking;
};

/// `results` are in the order of plan.tasks. An unconverged relaxation counts, marked by its `end`: its energy is an
/// upper bound. Throws NumericalError where a pure element has no energy.
DftRanking dft_ranking(const DftPlan& plan, const std::vector<GpawResult>& results, const CertificateRules& rules,
                       std::size_t threads);

/// Callbacks of a calculation by first principles; any may be empty.
struct DftObserver {
  std::function<void(std::size_t done, std::size_t total)> computed;  ///< crystals; one call at a time
  std::function<bool()> stop_requested;                               ///< called from several threads at once
  ReadingObserver phases_read = {};                                   ///< relaxation.phases
};

/// Computes the best `max_count` candidates of a finished run and their competing phases with GPAW, and writes
/// relaxation and ranking to dft/ of the run. Nothing when stopped: the next call continues. Throws ConfigError where
/// no candidate is small enough or GPAW is missing, NumericalError, IoError, ParseError, OutputError.
std::optional<DftRanking> rank_by_dft(const RunDirectory& run, const Configuration& configuration,
                                      const Binaries& binaries, std::size_t max_count, std::size_t threads,
                                      const DftObserver& observer);

}  // namespace crystalgan
