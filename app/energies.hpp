#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

struct RunOptions;

/// Relaxes the candidates of a finished run as its settings ask and writes what came of it, with progress.
void relax_candidates(const RunDirectory& run, const Configuration& configuration, const Calculator& calculator,
                      const RunOptions& options);

/// Ranks the relaxed candidates of a run by their energy above the hull and writes the ranking, with progress.
RankingRecord rank_candidates(const RunDirectory& run, const Configuration& configuration, const Calculator& calculator,
                              const RunOptions& options);

/// What discover --relax does behind the candidates: relaxes and ranks them where the settings ask for it and nothing
/// was yet, writes the report anew, and says on stdout why not where that cannot be.
void relax_and_rank(const RunDirectory& run, const Configuration& configuration, const RunOptions& options);

/// The best of a ranking, whose numbers they are and what they are worth, on stdout.
void print_ranking(const RankingRecord& record, std::size_t most);

/// The further known phases that the settings name: those of relaxation.phases.
std::vector<Structure> given_phases(const Configuration& configuration);

/// How the candidates ended, on stdout.
void print_relaxation(const RunDirectory& run);

}  // namespace crystalgan
