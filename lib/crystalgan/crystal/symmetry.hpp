#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// What spglib found.
struct SpaceGroup {
  int number;          ///< 1 to 230
  std::string symbol;  ///< short Hermann-Mauguin, "P6_3/mmc"
};

/// Å; the tolerance at which this project counts a structure as symmetric.
inline constexpr double kSymmetryTolerance = 0.1;

/// Å; the tolerance at which a crystal is exactly symmetric: files have four decimals or more, and no calculator's forces
/// are as sharp. Chosen.
inline constexpr double kExactTolerance = 1e-3;

/// The space group within `tolerance` (Å); nothing where spglib gives none, as it does for atoms on top of each other.
std::optional<SpaceGroup> find_space_group(const Structure& structure, double tolerance = kSymmetryTolerance);

/// The primitive cell within `tolerance` (Å), not idealised; nothing where spglib gives none.
std::optional<Structure> primitive_cell(const Structure& structure, double tolerance = kSymmetryTolerance);

}  // namespace crystalgan
