#pragma once

#include <vector>

#include "crystalgan/dft/gpaw_run.hpp"
#include "crystalgan/stability/known_phases.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/stability/shortlist.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/ranking_record.hpp"

namespace crystalgan {

/// Everything that has to be judged together: the shortlist, and the known phases that it competes with.
struct JudgementPlan {
  ChemicalSystem system;
  std::vector<Contestant> candidates;
  std::vector<KnownPhase> phases;
  std::vector<JudgeTask> tasks;  ///< the molecule of X where X is a gas, then phases, then candidates
};

/// The plan for these candidates. Of the known phases those with few atoms: of the elements fcc, bcc and hcp, of every
/// other composition some (`judge.phase_atoms`, `judge.phases_per_composition`), the smallest first, then the most
/// symmetric. Throws ConfigError where X is a gas other than hydrogen, whose molecule the judge does not know.
JudgementPlan planned_judgement(const ChemicalSystem& system, std::vector<Contestant> candidates,
                                const std::vector<KnownPhase>& phases, const Configuration::Judge& settings);

/// What the judge found.
struct Judgement {
  std::vector<RelaxedCandidate> candidates;  ///< in the order of the plan; a failure is the reason of its row
  RankingRecord ranking;
};

/// `judged` are the results of plan.tasks, in their order. A relaxation that ended before it converged counts, with its
/// `end` saying so: its energy is an upper bound. Throws NumericalError where a pure element has no energy.
Judgement judgement_of(const JudgementPlan& plan, const std::vector<Judged>& judged, const CertificateRules& rules,
                       std::size_t threads);

/// The settings as the judge takes them.
JudgeSettings judge_settings(const Configuration::Judge& settings);

}  // namespace crystalgan
