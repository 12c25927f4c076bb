#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace crystalgan {

/// A prepared statement of SQLite. Parameters and columns count from 0. Throws as Database.
class Statement {
 public:
  void bind(int parameter, std::string_view text);  ///< the text must live until the next step
  void bind(int parameter, std::int64_t number);
  void bind(int parameter, double number);
  void bind(int parameter, bool yes) { bind(parameter, static_cast<std::int64_t>(yes ? 1 : 0)); }
  template <class Value>
  void bind(int parameter, const std::optional<Value>& value) {
    if (value)
      bind(parameter, *value);
    else
      bind_null(parameter);
  }
  void bind_null(int parameter);

  /// The next row, or false after the last.
  bool step();
  /// For the next round of parameters.
  void reset();
  void run() {
    step();
    reset();
  }

  /// Values of the row. Throw ParseError where the value is of another type, or NULL where it is not optional; texts of at most
  /// 1,000,000 bytes of UTF-8.
  void read(int column, std::string& text) const;
  void read(int column, std::int64_t& number) const;  ///< from 0 to 2^53
  void read(int column, double& number) const;        ///< finite
  void read(int column, bool& yes) const;             ///< 0 or 1
  template <class Value>
  void read(int column, std::optional<Value>& value) const {
    if (is_null(column))
      value = std::nullopt;
    else
      read(column, value.emplace());
  }

 private:
  friend class Database;
  struct Closer {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3_stmt* statement, const class Database* database) : statement_(statement), database_(database) {}
  bool is_null(int column) const;
  [[noreturn]] void fail(int column, const char* expected) const;

  std::unique_ptr<sqlite3_stmt, Closer> statement_;
  const Database* database_;
};

/// campaign.sqlite, which may come from a stranger: it is no link, nor is a file of SQLite beside it; its schema is ours to the
/// letter, so that it has no trigger, no view and no virtual table; extensions are off.
class Database {
 public:
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Opens it for writing; makes it. Write-ahead logging, or a rollback journal on a network file system, where logging does not
  /// work (sqlite.org/wal.html). Throws ParseError where it is not ours; OutputError, also where another process writes for more
  /// than ten seconds.
  static std::unique_ptr<Database> for_merging(const std::filesystem::path& campaign);

  /// Opens it for reading; writes nothing, not even beside it, unless a merge was killed or works on it. Every step of its
  /// statements is counted, up to `max_steps` thousand instructions. Throws IoError where there is none, ParseError where it is
  /// not ours.
  static std::unique_ptr<Database> for_queries(const std::filesystem::path& campaign,
                                               std::function<bool()> stop_requested, std::int64_t max_steps);

  /// Throws ConfigError unless the only statement of a text selects from the table `candidates`, with a few functions.
  Statement prepared_query(const std::string& sql, const std::string& setting) const;
  Statement prepared(std::string_view sql) const;
  void run(const std::string& sql) const;
  /// Throws IoError where the file was changed since it was opened by for_queries(): what was read may be of two states.
  void require_unchanged() const;

  const std::filesystem::path& path() const { return path_; }
  /// What SQLite says of a code, as the error of this library.
  [[noreturn]] void fail(int code) const;

 private:
  explicit Database(std::filesystem::path path) : path_(std::move(path)) {}
  void open(int flags, bool is_immutable);
  void count_steps();
  bool is_new() const;
  void require_own_schema() const;

  std::filesystem::path path_;
  sqlite3* connection_ = nullptr;
  bool is_for_queries_ = false;
  std::function<bool()> stop_requested_;
  std::int64_t steps_left_ = 0;
  std::optional<double> time_;  // of the file, where it is read as one that does not change
};

}  // namespace crystalgan
