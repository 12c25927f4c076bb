#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// Every structure of a SHELX file as SHELXL and AIRSS write it (.res): TITL, CELL, LATT, SYMM, SFAC, atoms, and END or
/// HKLF; several may follow each other. The number after the name of an atom is its element in SFAC; LATT and SYMM are
/// expanded to the full cell. A coordinate 10 + x is x, 10 m + p is p times free variable m (SHELXL manual). Peaks of the
/// residual density (Q1, Q2, ...) are left out with a remark. Refuses a file without LATT (SHELX takes it as
/// centrosymmetric, most other programs do not), partial occupancies, unknown elements, and symmetry that is no group or
/// does not fit the cell. A file of one structure names it `file`, of several `file#1`, `file#2`, ... Throws ParseError
/// with file and line, or StructureError.
std::vector<Structure> parse_res(std::string_view text, const std::string& file, ReadNotes& notes);

/// One block without symmetry (LATT -1) for each structure, its name as the title; numbers exact. The orientation of the
/// cell is not part of the format.
std::string res_text(const std::vector<Structure>& structures);

}  // namespace crystalgan
