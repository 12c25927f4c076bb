#pragma once

#include <cstdint>
#include <filesystem>

namespace crystalgan {

/// The files of SQLite in the folder of a campaign: bytes, 0 where one is not there.
struct DatabaseFiles {
  bool is_there = false;  ///< the database
  std::int64_t database = 0;
  std::int64_t log = 0;      ///< -wal
  std::int64_t journal = 0;  ///< -journal
};

/// Looks at them before SQLite does: they may come from a stranger, and of any size. Throws ParseError for a link, a pipe or a
/// folder in the place of one; for a journal that names another one, which SQLite would remove; for a journal that makes the
/// database larger than both are together. IoError.
DatabaseFiles files_of_database(const std::filesystem::path& folder);

}  // namespace crystalgan
