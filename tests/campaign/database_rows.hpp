#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>

// Plain SQLite, as a user has it beside this program.
namespace crystalgan::test {

/// The rows of an answer, fields between '|'.
inline std::string answer_of(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* connection = nullptr;
  std::string text;
  const auto add_row = [](void* out, int count, char** fields, char**) {
    auto& rows = *static_cast<std::string*>(out);
    for (int i = 0; i < count; ++i) rows += (i == 0 ? "" : "|") + std::string(fields[i] == nullptr ? "" : fields[i]);
    rows += "\n";
    return 0;
  };
  char* message = nullptr;
  int code = sqlite3_open_v2(file.c_str(), &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (code == SQLITE_OK) code = sqlite3_exec(connection, sql.c_str(), add_row, &text, &message);
  const std::string reason = message == nullptr ? sqlite3_errstr(code) : message;
  sqlite3_free(message);
  sqlite3_close(connection);
  if (code != SQLITE_OK) throw std::runtime_error(file.string() + ": " + reason);
  return text;
}

inline void execute(const std::filesystem::path& file, const std::string& sql) { answer_of(file, sql); }

/// All rows of all tables of a campaign.
inline std::string rows_of_database(const std::filesystem::path& file) {
  std::string rows;
  for (const char* table : {"systems", "candidates", "structures", "failures"})
    rows += std::string(table) + "\n" + answer_of(file, "select * from " + std::string(table) + " order by number");
  return rows;
}

}  // namespace crystalgan::test
