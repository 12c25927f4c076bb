#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace crystalgan {

/// Where structures were fetched from, as their file says.
struct StructureSource {
  std::string database;  ///< its name
  std::string url;       ///< the first page of the query
  std::string licence;   ///< as the database states it; empty where it states none
  std::string date;      ///< of the first page, "2026-11-29"
  std::size_t structures = 0;

  friend bool operator==(const StructureSource&, const StructureSource&) = default;
};

/// What a reader says beside the structures; one line each, with file and line.
struct ReadNotes {
  std::vector<std::string> refusals;  ///< what was not read, and why
  std::vector<std::string> remarks;   ///< what was left out or assumed in what was read
  std::vector<std::string> skipped;   ///< parts of folders and archives that are no structure files, and why
  std::map<std::string, std::size_t> skipped_kinds;  ///< how many of them are "hidden", "of another format", ...
  std::vector<StructureSource> sources;              ///< of fetched structures
};

/// The kind of skipped_kinds of a file that is no structure file.
inline constexpr char kOtherFormat[] = "of another format";

}  // namespace crystalgan
