#pragma once

#include <optional>
#include <string>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {

/// A space group and the tolerance at which it was found.
struct SymmetryFound {
  std::optional<SpaceGroup> group;  ///< nothing where there is none at any tolerance
  double tolerance;                 ///< Å; the least one tried where there is no group
  bool ended = true;                ///< false: too many atoms without clear symmetry (SymmetrySearch)
};

/// The space group at `tolerance` (Å); where that is too large for spglib, as it is for atoms closer than that, at a half,
/// a fifth, a tenth, and so on down to a hundredth of it.
SymmetryFound search_symmetry(const Structure& structure, double tolerance = kSymmetryTolerance);

/// What to say of a search that did not find a group at `tolerance`: "no space group at 0.1 A, which is too large: P4/mmm
/// (123) found at 0.05 A", or "symmetry not searched: ...". Nothing where it did.
std::optional<std::string> symmetry_remark(const SymmetryFound& found, double tolerance = kSymmetryTolerance);

}  // namespace crystalgan
