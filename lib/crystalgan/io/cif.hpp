#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// Every block of a CIF that holds atoms, in order, symmetry expanded to the full cell. Symmetry comes from the list of
/// operators where there is one, else from the space group's Hall symbol, Hermann-Mauguin symbol or number (gemmi's tables);
/// all that the block says must agree, and a name of several settings is refused. Coordinates on special positions become
/// exact. Deuterium is hydrogen. Refuses partial occupancies, hydrogens without coordinates, unknown elements, labels that
/// name no element unambiguously, superspace, and atoms that disagree with their multiplicity or with the file's own formula.
/// What was left out or assumed is a remark. A file of one structure names it `file`, of several `file#block`; one refused
/// block of several is one of the refusals. Throws ParseError, or StructureError naming `file`.
std::vector<Structure> parse_cif(std::string_view text, const std::string& file, ReadNotes& notes);

/// A CIF in P1 with every atom of the cell; `name` becomes the block's name. Reads back to the same crystal within the
/// printed digits (cell orientation is not part of a CIF).
std::string cif_text(const Structure& structure, std::string_view name);

/// All in one CIF: each is a block with its name; a name that was there before gets a number, without regard to case.
std::string cif_text(const std::vector<Structure>& structures);

}  // namespace crystalgan
