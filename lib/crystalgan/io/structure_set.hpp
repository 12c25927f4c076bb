#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// What a path held: the structures, and the messages of the files, or of the lines of OPTIMADE JSON Lines, that were
/// refused.
struct StructureSet {
  std::vector<Structure> structures;
  std::vector<std::string> refusals;         ///< one line each, with file and line
  std::vector<std::string> remarks;          ///< what was left out or assumed, one line each
  std::vector<std::filesystem::path> files;  ///< every file that was read, for checksums
};

/// Reads a file, or every structure file directly in a folder (by format_of; other files are left alone), in the order
/// of their names by bytes, so that the order is the same on every machine. A file that cannot be parsed becomes a
/// refusal, and so does a single line of OPTIMADE JSON Lines; a path that cannot be listed or opened throws IoError, and
/// so does a folder without any structure file.
StructureSet read_structure_set(const std::filesystem::path& path);

/// The sets of all paths, one after the other.
StructureSet read_structure_sets(const std::vector<std::string>& paths);

}  // namespace crystalgan
