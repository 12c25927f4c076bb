#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// Every structure of JSON: lines that each hold an object (OPTIMADE JSON Lines), or one object or list over many lines.
/// Structures are resources of OPTIMADE, alone or in the `data` and `included` of a response, Structure objects of
/// pymatgen, and Atoms of ASE, at any depth; all else is passed over. Names are `file#id` for OPTIMADE; for the others
/// `file`, and where the file has several `file#` with their id, key or number. A structure stands alone: one that is no
/// ordered crystal periodic in three directions, lacks atoms, has atoms on each other, or contradicts itself is one of the
/// refusals, and so is a line that is no JSON; the others are read. A response that has further pages is a remark. Throws
/// ParseError where there is no structure, and where so many lines are no JSON that the file must be something else.
std::vector<Structure> parse_json(std::string_view text, const std::string& file, ReadNotes& notes);

}  // namespace crystalgan
