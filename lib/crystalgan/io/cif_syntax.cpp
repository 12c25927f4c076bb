#include "crystalgan/io/cif_syntax.hpp"

#include <algorithm>
#include <cctype>
#include <gemmi/cif.hpp>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/cif_repair.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan::cif {
namespace {

/// Not gemmi's read_memory: that refuses a file for any repeated tag, also for one that nobody asks for.
gemmi::cif::Document parse_document(std::string_view text) {
  gemmi::cif::Document document;
  gemmi::cif::pegtl::memory_input<> input(text.data(), text.size(), "");
  gemmi::cif::parse_input(document, input);
  return document;
}

/// gemmi keeps every word as a string: many words of one letter need a hundred times the memory of their text.
void require_few_words(std::string_view text, const std::string& file) {
  const std::size_t limit = max_values(text);
  if (text.size() / 2 < limit) return;
  std::size_t words = 0;
  bool in_blanks = true;
  for (const char letter : text) {
    const bool is_blank = letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
    words += in_blanks && !is_blank ? 1 : 0;
    in_blanks = is_blank;
  }
  if (words > limit)
    throw ParseError(
        file, 0,
        "expected at most " + std::to_string(limit) + " words, got " + std::to_string(words) + limit_advice("values"));
}

/// The text as it is, else without the faults that do not matter.
gemmi::cif::Document parse_tolerantly(std::string_view text, const std::string& file, ReadNotes& notes) {
  Repaired repaired;
  try {
    return parse_document(text);
  } catch (const gemmi::cif::pegtl::parse_error&) {
    repaired = repaired_text(text, file);
  }
  try {
    gemmi::cif::Document document = parse_document(repaired.text);
    notes.remarks.insert(notes.remarks.end(), repaired.remarks.begin(), repaired.remarks.end());
    return document;
  } catch (const gemmi::cif::pegtl::parse_error& error) {
    const auto& position = error.positions().front();
    const std::string_view rest = std::string_view(repaired.text).substr(position.byte);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n"));
    throw ParseError(
        file, static_cast<std::int64_t>(position.line),
        "not a CIF: " + printable(error.message()) + (word.empty() ? std::string() : " at '" + printable(word) + "'"));
  }
}

Value value_of(const std::string& written, std::int64_t line) { return {gemmi::cif::as_string(written), line}; }

void add_pair(const gemmi::cif::Pair& pair, std::int64_t line, Block& block, ReadNotes& notes) {
  const auto& [tag, written] = pair;
  if (written.empty()) {
    const std::string what = "expected a value of " + printable(tag) + ", got none";
    if (!may_be_empty(tag)) block.fail(line, what);
    notes.remarks.push_back(block.file() + ":" + std::to_string(line) + ": " + what);
    return;
  }
  block.add(tag, {{value_of(written, line)}, line, 0, false});
}

void add_loop(const gemmi::cif::Loop& loop, std::int64_t line, std::size_t number, Block& block) {
  for (std::size_t i = 0; i < loop.tags.size(); ++i) {
    Column column{{}, line, number, false};
    for (std::size_t j = i; j < loop.values.size(); j += loop.tags.size())
      column.values.push_back(value_of(loop.values[j], line));
    block.add(loop.tags[i], std::move(column));
  }
}

}  // namespace

bool Column::says_nothing() const {
  return std::ranges::all_of(values, [](const Value& value) { return value.text.empty(); });
}

void Block::add(std::string tag, Column column) {
  for (char& letter : tag)
    letter = letter == '.' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const bool is_empty = column.says_nothing();
  const auto entry = columns_.find(tag);
  if (entry == columns_.end()) {
    columns_.emplace(std::move(tag), Known{std::move(column), is_empty});
    return;
  }
  Known& known = entry->second;
  if (known.column.repeated) return;
  const auto same = [](const Value& one, const Value& other) { return one.text == other.text; };
  if (std::ranges::equal(known.column.values, column.values, same)) return;
  if (!is_empty && !known.is_empty) {
    known.column.repeated = true;
    return;
  }
  half_empty_.push_back({entry->first, column.line});
  if (known.is_empty) known = {std::move(column), is_empty};
}

const Column* Block::find(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags) {
    const auto found = columns_.find(tag);
    if (found == columns_.end()) continue;
    const Column& column = found->second.column;
    if (column.repeated) fail(column.line, "expected " + std::string(tag) + " once in a block, got it twice");
    return &column;
  }
  return nullptr;
}

std::optional<Value> Block::value(std::initializer_list<std::string_view> tags) const {
  std::optional<Value> known;
  for (const std::string_view tag : tags) {
    const Column* column = find({tag});
    if (column == nullptr) continue;
    for (const Value& value : column->values) {
      if (value.text.empty()) continue;
      if (known && value.text != known->text)
        fail(value.line, "expected one value of " + std::string(tag) + ", got " + printable(known->text) + " and " +
                             printable(value.text));
      known = value;
    }
    if (known) break;
  }
  return known;
}

std::optional<std::pair<std::string, Value>> Block::value_beginning(std::string_view beginning) const {
  for (auto entry = columns_.lower_bound(beginning); entry != columns_.end() && entry->first.starts_with(beginning);
       ++entry)
    for (const Value& value : entry->second.column.values)
      if (!value.text.empty()) return std::pair{entry->first, value};
  return std::nullopt;
}

void Block::fail(std::int64_t line, const std::string& what) const { throw ParseError(file_, line, what); }

std::vector<Block> parse_blocks(std::string_view text, const std::string& file, ReadNotes& notes) {
  std::string with_line_feeds;
  if (text.find('\n') == std::string_view::npos &&
      text.find('\r') != std::string_view::npos) {  // line ends of Mac OS 9
    with_line_feeds = text;
    std::replace(with_line_feeds.begin(), with_line_feeds.end(), '\r', '\n');
    text = with_line_feeds;
  }
  require_few_words(text, file);
  const gemmi::cif::Document document = parse_tolerantly(text, file, notes);
  std::vector<Block> blocks;
  for (const gemmi::cif::Block& source : document.blocks) {
    Block& block = blocks.emplace_back(source.name, file);
    std::size_t loops = 0;
    for (const gemmi::cif::Item& item : source.items) {
      if (item.type == gemmi::cif::ItemType::Pair) add_pair(item.pair, item.line_number, block, notes);
      if (item.type == gemmi::cif::ItemType::Loop) add_loop(item.loop, item.line_number, ++loops, block);
    }
    for (const Value& tag : block.half_empty())
      notes.remarks.push_back(file + ":" + std::to_string(tag.line) + ": " + printable(tag.text) +
                              " stands twice in its block, once without a value: the value is used");
  }
  return blocks;
}

double number_of(const Value& value, const std::string& quantity, const Block& block) {
  std::string_view digits = value.text;
  const auto bracket = digits.find('(');
  if (bracket != std::string_view::npos && digits.back() == ')' &&
      try_parse_count(digits.substr(bracket + 1, digits.size() - bracket - 2)))
    digits = digits.substr(0, bracket);
  if (const auto number = try_parse_real(digits)) return *number;
  block.fail(value.line, quantity + ": expected a finite number, got '" + printable(value.text) + "'");
}

}  // namespace crystalgan::cif
