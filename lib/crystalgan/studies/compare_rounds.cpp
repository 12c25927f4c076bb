#include "crystalgan/studies/compare_rounds.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/energy_regression.hpp"
#include "crystalgan/pipeline/feedback.hpp"
#include "crystalgan/pipeline/listed_rounds.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"

namespace crystalgan {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();
constexpr std::size_t kDigits = 4;  // of an id

// What all runs share.
struct RoundsTask {
  const Binaries& binaries;
  const Calculator& calculator;
  ConvexHull known;
  std::size_t threads;
  const StudyObserver& observer;
  const std::optional<GivenCrystals>& given;
};

std::vector<RelaxedCandidate> relaxed_here(std::vector<Structure> structures, std::size_t first,
                                           const Configuration& configuration, const RoundsTask& task) {
  for (std::size_t i = 0; i < structures.size(); ++i)
    structures[i] = structures[i].named(padded(static_cast<std::int64_t>(first + i) + 1, kDigits));
  EnergySettings settings = energy_settings(configuration, task.threads);
  settings.first = first;
  return relaxed_candidates(
      structures, task.calculator, settings,
      {task.binaries.system, limits_of(configuration, task.binaries), relaxed_form(configuration)});
}

std::vector<RelaxedCandidate> relaxed_listed(const ListedPool& pool, const Configuration& configuration,
                                             const RoundsTask& task) {
  TakenCandidates taken = taken_in_rounds(pool, configuration, task.binaries, task.calculator, task.known, task.threads,
                                          {{}, task.observer.stop_requested});
  taken.certified.erase(taken.certified.begin(), taken.certified.begin() + std::ssize(taken.relaxed));
  std::vector<RelaxedCandidate> relaxed = std::move(taken.relaxed);
  std::ranges::move(relaxed_here(std::move(taken.certified), relaxed.size(), configuration, task),
                    std::back_inserter(relaxed));
  return relaxed;
}

std::vector<RelaxedCandidate> relaxed_raw(const std::vector<RawStructure>& raw, const Configuration& configuration,
                                          const RoundsTask& task) {
  std::vector<Structure> certified;
  for (auto& form : certified_raw(raw, configuration, task.binaries, task.threads))
    if (form) certified.push_back(std::move(*form));
  return relaxed_here(std::move(certified), 0, configuration, task);
}

std::vector<RelaxedCandidate> relaxed_drawn(const Configuration& configuration, const RoundsTask& task) {
  const auto method = make_method(configuration, task.binaries, 0);
  std::vector<RawStructure> raw = generate_raw(*method, 0, configuration, task.binaries);
  if (configuration.feedback.rounds > 1)
    raw = with_feedback(std::move(raw), configuration, task.binaries, task.calculator, task.threads,
                        {{}, task.observer.stop_requested});
  return relaxed_raw(raw, configuration, task);
}

// Those of the k-th seed.
std::vector<RawStructure> raw_given(const GivenCrystals& given, std::int64_t k, std::int64_t samples) {
  std::vector<RawStructure> raw;
  for (std::int64_t i = k * samples; i < (k + 1) * samples; ++i)
    raw.push_back({given.structures[static_cast<std::size_t>(i)], given.name, 0, {}, {}});
  return raw;
}

void require_given(const GivenCrystals& given, const Configuration& base, std::int64_t seeds,
                   const ChemicalSystem& system) {
  const std::int64_t needed = seeds * base.generation.samples;
  if (std::ssize(given.structures) < needed)
    throw ConfigError("--structures", "expected " + std::to_string(needed) + " structures, " +
                                          std::to_string(base.generation.samples) + " for each of " +
                                          std::to_string(seeds) + " seeds, got " +
                                          std::to_string(given.structures.size()));
  for (const Structure& structure : given.structures)
    if (!is_of(structure, system))
      throw ConfigError("--structures", "expected structures of " + system.name() + ", got " + structure.name() +
                                            " of " + formula(structure.composition()));
}

// What a run found, and what it says of itself.
struct FinishedRun {
  RankedRun run;
  std::vector<double> above;
};

FinishedRun finished_run(const std::string& name, const std::vector<RelaxedCandidate>& relaxed,
                         const RoundsTask& task) {
  const EnergyRegression energies(task.binaries.system, task.known);
  FinishedRun found{{name, relaxed.size(), {}}, {}};
  for (const RelaxedCandidate& one : relaxed) {
    found.above.push_back(energies.above_known(one).value_or(kNone));
    if (one.structure && one.row.energy) found.run.crystals.push_back({one.row, *one.structure});
  }
  return found;
}

void require_rounds(const Configuration& base, const RoundsSettings& settings) {
  require_valid(base);
  if (base.feedback.rounds < 2)
    throw ConfigError("feedback.rounds", "expected at least 2, got " + std::to_string(base.feedback.rounds));
  if (base.generation.samples < base.feedback.rounds)
    throw ConfigError("generation.samples", "expected a relaxation for each of " +
                                                std::to_string(base.feedback.rounds) + " rounds, got " +
                                                std::to_string(base.generation.samples));
  if (settings.seeds < 1) throw ConfigError("seeds", "expected at least 1, got " + std::to_string(settings.seeds));
}

// The rows share one pool per seed.
class SeedRun {
 public:
  /// `k`: how many seeds were before.
  SeedRun(std::int64_t seed, std::int64_t k, const RoundsTask& task) : seed_(seed), k_(k), task_(task) {}

  FinishedRun run(const Contender& contender) {
    Configuration configuration = contender.configuration;
    configuration.seed = seed_;
    return finished_run(contender.name, relaxed(contender.name, configuration), task_);
  }

 private:
  std::vector<RelaxedCandidate> relaxed(const std::string& name, const Configuration& configuration) {
    if (task_.given && task_.given->name == name)
      return relaxed_raw(raw_given(*task_.given, k_, configuration.generation.samples), configuration, task_);
    return is_symmetry_mode(configuration) ? relaxed_listed(pool(configuration), configuration, task_)
                                           : relaxed_drawn(configuration, task_);
  }

  const ListedPool& pool(const Configuration& configuration) {
    if (!pool_) pool_ = listed_pool(configuration, task_.binaries, task_.threads);
    return *pool_;
  }

  std::int64_t seed_;
  std::int64_t k_;
  const RoundsTask& task_;
  std::optional<ListedPool> pool_;
};

Contender rounds_contender(const Configuration& base, Mode mode, Steering steering, std::string name,
                           std::string meaning) {
  Contender made{std::move(name), std::move(meaning), base,
                 steering == Steering::learned ? ContenderKind::method : ContenderKind::null};
  made.configuration.method.mode = mode;
  made.configuration.screening.repair = default_configuration(mode).screening.repair;
  made.configuration.training.members = 1;
  made.configuration.feedback.steering = steering;
  return made;
}

// Each round draws as many, so that all rounds together make the same number.
Contender drawn_contender(const Configuration& base, std::int64_t rounds, Steering steering, std::string name,
                          std::string meaning) {
  Contender made = rounds_contender(base, Mode::repaired, steering, std::move(name), std::move(meaning));
  made.configuration.method.name = MethodName::random_symmetric;
  made.configuration.feedback.rounds = rounds;
  made.configuration.generation.samples /= rounds;
  return made;
}

}  // namespace

double SeedRounds::lowest_after(std::size_t count) const {
  double lowest = kNone;
  for (std::size_t i = 0; i < std::min(count, above.size()); ++i) lowest = std::min(lowest, above[i]);
  return lowest;
}

std::optional<std::size_t> SeedRounds::relaxations_to(double energy) const {
  const auto found = std::ranges::find_if(above, [&](double one) { return one <= energy; });
  if (found == above.end()) return std::nullopt;
  return static_cast<std::size_t>(found - above.begin()) + 1;
}

double RoundsComparison::lowest() const {
  double lowest = kNone;
  for (const ComparedRounds& row : rows)
    for (const SeedRounds& outcome : row.outcomes)
      lowest = std::min(lowest, outcome.lowest_after(outcome.above.size()));
  return lowest;
}

std::vector<Contender> rounds_contenders(const Configuration& base) {
  using enum Steering;
  const std::int64_t rounds = base.feedback.rounds;
  return {
      rounds_contender(base, Mode::symmetry, learned, "symmetry, learned",
                       "its candidates, after the first round those that a regression on the energies expects lowest"),
      rounds_contender(base, Mode::symmetry, order, "symmetry, own order", "the first of the same candidates"),
      rounds_contender(base, Mode::symmetry, random, "symmetry, random order", "any of the same candidates"),
      drawn_contender(base, 1, mutation, "random-symmetric",
                      "atoms on orbits of a random space group, in one round: nothing is chosen"),
      drawn_contender(base, rounds, mutation, "random-symmetric, mutation",
                      "the same in the first round, then changes of the lowest"),
      drawn_contender(base, rounds, learned, "random-symmetric, learned",
                      "the same, then from such changes and new draws what a regression expects lowest")};
}

std::optional<RoundsComparison> compare_rounds(const Configuration& base, const Binaries& binaries,
                                               const Calculator& calculator, const RoundsSettings& settings,
                                               const StudyObserver& observer) {
  require_rounds(base, settings);
  RoundsComparison comparison{binaries.system.name(),
                              calculator.identity().name,
                              base.generation.samples,
                              base.feedback.rounds,
                              base.feedback.pool,
                              {},
                              {}};
  std::vector<Contender> all = rounds_contenders(base);
  if (settings.given) {
    require_given(*settings.given, base, settings.seeds, binaries.system);
    all.push_back(drawn_contender(base, 1, Steering::mutation, settings.given->name,
                                  "the crystals of --structures, in one round: nothing is chosen"));
  }
  for (Contender& one : selected(all, settings.only)) comparison.rows.push_back({std::move(one), {}});
  const KnownEnergies known =
      known_energies(binaries.system, known_phases(binaries.system, all_of(binaries), {}, calculator.identity().trust),
                     calculator, energy_settings(base, settings.threads));
  const RoundsTask task{binaries,
                        calculator,
                        ConvexHull({binaries.system.a, binaries.system.b, binaries.system.x}, phases_of(known)),
                        settings.threads,
                        observer,
                        settings.given};
  std::vector<RankedRun> runs;
  const auto total = static_cast<std::int64_t>(comparison.rows.size()) * settings.seeds;
  for (std::int64_t k = 0; k < settings.seeds; ++k) {
    const std::int64_t seed = base.seed + k;
    comparison.seeds.push_back(seed);
    SeedRun of_seed(seed, k, task);
    for (ComparedRounds& row : comparison.rows) {
      FinishedRun done = of_seed.run(row.contender);
      if (observer.stop_requested && observer.stop_requested()) return std::nullopt;
      runs.push_back(std::move(done.run));
      row.outcomes.push_back({seed, std::move(done.above), {}});
      if (observer.progress) observer.progress(std::ssize(runs), total);
    }
  }
  const auto shares = shares_of(runs, known, binaries.system, record_of(calculator.identity()), settings.threads);
  for (std::size_t i = 0; i < shares.size(); ++i)
    comparison.rows[i % comparison.rows.size()].outcomes[i / comparison.rows.size()].share = shares[i];
  return comparison;
}

}  // namespace crystalgan
