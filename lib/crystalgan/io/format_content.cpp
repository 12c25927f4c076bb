#include "crystalgan/io/format_content.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan::content {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

/// Takes the first line off the text.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// Whether `count` numbers begin the line. No format has longer lines of numbers than the bytes that are looked at.
bool begins_with_numbers(std::string_view line, std::size_t count) {
  const auto words = split_words(line.substr(0, 1000));
  return words.size() >= count && std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count),
                                              [](std::string_view word) { return try_parse_real(word).has_value(); });
}

}  // namespace

bool is_poscar(std::string_view text) {
  take_line(text);
  if (!begins_with_numbers(take_line(text), 1)) return false;
  for (int vector = 0; vector < 3; ++vector)
    if (!begins_with_numbers(take_line(text), 3)) return false;
  return true;
}

bool is_cif(std::string_view text) {
  text = conventions::without_byte_order_mark(text);
  for (;;) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(kBlanks)));
    if (text.empty() || text.front() != '#') break;
    take_line(text);
  }
  return in_lower_case(std::string(text.substr(0, 5))) == "data_";
}

bool is_res(std::string_view text) {
  text = conventions::without_byte_order_mark(text);
  for (int line = 0; line < 100 && !text.empty(); ++line) {  // chosen: remarks of AIRSS before CELL are some ten lines
    const std::string_view cell = take_line(text);
    if (in_lower_case(std::string(cell.substr(0, 5))) == "cell " && begins_with_numbers(cell.substr(5), 7)) return true;
  }
  return false;
}

bool is_extxyz(std::string_view text) {
  text = conventions::without_byte_order_mark(text);
  const auto words = split_words(take_line(text).substr(0, 1000));
  return words.size() == 1 && try_parse_count(words[0]) && take_line(text).find("Lattice=") != std::string_view::npos;
}

bool is_json(std::string_view text) {
  text = conventions::without_byte_order_mark(text);
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kBlanks)));
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  constexpr std::array<std::string_view, 6> keys{"\"lattice_vectors\"", "\"species_at_sites\"", "\"lattice\"",
                                                 "\"sites\"",           "\"numbers\"",          "\"x-optimade\""};
  return std::ranges::any_of(keys, [&](std::string_view key) { return text.find(key) != std::string_view::npos; });
}

}  // namespace crystalgan::content
