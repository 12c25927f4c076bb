#include "crystalgan/io/cif_syntax.hpp"

#include <cctype>
#include <gemmi/cif.hpp>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan::cif {
namespace {

/// Not gemmi's read_memory: that refuses a file for any repeated tag, also for one that nobody asks for.
gemmi::cif::Document parse_document(std::string_view text, const std::string& file) {
  gemmi::cif::Document document;
  gemmi::cif::pegtl::memory_input<> input(text.data(), text.size(), "");
  try {
    gemmi::cif::parse_input(document, input);
  } catch (const gemmi::cif::pegtl::parse_error& error) {
    const auto& position = error.positions().front();
    const std::string_view rest = text.substr(position.byte);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n"));
    throw ParseError(
        file, static_cast<std::int64_t>(position.line),
        "not a CIF: " + printable(error.message()) + (word.empty() ? std::string() : " at '" + printable(word) + "'"));
  }
  return document;
}

Value value_of(const std::string& written, std::int64_t line) { return {gemmi::cif::as_string(written), line}; }

void add_pair(const gemmi::cif::Pair& pair, std::int64_t line, Block& block) {
  const auto& [tag, written] = pair;
  if (written.empty()) block.fail(line, "expected a value of " + printable(tag) + ", got none");
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

void Block::add(std::string tag, Column column) {
  for (char& letter : tag)
    letter = letter == '.' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const auto [entry, added] = columns_.emplace(std::move(tag), std::move(column));
  if (!added) entry->second.repeated = true;
}

const Column* Block::find(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags) {
    const auto found = columns_.find(tag);
    if (found == columns_.end()) continue;
    if (found->second.repeated)
      fail(found->second.line, "expected " + std::string(tag) + " once in a block, got it twice");
    return &found->second;
  }
  return nullptr;
}

std::optional<Value> Block::value(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags)
    if (const Column* column = find({tag}))
      for (const Value& value : column->values)
        if (!value.text.empty()) return value;
  return std::nullopt;
}

void Block::fail(std::int64_t line, const std::string& what) const { throw ParseError(file_, line, what); }

std::vector<Block> parse_blocks(std::string_view text, const std::string& file) {
  const gemmi::cif::Document document = parse_document(text, file);
  std::vector<Block> blocks;
  for (const gemmi::cif::Block& source : document.blocks) {
    Block& block = blocks.emplace_back(source.name, file);
    std::size_t loops = 0;
    for (const gemmi::cif::Item& item : source.items) {
      if (item.type == gemmi::cif::ItemType::Pair) add_pair(item.pair, item.line_number, block);
      if (item.type == gemmi::cif::ItemType::Loop) add_loop(item.loop, item.line_number, ++loops, block);
    }
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
