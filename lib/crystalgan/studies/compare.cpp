#include "crystalgan/studies/compare.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"

namespace crystalgan {
namespace {

Summary screened(const std::vector<RawStructure>& raw, Configuration configuration, const Binaries& binaries,
                 bool repair) {
  configuration.screening.repair = repair;
  return screen_raw(raw, configuration, binaries, 1).summary;
}

// One contender with one seed; false when stopped.
bool run_contender(Configuration configuration, const Binaries& binaries, const std::function<bool()>& stop_requested,
                   SeedOutcome& outcome) {
  configuration.seed = outcome.seed;
  std::vector<RawStructure> raw;
  bool trained = true;
  outcome.failure = failure_of([&] {
    const auto method = make_method(configuration, binaries, 0);
    trained = train(*method, {{}, stop_requested});
    if (trained) raw = generate_raw(*method, 0, configuration, binaries);
  });
  if (!trained) return false;
  outcome.as_generated = screened(raw, configuration, binaries, false);
  outcome.repaired = screened(raw, configuration, binaries, true);
  return true;
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
  for (const Contender& contender : selected(contenders(base, settings.epochs), settings.only)) {
    require_valid(contender.configuration);
    comparison.samples = contender.configuration.generation.samples;
    comparison.rows.push_back({contender, {}});
    for (const std::int64_t seed : comparison.seeds) comparison.rows.back().outcomes.push_back({seed, {}, {}, {}});
  }
  const std::size_t seeds = comparison.seeds.size();
  const auto unit = [&](std::size_t index, const std::function<bool()>& stop_requested) {
    ComparedContender& row = comparison.rows[index / seeds];
    return run_contender(row.contender.configuration, binaries, stop_requested, row.outcomes[index % seeds]);
  };
  if (!run_units(comparison.rows.size() * seeds, settings.threads, observer, unit)) return std::nullopt;
  return comparison;
}

}  // namespace crystalgan
