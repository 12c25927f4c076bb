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

/// Structures by what the user writes: FILE where it holds one, FILE#N for the N-th of several, FILE#ID for the one with
/// that name behind '#'. Every file is read once and every structure prepared once; references stay valid.
class StructureShelf {
 public:
  explicit StructureShelf(const MatcherSettings& settings) : matcher_(settings) {}

  struct Item {
    Structure structure;
    PreparedStructure prepared;
  };

  /// Throws ConfigError where the words select no structure or leave the choice open; IoError, ParseError and
  /// StructureError for the file. Lines of a file that are refused while others are read are told on stderr.
  const Item& find(const std::string& words);

  /// All that were asked for so far.
  const std::map<std::pair<std::string, std::size_t>, Item>& items() const { return items_; }

 private:
  const std::vector<Structure>& structures_of(const std::string& path);
  const Item& item(const std::string& path, std::size_t index);

  StructureMatcher matcher_;
  std::map<std::string, std::vector<Structure>> files_;
  std::map<std::pair<std::string, std::size_t>, Item> items_;  // by path and place in the file
};

/// Two structures of a list, by what is written there.
struct PairLine {
  std::int64_t number;  ///< of the line, from 1
  std::string first;
  std::string second;
};

/// The pairs of a list, one a line: two names separated by a tab, or by blanks. Blank lines and lines that begin with
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

/// Both structures of a line. Throws ParseError with the place in the list for whatever is wrong with one of them.
std::pair<const StructureShelf::Item*, const StructureShelf::Item*> find_pair(StructureShelf& shelf,
                                                                              const PairList& list,
                                                                              const PairLine& line);

}  // namespace crystalgan
