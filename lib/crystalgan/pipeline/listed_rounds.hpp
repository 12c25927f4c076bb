#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/pipeline/feedback.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/formula_record.hpp"
#include "crystalgan/stability/convex_hull.hpp"

namespace crystalgan {

/// What rounds of the mode symmetry choose from: listed once, best first.
struct ListedPool {
  std::vector<RawStructure> raw;          ///< as the mode made them
  std::vector<Structure> certified;       ///< the same as certified_raw() has them
  std::vector<std::vector<double>> rows;  ///< per structure: candidate_rows(), then surroundings()
  std::vector<FormulaRow> formulas;
};

/// The first `feedback.pool` times `generation.samples` candidates of the mode symmetry, or all it can make, without
/// those that break a limit. The same for any number of threads. Throws as SymmetryMethod and its result().
ListedPool listed_pool(const Configuration& configuration, const Binaries& binaries, std::size_t threads);

/// What the rounds took from a pool.
struct TakenCandidates {
  std::vector<RawStructure> raw;          ///< in the order in which they were taken
  std::vector<Structure> certified;       ///< the same, named by ids from 1
  std::vector<RelaxedCandidate> relaxed;  ///< the first of them, of all rounds but the last, as relaxed_candidates()
};

/// Takes `generation.samples` structures in `feedback.rounds` rounds of equal size, the first ones a structure larger if
/// there is a remainder; fewer if the pool ends. With `feedback.steering` "learned" round 1 takes the first of the pool;
/// after each round but the last `calculator` relaxes its structures and a Gaussian process learns their energies above
/// the hull `known` from the rows, and the next round takes the most promising that are left. Without learning the
/// structures are taken in the order of the pool ("order") or in random order ("random"). No crystal is taken twice.
/// Nothing when stopped. The result does not depend on `threads`.
TakenCandidates taken_in_rounds(const ListedPool& pool, const Configuration& configuration, const Binaries& binaries,
                                const Calculator& calculator, const ConvexHull& known, std::size_t threads,
                                const FeedbackObserver& observer);

}  // namespace crystalgan
