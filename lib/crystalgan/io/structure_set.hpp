#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// What paths held. What was read but not used has a line in the notes of ReadNotes: refusals are files, or lines of
/// OPTIMADE JSON Lines, that cannot be read; skipped are files of other kinds, hidden files and folders.
struct StructureSet : ReadNotes {
  std::vector<Structure> structures;
  std::vector<std::filesystem::path> files;  ///< every structure file that was read, for checksums
};

struct StructureSetOptions {
  bool recursive = false;  ///< whether the folders in a folder are read, too
};

/// Reads a file, or every structure file in a folder, in the order of their paths by bytes, so that the order is the same
/// on every machine. A file that cannot be opened or parsed becomes a refusal, and so does a single line of OPTIMADE JSON
/// Lines; files of other kinds are skipped. A path that cannot be listed or opened throws IoError, and so does a folder
/// without any structure file.
StructureSet read_structure_set(const std::filesystem::path& path, const StructureSetOptions& options = {});

/// The sets of all paths, one after the other.
StructureSet read_structure_sets(const std::vector<std::string>& paths, const StructureSetOptions& options = {});

/// Adds what `more` holds to the end of `all`.
void append(StructureSet& all, StructureSet more);

/// "1 refused, 3 skipped (2 hidden, 1 of another format)".
std::string not_read_text(const ReadNotes& notes);

}  // namespace crystalgan
