#pragma once

#include <vector>

#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"
#include "crystalgan/io/cif_syntax.hpp"

/// The symmetry of a CIF. Internal to io.
namespace crystalgan::cif {

/// All operators of the block's space group: from the list of operators where there is one, else from the
/// Hermann-Mauguin symbol, Hall symbol or number; the identity alone where the block says nothing. Throws ParseError,
/// also for symmetry that `lattice` does not have, and for a symbol that leaves two origins open.
std::vector<SymmetryOperation> symmetry_of(const Block& block, const Lattice& lattice);

}  // namespace crystalgan::cif
