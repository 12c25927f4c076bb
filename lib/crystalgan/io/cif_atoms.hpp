#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/cif_syntax.hpp"
#include "crystalgan/io/read_notes.hpp"

/// The list of atoms of a CIF. Internal to io.
namespace crystalgan::cif {

/// An atom as listed, before symmetry.
struct ListedAtom {
  Site site;
  std::string shown;  ///< "atom 'H1'"
  std::int64_t line = 0;
  std::optional<double> multiplicity;  ///< where the list has one
};

/// All atoms but dummies, which mark a point and are a remark, as moments are. The type symbol tells the element; without, a
/// label that can be read in one way. Throws ParseError, and StructureError for partial occupancies and for hydrogens
/// without coordinates.
std::vector<ListedAtom> listed_atoms(const Block& block, ReadNotes& notes);

/// Throws ParseError where the list gives a multiplicity that the symmetry does not: `images[i]` of atom i. Old files of
/// SHELXL give the order of the site symmetry in its place: allowed where all atoms do.
void require_multiplicities(const std::vector<ListedAtom>& atoms, const std::vector<std::size_t>& images,
                            std::size_t operators, const Block& block);

}  // namespace crystalgan::cif
