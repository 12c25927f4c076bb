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

// Random factors are log-uniform in this range. Chosen: from nearly off to tenfold. A common factor of all six has no
// effect with Adam.
inline constexpr double kMinFactor = 1e-2;
inline constexpr double kMaxFactor = 10.0;

/// The search for the λ. The paper used cross-validation without details.
struct TuneSettings {
  std::int64_t trials = 20;   ///< of a random search; the first is the given configuration
  bool grid = false;          ///< a grid instead: adversarial and geometric terms against the reconstruction
  std::int64_t folds = 5;     ///< of the structures of each domain
  std::int64_t samples = 70;  ///< generated per fold; fewer for few held-out structures
  std::size_t threads = 1;
};

/// The pseudo-binaries of one fold by a training on the other folds.
struct FoldOutcome {
  std::int64_t asked = 0;  ///< structures
  Summary summary;         ///< as generated
  std::string failure;     ///< why nothing was generated (failure_of()), or empty

  friend bool operator==(const FoldOutcome&, const FoldOutcome&) = default;
};

struct Trial {
  LossFactors factors{};
  Configuration configuration;  ///< with these factors
  std::vector<FoldOutcome> folds;
};

struct Tuning {
  std::string system;
  std::string policy;
  Mode mode = Mode::repaired;
  std::int64_t structures_a = 0;  ///< without repeats
  std::int64_t structures_b = 0;
  std::vector<Trial> trials;

  /// The share of requested structures that are `good` as generated; in the published mode, that keep the paper's rule
  /// with periodic images.
  double score(const FoldOutcome& fold) const;
  /// Over the folds.
  Estimate score(const Trial& trial) const;
  /// The trial with the highest mean score; the first of equal ones.
  std::size_t best() const;
};

/// The factors of every trial; those of the first are 1. A random search draws each factor independently and removes
/// the adversarial terms in one of five trials; trial k does not depend on the number of trials.
std::vector<LossFactors> tuning_factors(const TuneSettings& settings, std::int64_t seed);

/// `base` with its λ times the factors.
Configuration with_factors(const Configuration& base, const LossFactors& factors);

/// Cross-validates every trial: repeats are removed, the structures of each domain shuffled and divided into folds. For
/// each fold, networks trained on the others translate its structures. The limits are those of the whole set. Nothing
/// when stopped; the result does not depend on `threads`. A failure scores 0. Throws ConfigError for a method other
/// than crystalgan, for folds with fewer than two structures of a domain, and where no structure can keep the limits.
std::optional<Tuning> tune(const Configuration& base, const Binaries& binaries, const TuneSettings& settings,
                           const StudyObserver& observer);

}  // namespace crystalgan
