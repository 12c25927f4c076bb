#pragma once

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {

/// The cells in which a crystal can be described.
enum class CellChoice { given, primitive, conventional, niggli };

/// The same crystal in another cell, under its name: the standard primitive or conventional one (standard_cell()), where
/// atoms may move by `tolerance` (Å), or the Niggli cell of all its atoms. Throws StructureError where no group is found.
Structure in_cell(const Structure& structure, CellChoice choice, double tolerance = kExactTolerance);

}  // namespace crystalgan
