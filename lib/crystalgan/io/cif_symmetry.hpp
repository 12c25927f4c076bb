#pragma once

#include <vector>

#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"
#include "crystalgan/io/cif_syntax.hpp"
#include "crystalgan/io/read_notes.hpp"

/// The symmetry of a CIF. Internal to io.
namespace crystalgan::cif {

/// All operators of the block's space group: the list of operators where there is one (magnetic ones without their time
/// reversal), else those of the Hall symbol, the Hermann-Mauguin symbol or the number; the identity alone, with a remark,
/// where the block says nothing. All that is said must agree: the list is a group, and the group and setting of every name;
/// only where no setting of a name fits the cell, its point group is enough, with a remark. Throws ParseError, also for a
/// name that leaves two settings open, for symmetry that `lattice` does not have, and for superspace.
std::vector<SymmetryOperation> symmetry_of(const Block& block, const Lattice& lattice, ReadNotes& notes);

}  // namespace crystalgan::cif
