#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// Every structure of OPTIMADE JSON Lines: one structures resource per line, its properties under `attributes` or beside
/// `id`; the header and lines of other types are skipped. Names are `file#id`. A line stands alone: one that is no JSON,
/// is no ordered crystal periodic in three directions, lacks atoms, has atoms on each other, or contradicts itself becomes
/// a message with file and line among the refusals, and the others are read. Throws ParseError where no line is a structure, and where so many
/// are no JSON that the file must be something else.
std::vector<Structure> parse_optimade(std::string_view text, const std::string& file, ReadNotes& notes);

/// OPTIMADE JSON Lines with a header; Cartesian Å, numbers exact. The id of a structure is what follows '#' in its name,
/// else the file stem of its name; no id stands twice.
std::string optimade_text(const std::vector<Structure>& structures);

}  // namespace crystalgan
