#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/fetch/locked_file.hpp"

/// The pages of a query that were fetched so far, in a file that a killed process leaves behind. Internal to fetch.
namespace crystalgan {

/// Where structures come from, as every line of the file says.
struct FetchSource {
  std::string database;
  std::string url;      ///< the first page, without a limit of structures per page
  std::string licence;  ///< empty where the database states none
  std::string date;
};

class FetchedPart {
 public:
  /// The part of an earlier process at this path, up to its last whole page; else an empty one. Throws ConfigError where it
  /// is of another query or another process has it, ParseError where it is none, IoError, OutputError.
  FetchedPart(std::filesystem::path path, const std::string& query);
  /// Deletes a part without structures.
  ~FetchedPart();

  bool has_pages() const { return has_source_; }
  const FetchSource& source() const { return source_; }
  const std::filesystem::path& path() const { return file_.path(); }
  std::size_t structures() const { return ids_.size(); }
  const std::optional<std::string>& next() const { return next_; }

  /// Before the first page. Throws OutputError, as add_page() does.
  void begin(FetchSource source);

  /// Adds resources as lines of JSON by their ids, and the URL of the next page, if any. Returns how many were there before;
  /// these are left out.
  std::size_t add_page(const std::vector<std::pair<std::string, std::string>>& lines_by_id,
                       const std::optional<std::string>& next);

  /// Whether this page was asked for before.
  bool has_asked_for(const std::string& url) const { return asked_for_.contains(url); }

  /// The whole text as OPTIMADE JSON Lines.
  std::string text() const;

  /// Deletes the file.
  std::optional<std::string> remove() const { return file_.remove(); }

 private:
  void append(const std::string& lines);

  LockedFile file_;
  FetchSource source_;
  bool has_source_ = false;
  std::string lines_;  ///< of structures alone
  std::set<std::string> ids_;
  std::set<std::string> asked_for_;
  std::optional<std::string> next_;
  std::size_t whole_bytes_ = 0;  ///< of the file, up to the end of the last whole page
};

}  // namespace crystalgan
