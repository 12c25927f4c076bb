#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The smallest cell in which all atoms repeat within `tolerance` (Å, along each of its vectors), with every atom at
/// the mean of its copies. Unlike `primitive_cell` it knows no symmetry but translations and never fails: a structure
/// without any, or with so many atoms that the search ends at its bound, comes back unchanged. In a smaller cell the atoms are sorted by symbol. The cell found depends on the
/// vectors given; start from the Niggli cell. The rule is that of pymatgen's get_primitive_structure.
Structure averaged_primitive_cell(const Structure& structure, double tolerance);

}  // namespace crystalgan
