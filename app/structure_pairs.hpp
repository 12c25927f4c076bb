#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// Structures by the words of the user: FILE with one structure, FILE#N for number N, FILE#ID for the structure with
/// this name. Every file is read once, every structure prepared once; references stay valid.
class StructureShelf {
 public:
  explicit StructureShelf(const MatcherSettings& settings) : matcher_(settings) {}

  struct Item {
    Structure structure;
    PreparedStructure prepared;
  };

  /// Throws ConfigError if the words select no structure or several; IoError, ParseError and StructureError for the
  /// file. Refused lines of a file are reported on stderr.
  const Item& find(const std::string& words);

  /// All structures used so far.
  const std::map<std::pair<std::string, std::size_t>, Item>& items() const { return items_; }

 private:
  const std::vector<Structure>& structures_of(const std::string& path);
  const Item& item(const std::string& path, std::size_t index);

  StructureMatcher matcher_;
  std::map<std::string, std::vector<Structure>> files_;
  std::map<std::pair<std::string, std::size_t>, Item> items_;  // by path and index in the file
};

/// Two structures of a list, by their words.
struct PairLine {
  std::int64_t number;  ///< of the line, from 1
  std::string first;
  std::string second;
};

/// The pairs of a list, one per line: two names separated by a tab or by blanks. Blank lines and lines that begin with
/// '#' are skipped.
class PairList {
 public:
  /// "-" is standard input, read line by line. Throws IoError.
  explicit PairList(const std::string& path);

  /// The next pair; nothing at the end. Throws ParseError.
  std::optional<PairLine> next();

  /// For messages.
  const std::string& name() const { return name_; }

 private:
  bool next_line(std::string& line);

  std::string name_;
  std::optional<std::string> text_;  // of a file
  std::size_t place_ = 0;            // in `text_`
  std::int64_t number_ = 0;
};

/// Both structures of a line. Throws ParseError with the line number for any error.
std::pair<const StructureShelf::Item*, const StructureShelf::Item*> find_pair(StructureShelf& shelf,
                                                                              const PairList& list,
                                                                              const PairLine& line);

}  // namespace crystalgan
