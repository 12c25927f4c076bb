#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/evaluation/statistics.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/summary.hpp"
#include "crystalgan/studies/units.hpp"

namespace crystalgan {

/// Factors on loss.lambda1 to loss.lambda6 of a configuration.
using LossFactors = std::array<double, 6>;

// Random factors are log-uniform in this range. Chosen: wide enough to switch a term off for practical purposes, and
// tenfold upwards; a common factor of all six changes nothing under Adam.
inline constexpr double kMinFactor = 1e-2;
inline constexpr double kMaxFactor = 10.0;

/// How the λ are searched for. The paper used cross-validation and does not say which.
struct TuneSettings {
  std::int64_t trials = 20;   ///< settings of a random search; the first is the configuration as it is
  bool grid = false;          ///< a grid instead: adversarial and geometric terms against the reconstruction
  std::int64_t folds = 5;     ///< of the structures of each domain
  std::int64_t samples = 70;  ///< generated per fold; fewer where the held-out structures give fewer
  std::size_t threads = 1;
};

/// What a training on the other folds makes of the binaries of this one.
struct FoldOutcome {
  std::int64_t asked = 0;  ///< structures
  Summary summary;         ///< as generated: nothing repaired
  std::string failure;     ///< why nothing was generated (failure_of()); else empty

  friend bool operator==(const FoldOutcome&, const FoldOutcome&) = default;
};

struct Trial {
  LossFactors factors{};
  Configuration configuration;  ///< the one to tune with these factors, for use as it is
  std::vector<FoldOutcome> folds;
};

struct Tuning {
  std::string system;
  std::string policy;
  Mode mode = Mode::repaired;
  std::int64_t structures_a = 0;  ///< that were shared out, repeats taken out
  std::int64_t structures_b = 0;
  std::vector<Trial> trials;

  /// The share of what was asked that counts: `good` as generated; in the published mode those that keep the paper's
  /// rule, periodic images counted.
  double score(const FoldOutcome& fold) const;
  /// Over the folds.
  Estimate score(const Trial& trial) const;
  /// The trial with the highest mean score; of equal ones the first, so that nothing is changed without a gain.
  std::size_t best() const;
};

/// The factors of every trial; those of the first are all 1. A random search draws each factor on its own, and in one of
/// five trials takes both adversarial terms out; trial k does not depend on the number of trials.
std::vector<LossFactors> tuning_factors(const TuneSettings& settings, std::int64_t seed);

/// `base` with its λ times the factors.
Configuration with_factors(const Configuration& base, const LossFactors& factors);

/// Cross-validates every trial: repeats among the inputs of a domain are taken out, the others shuffled by the seed and
/// shared out to the folds; for each fold a training on the other ones, whose networks then translate the structures
/// held out. All are judged by the limits of the whole set. Nothing when asked to stop; the outcome does not depend on
/// `threads`. A failure scores 0. Throws ConfigError for another method than crystalgan, for folds with fewer than two
/// structures of a domain, and where no structure can keep the limits of the policy.
std::optional<Tuning> tune(const Configuration& base, const Binaries& binaries, const TuneSettings& settings,
                           const StudyObserver& observer);

}  // namespace crystalgan
