#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/dft/gpaw_run.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// Everything that is computed together: the best candidates, and the known phases they compete with.
struct DftPlan {
  ChemicalSystem system;
  std::vector<RankedStructure> candidates;
  std::vector<KnownPhase> phases;
  std::vector<GpawTask> tasks;  ///< the molecule of X where X is a gas, then phases, then candidates
};

/// The plan for these candidates. Of the known phases those with few atoms: of the elements fcc, bcc and hcp, of every
/// other composition some (`dft.phase_atoms`, `dft.phases_per_composition`), the smallest first, then the most
/// symmetric. Throws ConfigError where X is a gas other than hydrogen, whose molecule GPAW is not run for.
DftPlan dft_plan(const ChemicalSystem& system, std::vector<RankedStructure> candidates,
                 const std::vector<KnownPhase>& phases, const Configuration::Dft& settings);

/// The candidates and their ranking by first principles.
struct DftRanking {
  std::vector<RelaxedCandidate> candidates;  ///< in the order of the plan; a failure is the reason of its row
  RankingRecord ranking;
};

/// `results` are those of plan.tasks, in their order. A relaxation that ended before it converged counts, with its
/// `end` saying so: its energy is an upper bound. Throws NumericalError where a pure element has no energy.
DftRanking dft_ranking(const DftPlan& plan, const std::vector<GpawResult>& results, const CertificateRules& rules,
                       std::size_t threads);

/// The settings of a configuration, as GPAW takes them.
GpawSettings gpaw_settings(const Configuration::Dft& settings);

/// Progress of a calculation by first principles, and how it is stopped; any may be empty.
struct DftObserver {
  std::function<void(std::size_t done, std::size_t total)> computed;  ///< crystals; one call at a time
  std::function<bool()> stop_requested;                               ///< asked from several threads at once
};

/// Computes the best `max_count` candidates of a finished run and the phases they compete with by GPAW, and writes relaxation and
/// ranking below dft/ of the run; nothing when stopped: the same call goes on from what is computed. Throws ConfigError
/// where no candidate is small enough or GPAW is missing, NumericalError, IoError, ParseError, OutputError.
std::optional<DftRanking> rank_by_dft(const RunDirectory& run, const Configuration& configuration,
                                      const Binaries& binaries, std::size_t max_count, std::size_t threads,
                                      const DftObserver& observer);

}  // namespace crystalgan
