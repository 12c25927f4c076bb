#pragma once

#include <variant>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/run/summary.hpp"
#include "crystalgan/screening/distance_limits.hpp"

namespace crystalgan {

/// A generated structure, or why it is none.
using Generated = std::variant<Structure, Rejection>;

/// A certified structure with its measures. `index` is its place among the generated ones; `candidate` has every field
/// set but those that say how it was made.
struct Certified {
  std::size_t index;
  Structure structure;
  Candidate candidate;
};

/// The funnel's outcome: certified structures best first, and the counts.
struct Screened {
  std::vector<Certified> certified;
  Summary summary;
};

/// Judges structures by distances, cell and volume, whoever made them: not a crystal -> cell out of range -> a limit
/// broken
/// -> certified; then good, strict and symmetric (docs/conventions.md, "What is counted"). The structures are taken as
/// they will be written. Best first: strict before good before the others, then by tightness, then by index.
Screened screen(const std::vector<Generated>& generated, const ChemicalSystem& system, const DistanceLimits& limits);

}  // namespace crystalgan
