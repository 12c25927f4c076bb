#pragma once

#include <string>
#include <string_view>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A structure in one line: "4.21 4.21 4.21 90 90 90;Ni 0 0 0;Pd 0.5 0.5 0;...": lengths (Å, five decimals), angles (degrees,
/// four) and every atom with its fractional coordinates (six), from 0 to below 1. A left-handed cell is turned over first.
std::string compact_text(const Structure& structure);

/// The reverse. `name` is that of the structure, and names the text in errors. Throws ParseError; StructureError for
/// what is beyond the limits of reading, as of any file (io/require_physical.hpp).
Structure parse_compact(std::string_view text, const std::string& name);

}  // namespace crystalgan
