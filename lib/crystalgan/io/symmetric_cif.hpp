#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {

/// A CIF of the conventional standard cell (standard_cell()): space group, operators and the asymmetric unit, each atom
/// with multiplicity and Wyckoff letter; a comment names the tolerance (Å), by which atoms may move. What has no symmetry
/// but translations is cif_text() of its cell.
std::string symmetric_cif_text(const Structure& structure, std::string_view name, double tolerance = kExactTolerance);

/// All in one CIF, named as by cif_text().
std::string symmetric_cif_text(const std::vector<Structure>& structures, double tolerance = kExactTolerance);

}  // namespace crystalgan
