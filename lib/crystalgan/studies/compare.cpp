#include "crystalgan/studies/compare.hpp"

#include <algorithm>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/crystalgan_published.hpp"
#include "crystalgan/methods/symmetry_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/studies/shared_candidates.hpp"

namespace crystalgan {
namespace {

Summary screened(const std::vector<RawStructure>& raw, Configuration configuration, const Binaries& binaries,
                 bool repair) {
  configuration.screening.repair = repair;
  return screen_raw(raw, configuration, binaries, 1).summary;
}

// The inputs and callbacks of all trainings.
struct Trainings {
  const Binaries& binaries;
  bool repair;
  const std::function<bool()>& stop_requested;
};

// What several rows share: step 1 of a training, or the candidates of the mode symmetry. Empty: every row makes its own.
struct SharedWork {
  NamedArrays step1;
  std::optional<SymmetryPool> pool;
  std::string failure;
};

// One contender with one seed; false when stopped.
bool run_contender(Configuration configuration, const SharedWork& shared, const Trainings& trainings,
                   SeedOutcome& outcome) {
  configuration.seed = outcome.seed;
  std::vector<RawStructure> raw;
  bool trained = true;
  outcome.failure = shared.failure;
  if (outcome.failure.empty())
    outcome.failure = failure_of([&] {
      require_valence_of_x(configuration, trainings.binaries.system);
      if (shared.pool) {
        raw = SymmetryMethod(configuration, trainings.binaries)
                  .best_of(*shared.pool, share_of(0, configuration, trainings.binaries));
        return;
      }
      const auto method = make_method(configuration, trainings.binaries, 0);
      if (!shared.step1.empty()) dynamic_cast<LearnedMethod&>(*method).restore(shared.step1);
      trained = train(*method, {{}, trainings.stop_requested});
      if (trained) raw = generate_raw(*method, 0, configuration, trainings.binaries);
    });
  if (!trained) return false;
  outcome.as_generated = screened(raw, configuration, trainings.binaries, false);
  if (trainings.repair) outcome.repaired = screened(raw, configuration, trainings.binaries, true);
  return true;
}

// Nothing when stopped.
std::optional<SharedWork> trained_step1(Configuration configuration, std::int64_t seed, const Trainings& trainings) {
  configuration.seed = seed;
  configuration.training.epochs_step3 = 0;
  SharedWork shared;
  bool trained = true;
  shared.failure = failure_of([&] {
    PublishedCrystalGan method(configuration, trainings.binaries, 0);
    trained = method.train({{}, trainings.stop_requested});
    if (trained) shared.step1 = method.state();
  });
  if (!trained) return std::nullopt;
  return shared;
}

SharedWork pooled_candidates(Configuration configuration, std::int64_t seed, const Trainings& trainings) {
  configuration.seed = seed;
  SharedWork shared;
  shared.failure = failure_of([&] {
    require_valence_of_x(configuration, trainings.binaries.system);
    shared.pool = SymmetryMethod(configuration, trainings.binaries).pool(1);
  });
  return shared;
}

// Rows that share work.
using SharingRows = std::vector<ComparedContender*>;

std::vector<const Configuration*> configurations_of(const SharingRows& rows) {
  std::vector<const Configuration*> configurations;
  for (const ComparedContender* row : rows) configurations.push_back(&row->contender.configuration);
  return configurations;
}

std::vector<SharingRows> sharing_rows(std::vector<ComparedContender>& rows) {
  SharingRows all;
  for (ComparedContender& row : rows) all.push_back(&row);
  const auto shares = [](const Configuration& one, const Configuration& other) {
    return share_candidates(one, other) || share_step1(one, other);
  };
  std::vector<SharingRows> groups;
  for (const auto& group : sharing_groups(configurations_of(all), shares)) {
    groups.emplace_back();
    for (const std::size_t i : group) groups.back().push_back(all[i]);
  }
  return groups;
}

// These rows with one seed; false when stopped.
bool run_together(const SharingRows& rows, std::size_t seed, const Trainings& trainings) {
  const Configuration& first = rows.front()->contender.configuration;
  const std::int64_t of_seed = rows.front()->outcomes[seed].seed;
  std::optional<SharedWork> shared = SharedWork{};
  if (rows.size() > 1)
    shared = is_symmetry_mode(first)
                 ? pooled_candidates(pooling_configuration(configurations_of(rows)), of_seed, trainings)
                 : trained_step1(first, of_seed, trainings);
  if (!shared) return false;
  return std::ranges::all_of(rows, [&](ComparedContender* row) {
    return run_contender(row->contender.configuration, *shared, trainings, row->outcomes[seed]);
  });
}

void require_comparable(const Configuration& base, const Binaries& binaries, const ComparisonSettings& settings) {
  require_valid(base);
  if (settings.seeds < 1) throw ConfigError("seeds", "expected at least 1, got " + std::to_string(settings.seeds));
  if (const auto reason = impossible_limits(base, binaries))
    throw ConfigError("screening.policy", "no structure can keep these limits: " + *reason);
}

}  // namespace

std::optional<Comparison> compare(const Configuration& base, const Binaries& binaries,
                                  const ComparisonSettings& settings, const StudyObserver& observer) {
  require_comparable(base, binaries, settings);
  Comparison comparison;
  comparison.system = binaries.system.name();
  comparison.policy = name_of(base.screening.policy);
  for (std::int64_t k = 0; k < settings.seeds; ++k) comparison.seeds.push_back(base.seed + k);
  auto all = contenders(base, settings.epochs);
  if (settings.paper) std::erase_if(all, [](const Contender& one) { return one.kind != ContenderKind::of_paper; });
  for (const Contender& contender : selected(all, settings.only)) {
    require_valid(contender.configuration);
    comparison.samples = contender.configuration.generation.samples;
    comparison.rows.push_back({contender, {}});
    for (const std::int64_t seed : comparison.seeds) comparison.rows.back().outcomes.push_back({seed, {}, {}, {}});
  }
  const std::size_t seeds = comparison.seeds.size();
  const auto groups = sharing_rows(comparison.rows);
  const auto unit = [&](std::size_t index, const std::function<bool()>& stop_requested) {
    return run_together(groups[index / seeds], index % seeds, {binaries, !settings.paper, stop_requested});
  };
  if (!run_units(groups.size() * seeds, settings.threads, observer, unit)) return std::nullopt;
  return comparison;
}

}  // namespace crystalgan
