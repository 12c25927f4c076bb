#include "crystalgan/campaign/database.hpp"

#include <sqlite3.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <new>
#include <set>
#include <system_error>
#include <utility>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_schema.hpp"
#include "crystalgan/campaign/database_files.hpp"
#include "crystalgan/core/directory.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/opened_folder.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxQueryBytes = 100'000;      // chosen
constexpr int kMaxDepth = 100;               // of expressions; chosen
constexpr int kMaxPatternBytes = 200;        // of LIKE and GLOB; chosen
constexpr int kStepsPerCall = 1000;          // of the progress handler
constexpr int kMillisecondsToWait = 10'000;  // for another process that writes; chosen
// Thousand instructions. Chosen: our schema takes some hundred, a candidate that is read some dozen, on 500 bytes; the most are
// some ten seconds, enough to sort ten million candidates.
constexpr std::int64_t kSchemaSteps = 1'000, kLeastSteps = 100'000, kMostSteps = 5'000'000, kBytesPerStep = 100;

// Bytes. Chosen: to sort ten million numbers takes 600 MB.
constexpr std::int64_t kLeastMemory = 100'000'000, kMostMemory = 800'000'000;
constexpr std::int64_t kMaxWhole = 9007199254740992;

constexpr const char* kMergeFirst = "a merge works on it or was interrupted: run crystalgan campaign merge";

// What a query may call: deterministic, and cheap in time and memory.
constexpr std::array<std::string_view, 20> kQueryFunctions{
    "abs", "coalesce", "ifnull", "iif",   "instr", "length", "like", "glob",   "lower",     "upper",
    "max", "min",      "nullif", "round", "rtrim", "ltrim",  "trim", "substr", "substring", "sign"};

/// Whether write-ahead logging works: all processes must share memory (sqlite.org/wal.html). Magic numbers of statfs(2).
bool is_network_file_system(const fs::path& folder) {
  static const std::set<std::uint64_t> network{
      0x6969,      // NFS
      0x517B,      // SMB
      0xFF534D42,  // CIFS
      0xFE534D42,  // SMB2
      0x0BD00BD0,  // Lustre
      0x47504653,  // GPFS
      0x19830326,  // BeeGFS
      0x00C36400,  // Ceph
      0xAAD7AAEA,  // PanFS
      0x5346414F,  // AFS
      0x01021997,  // 9P
      0x65735546,  // FUSE
      0x20030528,  // OrangeFS
  };
  struct statfs status {};
  return ::statfs(folder.c_str(), &status) == 0 && network.contains(static_cast<std::uint32_t>(status.f_type));
}

/// "file:/a%20b/campaign.sqlite?immutable=1"
std::string uri_of(const fs::path& path, bool is_immutable) {
  std::string uri = "file:";
  for (const char c : path.string()) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                          c == '.' || c == '-' || c == '_';
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain)
      uri += c;
    else
      uri += std::string{'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return uri + (is_immutable ? "?immutable=1" : "");
}

// What the system said, as far as SQLite keeps it: of the database, or of its log or journal. `last`: errno.
int system_reason_of(sqlite3* connection, int base, int last) {
  if (base == SQLITE_FULL) return ENOSPC;
  if (connection == nullptr || (base != SQLITE_IOERR && base != SQLITE_CANTOPEN)) return 0;
  int reason = 0;
  sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_LAST_ERRNO, &reason);
  sqlite3_file* journal = nullptr;
  if (reason == 0 && sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK &&
      journal != nullptr && journal->pMethods != nullptr)
    journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &reason);
  if (reason == 0) reason = last;
  // what SQLite cannot make it tries to read: of the first try it keeps nothing
  return base == SQLITE_CANTOPEN && reason == ENOENT ? 0 : reason;
}

fs::path real_folder(const fs::path& campaign) {
  std::error_code failure;
  fs::path folder = fs::canonical(campaign, failure);
  if (failure) throw IoError(campaign, failure.message());
  return folder;
}

// sqlite3_set_authorizer: a query is one SELECT of our columns. The statement around its texts is ours.
struct QueryGuard {
  int selects = 0;
};

int allowed(void* guard, int action, const char* first, const char* second, const char* /*database*/,
            const char* /*trigger*/) {
  const auto is = [](const char* text, std::string_view expected) { return text != nullptr && expected == text; };
  switch (action) {
    case SQLITE_SELECT:
      return static_cast<QueryGuard*>(guard)->selects++ == 0 ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_READ:
      return is(first, "candidates") ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
      return second != nullptr && std::ranges::find(kQueryFunctions, std::string_view(second)) != kQueryFunctions.end()
                 ? SQLITE_OK
                 : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

}  // namespace

// ---- Statement ----

void Statement::Closer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::bind(int parameter, std::string_view text) {
  database_->limit_texts(max_bytes_);
  if (const int code =
          sqlite3_bind_text64(statement_.get(), parameter + 1, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
      code != SQLITE_OK)
    database_->fail(code);
}

void Statement::bind(int parameter, std::int64_t number) {
  if (const int code = sqlite3_bind_int64(statement_.get(), parameter + 1, number); code != SQLITE_OK)
    database_->fail(code);
}

void Statement::bind(int parameter, double number) {
  if (const int code = sqlite3_bind_double(statement_.get(), parameter + 1, number); code != SQLITE_OK)
    database_->fail(code);
}

void Statement::bind_null(int parameter) {
  if (const int code = sqlite3_bind_null(statement_.get(), parameter + 1); code != SQLITE_OK) database_->fail(code);
}

bool Statement::step() {
  database_->limit_texts(max_bytes_);
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail(code);
  return false;
}

void Statement::reset() {
  if (const int code = sqlite3_reset(statement_.get()); code != SQLITE_OK) database_->fail(code);
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

void Statement::fail(int column, const char* expected) const {
  throw ParseError(printable(database_->path().string(), 4096), 0,
                   printable(sqlite3_column_name(statement_.get(), column)) + ": expected " + expected);
}

void Statement::read(int column, std::string& text, int max_bytes) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_TEXT) fail(column, "a text");
  const unsigned char* bytes = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr || size > max_bytes)
    fail(column, ("a text of at most " + std::to_string(max_bytes) + " bytes").c_str());
  text.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  if (!is_utf8(text)) fail(column, "a text in UTF-8");
}

void Statement::read(int column, std::int64_t& number) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) fail(column, "a whole number");
  number = sqlite3_column_int64(statement_.get(), column);
  if (number < 0 || number > kMaxWhole) fail(column, "a whole number from 0 to 9007199254740992");
}

void Statement::read(int column, double& number) const {
  const int type = sqlite3_column_type(statement_.get(), column);
  if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) fail(column, "a number");
  number = sqlite3_column_double(statement_.get(), column);
  if (!std::isfinite(number)) fail(column, "a finite number");
}

void Statement::read(int column, bool& yes) const {
  std::int64_t number = 0;
  read(column, number);
  if (number > 1) fail(column, "0 or 1");
  yes = number == 1;
}

// ---- Database ----

Database::~Database() { close(); }

void Database::close() {
  sqlite3_close_v2(connection_);
  connection_ = nullptr;
}

void Database::fail(int code) const {
  const int base = code & 0xff;
  const int reason = system_reason_of(connection_, base, errno);
  std::string what = connection_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection_);
  if (reason != 0) what += ": " + std::generic_category().message(reason);
  const std::string file = printable(path_.string(), 4096);
  switch (base) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_TOOBIG:
      throw ParseError(file, 0, "expected the database of a campaign: " + printable(what, 300));
    case SQLITE_INTERRUPT:
      if (steps_left_ <= 0 && !(is_for_queries_ && is_own_))
        throw ParseError(file, 0, "expected the database of a campaign, got one that takes too long to read");
      if (steps_left_ <= 0) throw ConfigError("--where", "the query takes too long: more steps than the limit");
      if (needs_memory_) throw ConfigError("--where", "the query takes more memory than the limit");
      throw ConfigError("--where", "interrupted");
    case SQLITE_AUTH:
    case SQLITE_ERROR:
      if (is_for_queries_) throw ConfigError("--where", printable(what, 300));
      break;
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_READONLY:  // a journal that was not there at first
      if (is_for_queries_) throw IoError(path_, kMergeFirst);
      break;
    default:
      break;
  }
  if (is_for_queries_) throw IoError(path_, printable(what, 300));
  throw OutputError(path_, base == SQLITE_BUSY ? "another process writes to it" : printable(what, 300));
}

void Database::open(int flags, bool is_immutable) {
  const std::string uri = uri_of(path_, is_immutable);
  const int code = sqlite3_open_v2(uri.c_str(), &connection_,
                                   flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) fail(code);
  for (const auto& [option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                      {SQLITE_DBCONFIG_DQS_DML, 0}})
    if (const int set = sqlite3_db_config(connection_, option, value, nullptr); set != SQLITE_OK) fail(set);
  for (const auto& [limit, value] : {std::pair{SQLITE_LIMIT_LENGTH, kMaxRowBytes},
                                     {SQLITE_LIMIT_SQL_LENGTH, kMaxQueryBytes},
                                     {SQLITE_LIMIT_EXPR_DEPTH, kMaxDepth},
                                     {SQLITE_LIMIT_COMPOUND_SELECT, 1},
                                     {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, kMaxPatternBytes},
                                     {SQLITE_LIMIT_ATTACHED, 0},
                                     {SQLITE_LIMIT_WORKER_THREADS, 0}})
    sqlite3_limit(connection_, limit, value);
  sqlite3_busy_timeout(connection_, kMillisecondsToWait);
  steps_left_ = kSchemaSteps;
  sqlite3_progress_handler(
      connection_, kStepsPerCall, [](void* self) { return static_cast<Database*>(self)->may_go_on() ? 0 : 1; }, this);
  run("PRAGMA cell_size_check = ON");
  run("PRAGMA mmap_size = 0");
  if (is_for_queries_) run("PRAGMA temp_store = MEMORY");  // of what is counted
}

bool Database::may_go_on() {
  needs_memory_ = max_memory_ > 0 && sqlite3_memory_used() > max_memory_;
  return --steps_left_ > 0 && !needs_memory_ && (!stop_requested_ || !stop_requested_());
}

void Database::limit_texts(int max_bytes) const { sqlite3_limit(connection_, SQLITE_LIMIT_LENGTH, max_bytes); }

// Once its schema is known to be ours.
void Database::limit_work(std::int64_t file_bytes) {
  is_own_ = true;
  steps_left_ = std::min(kMostSteps, kLeastSteps + file_bytes / kBytesPerStep);
  if (is_for_queries_) max_memory_ = sqlite3_memory_used() + std::min(kMostMemory, kLeastMemory + 2 * file_bytes);
}

// Whether it has a write-ahead log: bytes 18 and 19 (sqlite.org/fileformat2.html). Read by SQLite, since to open and close the
// file ourselves would end the locks of this process on it (sqlite.org/howtocorrupt.html).
bool Database::is_logged() const {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(connection_, nullptr, SQLITE_FCNTL_FILE_POINTER, &file);
  std::array<unsigned char, 20> head{};
  if (file == nullptr || file->pMethods == nullptr) return false;
  const int code = file->pMethods->xRead(file, head.data(), static_cast<int>(head.size()), 0);
  return code == SQLITE_OK && (head[18] != 1 || head[19] != 1);
}

// Does not count its tables: SQLite counts without steps.
bool Database::is_new() const { return !prepared("SELECT 1 FROM sqlite_schema LIMIT 1").step(); }

void Database::require_own_schema() const {
  const auto number_of = [&](const char* pragma) {
    Statement statement = prepared("PRAGMA " + std::string(pragma));
    std::int64_t number = -1;
    if (statement.step()) statement.read(0, number);
    return number;
  };
  const std::string file = printable(path_.string(), 4096);
  if (number_of("application_id") != kCampaignApplication)
    throw ParseError(file, 0, "expected the database of a campaign");
  if (const std::int64_t version = number_of("user_version"); version != kCampaignSchemaVersion)
    throw ParseError(file, 0,
                     "expected version " + std::to_string(kCampaignSchemaVersion) + " of the database, got " +
                         std::to_string(version) + "; remove it and merge again");
  std::multiset<std::string> found;
  Statement statement = prepared("SELECT coalesce(sql, '') FROM sqlite_schema");
  for (std::string sql; statement.step();) {
    statement.read(0, sql);
    if (!sql.empty()) found.insert(sql);  // what PRIMARY KEY and UNIQUE make has none
  }
  if (found != std::multiset<std::string>(campaign_schema().begin(), campaign_schema().end()))
    throw ParseError(file, 0, "expected the tables and indices of a campaign, got others; remove it and merge again");
}

std::unique_ptr<Database> Database::for_merging(const fs::path& campaign) {
  const fs::path folder = real_folder(campaign);
  const DatabaseFiles files = files_of_database(folder);
  static_cast<void>(Directory(folder).appended(campaign_files::kDatabase));  // makes it: errors have their reason
  std::unique_ptr<Database> database(new Database(folder / campaign_files::kDatabase));
  database->open(SQLITE_OPEN_READWRITE, false);
  if (!database->is_new()) database->require_own_schema();  // before anything is changed
  database->limit_work(files.database + files.log);
  database->run(is_network_file_system(folder) ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL");
  database->run("PRAGMA synchronous = NORMAL");
  database->run("PRAGMA cache_size = -131072");  // KiB; chosen: the indices of a million candidates
  database->run("BEGIN IMMEDIATE");
  if (database->is_new()) {
    database->run("PRAGMA application_id = " + std::to_string(kCampaignApplication));
    database->run("PRAGMA user_version = " + std::to_string(kCampaignSchemaVersion));
    for (const std::string& sql : campaign_schema()) database->run(sql);
  }
  database->run("COMMIT");
  database->require_own_schema();
  return database;
}

std::unique_ptr<Database> Database::for_queries(const fs::path& campaign, std::function<bool()> stop_requested) {
  const fs::path folder = real_folder(campaign);
  const DatabaseFiles files = files_of_database(folder);
  if (!files.is_there)
    throw IoError(campaign / campaign_files::kDatabase, "expected a database; make it with crystalgan campaign merge");
  std::unique_ptr<Database> database(new Database(folder / campaign_files::kDatabase));
  database->is_for_queries_ = true;
  database->stop_requested_ = std::move(stop_requested);
  if (files.journal > 0) throw IoError(database->path_, kMergeFirst);  // it may hold what is not committed
  database->open(SQLITE_OPEN_READONLY, false);
  if (files.log == 0 && database->is_logged()) {  // at rest: nothing is locked, nor made beside it
    database->close();
    database->time_ = time_of_file(folder, campaign_files::kDatabase);
    database->open(SQLITE_OPEN_READONLY, true);
  }
  database->require_own_schema();
  database->limit_work(files.database + files.log);
  return database;
}

Statement Database::prepared(std::string_view sql, int max_bytes) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return {statement, this, max_bytes};
}

Statement Database::prepared_query(const std::string& sql, const std::string& setting) const {
  if (sql.find('\0') != std::string::npos || !is_utf8(sql)) throw ConfigError(setting, "expected a text in UTF-8");
  QueryGuard guard;
  sqlite3_set_authorizer(connection_, allowed, &guard);
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(connection_, sql.c_str(), static_cast<int>(sql.size()) + 1, 0, &statement, &rest);
  sqlite3_set_authorizer(connection_, nullptr, nullptr);
  Statement prepared(statement, this, kMaxRowBytes);
  if (code == SQLITE_AUTH)
    throw ConfigError(setting,
                      "expected columns of the candidates, operators and the functions of "
                      "docs/reference/campaigns.md: " +
                          printable(sqlite3_errmsg(connection_), 200));
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) fail(code);
  if (code != SQLITE_OK) throw ConfigError(setting, printable(sqlite3_errmsg(connection_), 300));
  if (statement == nullptr || sqlite3_stmt_readonly(statement) == 0 || *rest != '\0')
    throw ConfigError(setting, "expected one expression");
  return prepared;
}

void Database::run(const std::string& sql) const {
  Statement statement = prepared(sql);
  while (statement.step()) {
  }
}

void Database::require_unchanged() const {
  if (time_ && time_ != time_of_file(path_.parent_path(), path_.filename().string()))
    throw IoError(path_, "it was changed while it was read; ask again");
}

}  // namespace crystalgan
