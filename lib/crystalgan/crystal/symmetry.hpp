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

/// A search for symmetry.
struct SymmetrySearch {
  std::optional<SpaceGroup> group;
  bool ended = true;  ///< false: the structure has more atoms than are searched, and no clear symmetry
};

/// The space group within `tolerance` (Å); nothing where spglib gives none, as it does for atoms on top of each other, and
/// where a structure is not searched. More than 64 atoms are searched in their smallest cell (repeating_cell), within a
/// third of the tolerance, which is what every program counts as the same; more than 750 within all of it. Where that has
/// more than 750 atoms, too, only symmetry beyond doubt is found (clear_symmetry), or that there is none.
SymmetrySearch search_space_group(const Structure& structure, double tolerance);

/// Its group.
std::optional<SpaceGroup> find_space_group(const Structure& structure, double tolerance = kSymmetryTolerance);

/// The primitive cell within `tolerance` (Å), not idealised; nothing where spglib gives none.
std::optional<Structure> primitive_cell(const Structure& structure, double tolerance = kSymmetryTolerance);

/// The cell in which the symmetry of a structure is searched: without skew, and the smallest one where it has many atoms.
Structure searched_cell(const Structure& structure, double tolerance);

/// Whether spglib is called for a structure: its atoms are at most kMaxSearchedAtoms, its shortest lattice vector is not
/// below kMinSearchedVector.
bool is_for_spglib(const Structure& structure);

/// Chosen: the worst cells of so many atoms take spglib two seconds, and its time grows with the square.
inline constexpr std::size_t kMaxSearchedAtoms = 750;

/// Å. Chosen: spglib 2.0.2 reads a null pointer for some vectors of 0.2 Å and takes seconds for some of 0.4
/// (docs/upstream.md), and no crystal has one of 0.5.
inline constexpr double kMinSearchedVector = 0.5;

}  // namespace crystalgan
