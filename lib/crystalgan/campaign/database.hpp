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

/// Bytes of a text and of a row that a statement reads or writes. Chosen: ten times what a candidate has, and the text of the
/// largest cell that is read.
inline constexpr int kMaxRowBytes = 20'000;
inline constexpr int kMaxStructureBytes = 1'000'000;

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

  /// Values of the row. Throw ParseError where the value is of another type, or NULL where it is not optional; for a text that
  /// is longer than that, or not UTF-8.
  void read(int column, std::string& text) const { read(column, text, max_bytes_); }
  void read(int column, std::string& text, int max_bytes) const;
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
  Statement(sqlite3_stmt* statement, const class Database* database, int max_bytes)
      : statement_(statement), database_(database), max_bytes_(max_bytes) {}
  bool is_null(int column) const;
  [[noreturn]] void fail(int column, const char* expected) const;

  std::unique_ptr<sqlite3_stmt, Closer> statement_;
  const Database* database_;
  int max_bytes_;
};

/// campaign.sqlite, which may come from a stranger: it is no link, nor is a file of SQLite beside it; its schema is ours to the
/// letter, so that it has no trigger, no view and no virtual table; extensions are off. Every step of its statements is counted:
/// its pages may form a tree without end. The first statements have a million instructions, until the schema is known to be
/// ours, then 100 million and ten for every byte of the file, at most five billion.
class Database {
 public:
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Opens it for writing; makes it. Write-ahead logging, or a rollback journal on a network file system, where logging does not
  /// work (sqlite.org/wal.html). Throws ParseError where it is not ours; OutputError, also where another process writes for more
  /// than ten seconds.
  static std::unique_ptr<Database> for_merging(const std::filesystem::path& campaign);

  /// Opens it for reading; writes nothing, not even beside it, unless a merge was killed or works on it: then SQLite makes the
  /// -shm of its log. Memory is counted too: 100 MB and twice the bytes of the file, at most 800 MB. Throws IoError where there
  /// is none, and where a merge without a log works or was killed, whose journal would be needed; ParseError where it is not
  /// ours.
  static std::unique_ptr<Database> for_queries(const std::filesystem::path& campaign,
                                               std::function<bool()> stop_requested);

  /// Throws ConfigError unless the only statement of a text selects from the table `candidates`, with a few functions.
  Statement prepared_query(const std::string& sql, const std::string& setting) const;
  Statement prepared(std::string_view sql, int max_bytes = kMaxRowBytes) const;
  void run(const std::string& sql) const;
  /// Throws IoError where the file was changed since it was opened by for_queries(): what was read may be of two states.
  void require_unchanged() const;
  /// For what is written: so many thousand instructions more.
  void allow_steps(std::int64_t thousands) { steps_left_ += thousands; }

  const std::filesystem::path& path() const { return path_; }
  /// What SQLite says of a code, as the error of this library.
  [[noreturn]] void fail(int code) const;

 private:
  explicit Database(std::filesystem::path path) : path_(std::move(path)) {}
  friend class Statement;
  void open(int flags, bool is_immutable);
  void close();
  void limit_texts(int max_bytes) const;
  void limit_work(std::int64_t file_bytes);
  bool may_go_on();
  bool is_logged() const;
  bool is_new() const;
  void require_own_schema() const;

  std::filesystem::path path_;
  sqlite3* connection_ = nullptr;
  bool is_for_queries_ = false;
  std::function<bool()> stop_requested_;
  std::int64_t steps_left_ = 0;  // thousand instructions
  std::int64_t max_memory_ = 0;  // bytes of SQLite in this process; 0: any
  bool needs_memory_ = false;    // more than that
  bool is_own_ = false;          // its schema is known to be
  std::optional<double> time_;   // of the file, where it is read as one that does not change
};

}  // namespace crystalgan
