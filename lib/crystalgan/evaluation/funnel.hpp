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

/// How to certify and measure a set of structures.
struct ScreeningSettings {
  bool repair = false;                ///< refine every structure first (refinement.hpp)
  std::vector<Structure> known;       ///< the inputs; a novel structure matches none, also with A and B as one element
  std::vector<Structure> references;  ///< a novel structure matches none of these
  double d1 = 1.8;                    ///< Å, of the paper's rule (paper_rule.hpp)
  double d2 = 3.0;                    ///< Å, the same
  /// Brings a structure into the form in which it is written, so that the certificate holds for the file.
  std::function<Generated(const Structure&)> as_written;
  bool keep_order = false;  ///< the order of the generated ones in place of the order by measures
  std::size_t threads = 1;
};

/// Certified structures, best first, and the counts.
struct Screened {
  std::vector<Certified> certified;
  Summary summary;
};

/// Certifies structures and measures them. Rejects in this order: not a crystal -> (repair) -> cell out of range -> a
/// limit broken. The others are certified, then good, strict, symmetric, unique and novel (docs/reference/measures.md,
/// "What is counted"). Order: strict, good, unique, novel, then min distance / limit, then index. The result does not
/// depend on the number of threads.
Screened screen(const std::vector<Generated>& generated, const ChemicalSystem& system, const DistanceLimits& limits,
                const ScreeningSettings& settings);

/// Each structure in the form that screen() would certify, or nothing. Faster: it measures and compares nothing.
std::vector<std::optional<Structure>> certified_structures(const std::vector<Generated>& generated,
                                                           const ChemicalSystem& system, const DistanceLimits& limits,
                                                           const ScreeningSettings& settings);

}  // namespace crystalgan
