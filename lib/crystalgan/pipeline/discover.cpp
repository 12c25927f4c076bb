#include "crystalgan/pipeline/discover.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/energy_regression.hpp"
#include "crystalgan/pipeline/keep_steps.hpp"
#include "crystalgan/pipeline/listed_rounds.hpp"
#include "crystalgan/pipeline/training_run.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"

namespace crystalgan {
namespace {

// The candidates of all rounds, and the first of them relaxed where the rounds did it.
struct RoundCandidates {
  RunCandidates candidates;
  std::vector<RelaxedCandidate> relaxed;
};

// Of the mode symmetry; nothing when stopped.
std::optional<RoundCandidates> listed_candidates(const Run& run, const DiscoveryObserver& observer) {
  const Configuration& configuration = run.configuration;
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, run.binaries.system);
  ListedPool pool = listed_pool(configuration, run.binaries, observer.threads);
  TakenCandidates taken = taken_in_rounds(pool, configuration, run.binaries, *chosen.calculator,
                                          known_hull(configuration, run.binaries, *chosen.calculator, observer.threads),
                                          observer.threads, {observer.round_done, observer.stop_requested});
  if (observer.stop_requested && observer.stop_requested()) return std::nullopt;
  RunCandidates candidates{screen_raw(taken.raw, configuration, run.binaries, observer.threads),
                           std::move(pool.formulas)};
  if (candidates.certified.size() != taken.raw.size()) taken.relaxed.clear();  // ids would not be the same
  return RoundCandidates{std::move(candidates), std::move(taken.relaxed)};
}

// Nothing when stopped.
std::optional<RoundCandidates> screened_rounds(const Run& run, const DiscoveryObserver& observer) {
  const Configuration& configuration = run.configuration;
  const bool has_rounds = configuration.feedback.rounds > 1;
  if (has_rounds) require_steering(configuration);
  if (has_rounds && is_symmetry_mode(configuration)) return listed_candidates(run, observer);
  auto [raw, formulas] = raw_structures(configuration, run.binaries, run.directory, observer.threads);
  if (has_rounds) {
    const ChosenCalculator chosen = choose_calculator(configuration.relaxation, run.binaries.system);
    raw = with_feedback(std::move(raw), configuration, run.binaries, *chosen.calculator, observer.threads,
                        {observer.round_done, observer.stop_requested});
    if (raw.empty() && observer.stop_requested && observer.stop_requested()) return std::nullopt;
  }
  return RoundCandidates{{screen_raw(raw, configuration, run.binaries, observer.threads), std::move(formulas)}, {}};
}

void write_requested_steps(const Run& run, const DiscoveryObserver& observer) {
  if (observer.keep_steps) keep_steps(run.configuration, run.binaries, run.directory, run.directory, observer.threads);
}

void write(const RunCandidates& made, const Run& run, const DiscoveryObserver& observer) {
  write_run_candidates(made, run.configuration, run.directory);
  if (observer.candidates_written) observer.candidates_written(made.summary);
}

}  // namespace

Run opened_run(const std::filesystem::path& folder) {
  const RunDirectory run = RunDirectory::open(folder);
  RunLock lock = run.lock();
  Configuration configuration = kept_configuration(run);
  require_valid(configuration);
  Binaries binaries = kept_binaries(configuration, run);
  return {run, std::move(configuration), std::move(binaries), std::move(lock)};
}

DiscoveryEnd discover(const Run& run, const DiscoveryObserver& observer) {
  if (observer.keep_steps) require_steps(run.configuration);
  std::vector<RelaxedCandidate> relaxed;
  if (run.directory.has(run_files::kSummary)) {  // resumed; the candidates are already written
    write_requested_steps(run, observer);
    if (observer.candidates_written) observer.candidates_written(kept_summary(run.directory));
  } else if (const auto reason = impossible_limits(run.configuration, run.binaries)) {
    write({nothing_generated(run.configuration, run.binaries, *reason), {}}, run, observer);
    return DiscoveryEnd::done;
  } else {
    if (!train_members(run.configuration, run.binaries, run.directory, observer.threads,
                       {observer.training, observer.stop_requested}))
      return DiscoveryEnd::stopped_in_training;
    write_requested_steps(run, observer);
    auto screened = screened_rounds(run, observer);
    if (!screened) return DiscoveryEnd::stopped_in_rounds;
    write(screened->candidates, run, observer);
    relaxed = std::move(screened->relaxed);
  }
  relax_and_rank(run.directory, run.configuration, run.binaries, observer.threads, observer.energies,
                 std::move(relaxed));
  return DiscoveryEnd::done;
}

DiscoveryEnd discover(const Configuration& configuration, const std::filesystem::path& folder, Manifest manifest,
                      const DiscoveryObserver& observer) {
  if (observer.keep_steps) require_steps(configuration);
  RunDirectory::require_new(folder);
  manifest.seed = static_cast<std::uint64_t>(configuration.seed);
  const Binaries binaries = read_inputs(configuration, manifest.inputs);
  require_enough_pairs(configuration, binaries);
  start_run(configuration, binaries, manifest, folder);
  Run run = opened_run(folder);
  run.configuration.relaxation.python = configuration.relaxation.python;
  run.configuration.relaxation.ase_path = configuration.relaxation.ase_path;
  return discover(run, observer);
}

}  // namespace crystalgan
