#include "crystalgan/studies/tune.hpp"

#include <algorithm>
#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/methods/crystalgan_published.hpp"
#include "crystalgan/pipeline/discovery.hpp"

namespace crystalgan {
namespace {

// Fewer give a distribution that teaches nothing, as in read_binaries().
constexpr std::size_t kFewestPerFold = 2;

// How many of a random search's trials have no adversarial loss at all: one in so many. Chosen.
constexpr std::size_t kTrialsPerOneWithoutGan = 5;

constexpr LossFactors kUnchanged{1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
constexpr std::array kGridAdversarial{0.0, 0.01, 0.1, 1.0, 10.0};
constexpr std::array kGridGeometry{0.01, 0.1, 1.0, 10.0};

// Structures of one fold, and all the others.
struct Fold {
  Binaries training;
  Binaries held_out;
};

LossFactors random_factors(Seed seed) {
  Random random(seed);
  LossFactors factors;
  for (double& factor : factors) factor = kMinFactor * std::pow(kMaxFactor / kMinFactor, random.uniform());
  if (random.below(kTrialsPerOneWithoutGan) == 0) factors[0] = factors[2] = 0.0;
  return factors;
}

// No held-out structure has a twin among those it is judged by.
std::vector<Structure> without_repeats(const std::vector<Structure>& structures, std::size_t threads) {
  const auto groups = match_groups(structures, {}, threads).first_of;
  std::vector<Structure> kept;
  for (std::size_t i = 0; i < structures.size(); ++i)
    if (groups[i] == i) kept.push_back(structures[i]);
  return kept;
}

void share_out(const std::vector<Structure>& structures, Seed seed, std::vector<Fold>& folds,
               std::vector<Structure> PerDomain<std::vector<Structure>>::*domain) {
  Random random(seed);
  std::size_t place = 0;
  for (const std::size_t index : random.permutation(structures.size())) {
    for (std::size_t fold = 0; fold < folds.size(); ++fold) {
      Binaries& set = fold == place % folds.size() ? folds[fold].held_out : folds[fold].training;
      (set.structures.*domain).push_back(structures[index]);
    }
    ++place;
  }
}

void require_enough(const PerDomain<std::vector<Structure>>& structures, std::int64_t folds) {
  const std::size_t fewer = std::min(structures.a.size(), structures.b.size());
  const auto max_folds = static_cast<std::int64_t>(fewer / kFewestPerFold);
  if (folds >= 2 && folds <= max_folds) return;
  const std::string there = std::to_string(structures.a.size()) + " and " + std::to_string(structures.b.size()) +
                            " different structures, at least " + std::to_string(kFewestPerFold) +
                            " of each domain in a fold";
  if (max_folds < 2) throw ConfigError("folds", "expected enough structures for 2 folds, got " + there);
  throw ConfigError("folds",
                    "expected 2 to " + std::to_string(max_folds) + " (" + there + "), got " + std::to_string(folds));
}

std::vector<Fold> folds_of(const Binaries& binaries, const Configuration& base, std::int64_t count) {
  const Binaries none{binaries.system, {}, layout_of(binaries).slots};
  std::vector<Fold> folds(static_cast<std::size_t>(count), Fold{none, none});
  const Seed seed = Seed(static_cast<std::uint64_t>(base.seed)).derive("folds");
  share_out(binaries.structures.a, seed.derive("a"), folds, &PerDomain<std::vector<Structure>>::a);
  share_out(binaries.structures.b, seed.derive("b"), folds, &PerDomain<std::vector<Structure>>::b);
  return folds;
}

// One trial on one fold; false when asked to stop.
bool run_fold(Configuration configuration, const Fold& fold, const Binaries& all, std::int64_t samples,
              const std::function<bool()>& stop_requested, FoldOutcome& outcome) {
  configuration.training.members = 1;
  configuration.screening.repair = false;
  outcome.asked = samples;
  std::vector<RawStructure> raw;
  bool trained = true;
  outcome.failure = failure_of([&] {
    PublishedCrystalGan translator(configuration, fold.held_out, 0);
    outcome.asked = std::min(samples, translator.max_samples());
    configuration.generation.samples = outcome.asked;
    PublishedCrystalGan learner(configuration, fold.training, 0);
    trained = learner.train({{}, stop_requested});
    if (!trained) return;
    translator.restore(learner.state());
    raw = generate_raw(translator, 0, configuration, fold.held_out);
  });
  if (!trained) return false;
  outcome.summary = screen_raw(raw, configuration, all, 1).summary;
  return true;
}

void require_tunable(const Configuration& base, const Binaries& binaries, const TuneSettings& settings) {
  require_valid(base);
  if (base.method.name != MethodName::crystalgan)
    throw ConfigError("method.name", "expected crystalgan, which has the weights to tune, got '" +
                                         std::string(name_of(base.method.name)) + "'");
  for (const auto& [name, number] : {std::pair{"trials", settings.trials}, std::pair{"samples", settings.samples}})
    if (number < 1) throw ConfigError(name, "expected at least 1, got " + std::to_string(number));
  if (const auto reason = impossible_limits(base, binaries))
    throw ConfigError("screening.policy", "no structure can keep these limits: " + *reason);
}

}  // namespace

double Tuning::score(const FoldOutcome& fold) const {
  const std::int64_t count = mode == Mode::published ? fold.summary.paper_rule : fold.summary.good;
  return static_cast<double>(count) / static_cast<double>(fold.asked);
}

Estimate Tuning::score(const Trial& trial) const {
  std::vector<double> scores;
  for (const FoldOutcome& fold : trial.folds) scores.push_back(score(fold));
  return mean_with_interval(scores);
}

std::size_t Tuning::best() const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < trials.size(); ++i)
    if (score(trials[i]).mean > score(trials[best]).mean) best = i;
  return best;
}

std::vector<LossFactors> tuning_factors(const TuneSettings& settings, std::int64_t seed) {
  std::vector<LossFactors> factors{kUnchanged};
  if (settings.grid) {
    for (const double adversarial : kGridAdversarial)
      for (const double geometry : kGridGeometry)
        if (const LossFactors point{adversarial, 1.0, adversarial, 1.0, geometry, geometry}; point != kUnchanged)
          factors.push_back(point);
    return factors;
  }
  const Seed of_search = Seed(static_cast<std::uint64_t>(seed)).derive("tune");
  for (std::int64_t k = 1; k < settings.trials; ++k)
    factors.push_back(random_factors(of_search.derive("trial-" + std::to_string(k))));
  return factors;
}

Configuration with_factors(const Configuration& base, const LossFactors& factors) {
  Configuration configuration = base;
  auto& loss = configuration.loss;
  const std::array lambdas{&loss.lambda1, &loss.lambda2, &loss.lambda3, &loss.lambda4, &loss.lambda5, &loss.lambda6};
  for (std::size_t i = 0; i < lambdas.size(); ++i) *lambdas[i] *= factors[i];
  return configuration;
}

std::optional<Tuning> tune(const Configuration& base, const Binaries& binaries, const TuneSettings& settings,
                           const StudyObserver& observer) {
  require_tunable(base, binaries, settings);
  const Binaries distinct{binaries.system,
                          {without_repeats(binaries.structures.a, settings.threads),
                           without_repeats(binaries.structures.b, settings.threads)},
                          binaries.min_slots};
  require_enough(distinct.structures, settings.folds);
  const std::vector<Fold> folds = folds_of(distinct, base, settings.folds);
  Tuning tuning{binaries.system.name(),
                std::string(name_of(base.screening.policy)),
                base.method.mode,
                std::ssize(distinct.structures.a),
                std::ssize(distinct.structures.b),
                {}};
  for (const LossFactors& factors : tuning_factors(settings, base.seed))
    tuning.trials.push_back({factors, with_factors(base, factors), std::vector<FoldOutcome>(folds.size())});
  const auto unit = [&](std::size_t index, const std::function<bool()>& stop_requested) {
    Trial& trial = tuning.trials[index / folds.size()];
    const std::size_t fold = index % folds.size();
    return run_fold(trial.configuration, folds[fold], distinct, settings.samples, stop_requested, trial.folds[fold]);
  };
  if (!run_units(tuning.trials.size() * folds.size(), settings.threads, observer, unit)) return std::nullopt;
  return tuning;
}

}  // namespace crystalgan
