#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/record/measures.hpp"
#include "crystalgan/repair/certified.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {

/// How a set of structures is judged.
struct ScreeningSettings {
  bool repair = false;                ///< refine every structure first (refinement.hpp)
  std::vector<Structure> known;       ///< what a novel structure must not be, even with A and B for one: the inputs
  std::vector<Structure> references;  ///< what it must not be as it is
  double d1 = 1.8;                    ///< Å, of the paper's own rule (paper_rule.hpp)
  double d2 = 3.0;                    ///< Å, the same
  /// Brings a structure into the very form in which it will be written, so that what is judged is what a file says.
  std::function<Generated(const Structure&)> as_written;
  std::size_t threads = 1;
};

/// The funnel's outcome: certified structures best first, and the counts.
struct Screened {
  std::vector<Certified> certified;
  Summary summary;
};

/// Judges structures by distances, cell, volume and likeness, whoever made them: not a crystal -> (repair) -> cell out
/// of range -> a limit broken -> certified; then good, strict, symmetric, unique and novel (docs/reference/measures.md,
/// "What is counted"). Best first: strict, good, unique and novel before others, then by tightness, then by index. The same
/// for any number of threads.
Screened screen(const std::vector<Generated>& generated, const ChemicalSystem& system, const DistanceLimits& limits,
                const ScreeningSettings& settings);

/// For every generated structure the form in which screen() would certify it, if it would. Nothing is compared or
/// measured: a fraction of the time.
std::vector<std::optional<Structure>> certified_structures(const std::vector<Generated>& generated,
                                                           const ChemicalSystem& system, const DistanceLimits& limits,
                                                           const ScreeningSettings& settings);

}  // namespace crystalgan
