#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Every frame of an extended XYZ file (as ASE and libAtoms write it: Lattice="..." and Properties=...). Frames without
/// a full periodic lattice are refused. A file of one frame names it `file`, of several `file#1`, `file#2`, ... Throws
/// ParseError with file and line, or StructureError.
std::vector<Structure> parse_extxyz(std::string_view text, const std::string& file);

/// One frame with Lattice, Properties=species:S:1:pos:R:3, pbc="T T T" and the given key=value pairs (quoted where
/// needed); Cartesian Å, numbers exact.
std::string extxyz_frame(const Structure& structure, const std::vector<std::pair<std::string, std::string>>& keys);

/// One frame for each structure, with its name as the key `name`.
std::string extxyz_text(const std::vector<Structure>& structures);

}  // namespace crystalgan
