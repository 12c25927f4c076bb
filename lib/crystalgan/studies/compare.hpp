#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/summary.hpp"
#include "crystalgan/studies/contenders.hpp"
#include "crystalgan/studies/units.hpp"

namespace crystalgan {

/// The structures of one contender with one seed, measured twice with the same policy.
struct SeedOutcome {
  std::int64_t seed = 0;
  Summary as_generated;  ///< before repair
  Summary repaired;      ///< after repair; empty with ComparisonSettings::paper
  std::string failure;   ///< why nothing was generated (failure_of()), or empty

  friend bool operator==(const SeedOutcome&, const SeedOutcome&) = default;
};

/// A row of the comparison; `outcomes` in the order of the seeds.
struct ComparedContender {
  Contender contender;
  std::vector<SeedOutcome> outcomes;
};

/// All methods on the same inputs.
struct Comparison {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t samples = 0;  ///< requested per contender and seed; counts are shares of this number
  std::vector<std::int64_t> seeds;
  std::vector<ComparedContender> rows;
};

struct ComparisonSettings {
  std::int64_t seeds = 10;             ///< from the configuration's seed on; ten for a citable comparison
  std::optional<std::int64_t> epochs;  ///< of both steps; default: those of each mode
  std::vector<std::string> only;       ///< names of contenders; empty: all
  std::size_t threads = 1;
  bool paper = false;  ///< the rows of the paper's Table 2 alone, as generated: nothing is repaired
};

/// Trains and evaluates every contender with every seed, one member each; nothing when stopped. The result does not
/// depend on `threads`. Rows of CrystalGAN that train the same step 1 train it
/// once; those of the mode symmetry that choose among the same candidates make them once. A contender that fails counts as no structures. Throws ConfigError for an unknown name, and
/// where no structure can keep the limits.
std::optional<Comparison> compare(const Configuration& base, const Binaries& binaries,
                                  const ComparisonSettings& settings, const StudyObserver& observer);

}  // namespace crystalgan
