#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// Where a word stands, for messages.
struct Place {
  std::string file;
  std::int64_t line = 0;  ///< from 1; 0 is the file as a whole
};

/// The words between blanks (spaces, tabs, carriage returns).
std::vector<std::string_view> split_words(std::string_view text);

/// A finite real number that fills the whole word, in C or Fortran notation ("1.5", "-.5e3", "1.0D+00"), whatever the
/// locale. `quantity` names it in the ParseError.
double parse_real(std::string_view word, std::string_view quantity, const Place& place);

/// Like parse_real, but nothing where the word is no finite number.
std::optional<double> try_parse_real(std::string_view word);

/// A whole number >= 0 that fills the whole word; nothing otherwise.
std::optional<std::int64_t> try_parse_count(std::string_view word);

/// The shortest decimal text that reads back as exactly this number.
std::string exact_text(double number);

/// "0007": a number >= 0, at least `digits` long, so that names sort as numbers do.
std::string padded(std::int64_t number, std::size_t digits);

/// Text of foreign origin, fit for one line: whatever a terminal obeys, or hides or reorders the text around it, is
/// escaped ("\x1b", "\u202e", "\n"), and bytes that are not UTF-8 ("\xff"). At most `limit` bytes of the text, and "..."
/// if there are more. Escaping what is escaped changes nothing.
std::string printable(std::string_view text, std::size_t limit = 40);

/// The same for a text of several lines: newlines and tabs stay.
std::string printable_lines(std::string_view text);

/// Bytes of the UTF-8 character at the start (the Unicode Standard, table 3-7: no overlong form, no surrogate), 1 to 4;
/// 0 if there is none.
std::size_t utf8_length(std::string_view text);

/// The code point of one such character.
char32_t code_point(std::string_view character);

/// Whether the bytes are well-formed UTF-8, which TOML and JSON require.
bool is_utf8(std::string_view text);

/// The letters of ASCII in lower case.
std::string in_lower_case(std::string text);

/// "a, b, c"
std::string join(const std::vector<std::string>& words, std::string_view separator = ", ");

}  // namespace crystalgan
