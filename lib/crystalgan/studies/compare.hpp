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

/// What one contender made with one seed, judged twice under the same policy.
struct SeedOutcome {
  std::int64_t seed = 0;
  Summary as_generated;  ///< before projection: nothing repaired
  Summary repaired;      ///< after projection onto the limits and symmetrisation
  std::string failure;   ///< why nothing was generated (failure_of()); else empty

  friend bool operator==(const SeedOutcome&, const SeedOutcome&) = default;
};

/// A row of the comparison; `outcomes` in the order of its seeds.
struct ComparedContender {
  Contender contender;
  std::vector<SeedOutcome> outcomes;
};

/// All methods on the same inputs.
struct Comparison {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t samples = 0;  ///< asked of every contender and seed. Some give fewer: all counts are out of this number
  std::vector<std::int64_t> seeds;
  std::vector<ComparedContender> rows;
};

struct ComparisonSettings {
  std::int64_t seeds = 10;             ///< from the seed of the configuration on; a comparison worth citing has ten
  std::optional<std::int64_t> epochs;  ///< of both steps of whatever learns; the defaults of each mode otherwise
  std::vector<std::string> only;       ///< names of contenders; empty: all
  std::size_t threads = 1;
};

/// Trains and judges every contender with every seed, one member each; nothing when asked to stop. The outcome does not
/// depend on `threads`. A failure of a method is an outcome: it generated nothing. Throws ConfigError for an unknown
/// name, and where no structure can keep the limits of the policy.
std::optional<Comparison> compare(const Configuration& base, const Binaries& binaries,
                                  const ComparisonSettings& settings, const StudyObserver& observer);

}  // namespace crystalgan
