#include "crystalgan/evaluation/markdown_table.hpp"

#include <algorithm>
#include <cstddef>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Counts characters, not bytes: continuation bytes of UTF-8 begin with the bits 10.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

// Text that ends neither its cell nor its line.
std::string cell_text(const std::string& given) {
  std::string text;
  for (const char letter : printable(given, given.size())) {
    if (letter == '|') text += '\\';
    text += letter;
  }
  return text;
}

}  // namespace

std::string markdown_table(std::vector<std::vector<std::string>> rows) {
  for (auto& row : rows)
    for (std::string& field : row) field = cell_text(field);
  std::vector<std::size_t> widths(rows.front().size(), 3);
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], width(row[column]));
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      const std::string& field = rows[i][column];
      const std::string blanks(widths[column] - width(field), ' ');
      text += "| " + (column == 0 ? field + blanks : blanks + field) + " ";
    }
    text += "|\n";
    if (i > 0) continue;
    for (std::size_t column = 0; column < widths.size(); ++column)
      text +=
          "| " + (column == 0 ? std::string(widths[column], '-') : std::string(widths[column] - 1, '-') + ":") + " ";
    text += "|\n";
  }
  return text;
}

}  // namespace crystalgan
