#include "crystalgan/studies/compare.hpp"

#include <algorithm>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/crystalgan_published.hpp"
#include "crystalgan/pipeline/discovery.hpp"

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

// Step 1 that several rows share; empty arrays: every row trains its own.
struct SharedStep1 {
  NamedArrays arrays;
  std::string failure;
};

// One contender with one seed; false when stopped.
bool run_contender(Configuration configuration, const SharedStep1& step1, const Trainings& trainings,
                   SeedOutcome& outcome) {
  configuration.seed = outcome.seed;
  std::vector<RawStructure> raw;
  bool trained = true;
  outcome.failure = step1.failure;
  if (outcome.failure.empty())
    outcome.failure = failure_of([&] {
      const auto method = make_method(configuration, trainings.binaries, 0);
      if (!step1.arrays.empty()) dynamic_cast<LearnedMethod&>(*method).restore(step1.arrays);
      trained = train(*method, {{}, trainings.stop_requested});
      if (trained) raw = generate_raw(*method, 0, configuration, trainings.binaries);
    });
  if (!trained) return false;
  outcome.as_generated = screened(raw, configuration, trainings.binaries, false);
  if (trainings.repair) outcome.repaired = screened(raw, configuration, trainings.binaries, true);
  return true;
}

// Nothing when stopped.
std::optional<SharedStep1> trained_step1(Configuration configuration, std::int64_t seed, const Trainings& trainings) {
  configuration.seed = seed;
  configuration.training.epochs_step3 = 0;
  SharedStep1 step1;
  bool trained = true;
  step1.failure = failure_of([&] {
    PublishedCrystalGan method(configuration, trainings.binaries, 0);
    trained = method.train({{}, trainings.stop_requested});
    if (trained) step1.arrays = method.state();
  });
  if (!trained) return std::nullopt;
  return step1;
}

// Rows that train one step 1 together.
using SharingRows = std::vector<ComparedContender*>;

std::vector<SharingRows> sharing_rows(std::vector<ComparedContender>& rows) {
  std::vector<SharingRows> groups;
  for (ComparedContender& row : rows) {
    const auto found = std::ranges::find_if(groups, [&](const SharingRows& group) {
      return share_step1(group.front()->contender.configuration, row.contender.configuration);
    });
    if (found == groups.end())
      groups.push_back({&row});
    else
      found->push_back(&row);
  }
  return groups;
}

// These rows with one seed; false when stopped.
bool run_together(const SharingRows& rows, std::size_t seed, const Trainings& trainings) {
  SharedStep1 step1;
  if (rows.size() > 1) {
    auto shared = trained_step1(rows.front()->contender.configuration, rows.front()->outcomes[seed].seed, trainings);
    if (!shared) return false;
    step1 = *std::move(shared);
  }
  return std::ranges::all_of(rows, [&](ComparedContender* row) {
    return run_contender(row->contender.configuration, step1, trainings, row->outcomes[seed]);
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
