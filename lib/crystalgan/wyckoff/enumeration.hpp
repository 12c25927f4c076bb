#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan::wyckoff {

/// What is enumerated. The limits are chosen: of the binaries of up to 20 atoms in the Materials Project few have more
/// orbits or free coordinates, and lists stay near 10⁵.
struct EnumerationLimits {
  int max_atoms = 20;             ///< of the primitive cell
  int max_orbits = 6;             ///< of all roles together
  int max_parameters = 8;         ///< D, free coordinates of all orbits together
  std::vector<int> space_groups;  ///< numbers from 1 to 230, each once; all if empty
  /// Lists of orbits per space group and Z, before equivalent ones are dropped. The walk through a space group and Z ends
  /// after the first list beyond; groups 16 and 47 alone reach it for common formulas.
  std::size_t max_lists = 400'000;
};

/// All templates of a formula, each in its canonical form and once: by space group in the order of the limits, then by
/// Z, in the same order for any number of threads. `formula` has no common divisor; a binary has b = 0. Throws
/// StructureError for a formula with a negative count, without atoms, or with a common divisor, for a negative limit,
/// and for a number outside 1 to 230.
TemplateList enumerated_templates(const RoleCounts& formula, const EnumerationLimits& limits = {},
                                  std::size_t threads = 1);

}  // namespace crystalgan::wyckoff
