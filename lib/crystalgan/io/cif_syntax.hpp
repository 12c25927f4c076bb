#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/io/read_notes.hpp"

/// The syntax of a CIF, without any chemistry: what gemmi reads, by tags. Internal to io.
/// The lines are those that gemmi keeps: of the tag for a pair, of `loop_` for all of a loop.
namespace crystalgan::cif {

/// A value without its quotes; empty where the file says '?' or '.' (not known, does not apply).
struct Value {
  std::string text;
  std::int64_t line = 0;
};

/// The values of one tag: one of a pair, or a column of a loop.
struct Column {
  std::vector<Value> values;
  std::int64_t line = 0;
  std::size_t loop = 0;   ///< the same for all columns of a loop; 0 for pairs
  bool repeated = false;  ///< the tag stands twice in the block, with different values

  /// Whether all values are empty.
  bool says_nothing() const;
};

/// A data block by tags: lower case, and `_cell.length_a` of newer dictionaries as `_cell_length_a`.
class Block {
 public:
  Block(std::string name, std::string file) : name_(std::move(name)), file_(std::move(file)) {}

  const std::string& name() const { return name_; }
  const std::string& file() const { return file_; }

  /// A tag that stands twice counts once where both say the same, and where one says nothing.
  void add(std::string tag, Column column);

  /// The first of `tags` that the block has, else nullptr. Throws ParseError where it stands twice with different values.
  const Column* find(std::initializer_list<std::string_view> tags) const;

  /// The first tag that begins like this and has a known value, with that value.
  std::optional<std::pair<std::string, Value>> value_beginning(std::string_view beginning) const;

  /// The tags that stand twice, once without a value.
  const std::vector<Value>& half_empty() const { return half_empty_; }

  /// The known value of the first of `tags` that has any. Throws ParseError where it has two, in rows of a loop.
  std::optional<Value> value(std::initializer_list<std::string_view> tags) const;

  /// Throws ParseError; line 0 is the file as a whole.
  [[noreturn]] void fail(std::int64_t line, const std::string& what) const;

 private:
  std::string name_;
  std::string file_;
  /// A column, and whether it says nothing: looked at once, as a tag may stand in a file a hundred thousand times.
  struct Known {
    Column column;
    bool is_empty = false;
  };

  std::map<std::string, Known, std::less<>> columns_;
  std::vector<Value> half_empty_;
};

/// The data blocks of a CIF 1.1 without byte order mark; the content of save frames is left out. Faulty grammar that does not
/// touch a crystal (cif_repair.hpp) is a remark. Throws ParseError.
std::vector<Block> parse_blocks(std::string_view text, const std::string& file, ReadNotes& notes);

/// "2.345(6)": a number, perhaps with its standard uncertainty. Throws ParseError.
double number_of(const Value& value, const std::string& quantity, const Block& block);

}  // namespace crystalgan::cif
