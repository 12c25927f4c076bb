#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"

namespace crystalgan {

/// A set of equivalent atoms in the conventional cell.
struct WyckoffSite {
  Element element;
  Fractional position;       ///< of the first of them
  std::size_t multiplicity;  ///< atoms in the conventional cell
  char letter;
};

/// A crystal in the standard cells of its space group, in the setting and origin of the International Tables that spglib
/// takes: b unique where monoclinic, hexagonal axes where rhombohedral, the first origin where there are two. Exactly
/// symmetric: special coordinates are exact, such as 1/2, 1/3 or y = 2x, free ones have 11 decimals, lengths and angles 10.
struct StandardCell {
  SpaceGroup group;
  std::string hall_symbol;
  std::vector<SymmetryOperation> operations;  ///< in the conventional cell, centring included, the identity first
  std::vector<WyckoffSite> sites;
  Structure conventional;
  Structure primitive;  ///< spglib's: the conventional cell by spglib's centring matrices
};

/// The standard cells at a tolerance (Å) by which atoms may move. The crystal is rotated: a along x, b in the xy plane.
/// Elements keep the order in which they appear. Nothing where spglib finds no group, as for atoms on top of each other.
std::optional<StandardCell> standard_cell(const Structure& structure, double tolerance);

}  // namespace crystalgan
