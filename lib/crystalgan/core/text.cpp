#include "crystalgan/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

// Characters that a terminal obeys, or that hide or reorder the text around them: controls, soft hyphen, marks and
// overrides of direction (Unicode Standard Annex #9), zero width, separators of lines, byte order mark, annotations,
// no characters, tags.
constexpr std::pair<char32_t, char32_t> kUnseen[] = {
    {0x0, 0x1f},      {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e}, {0x200b, 0x200f},
    {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe0fff}};

bool is_unseen(char32_t code) {
  return std::ranges::any_of(kUnseen,
                             [code](const auto& range) { return code >= range.first && code <= range.second; });
}

// "\x1b", "\u202e". Beyond ASCII as JSON writes it, so that JSON text stays JSON.
std::string escape_of(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  const bool one_byte = code < 0x7fU;
  const std::size_t digits = one_byte ? 2 : code <= 0xffffU ? 4 : 8;
  std::string text = one_byte ? "\\x" : digits == 4 ? "\\u" : "\\U";
  for (std::size_t i = digits; i-- > 0;) text += "0123456789abcdef"[(code >> (4U * i)) & 0xfU];
  return text;
}

std::string escape_of_byte(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return {'\\', 'x', "0123456789abcdef"[value >> 4U], "0123456789abcdef"[value & 0xfU]};
}

enum class Newlines { escaped, kept };

std::string visible(std::string_view text, Newlines newlines) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    const bool is_line = newlines == Newlines::kept && (character == "\n" || character == "\t");
    if (length == 0)
      shown += escape_of_byte(text[0]);
    else if (const char32_t code = code_point(character); is_unseen(code) && !is_line)
      shown += escape_of(code);
    else
      shown += character;
    text.remove_prefix(character.size());
  }
  return shown;
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto start = text.find_first_not_of(kBlanks); start != std::string_view::npos;) {
    const auto end = text.find_first_of(kBlanks, start);
    words.push_back(text.substr(start, end - start));
    start = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::optional<double> try_parse_real(std::string_view word) {
  // The longest number of sense has about 30 characters; more is a broken file, not a number.
  std::array<char, 64> buffer;
  if (word.size() > buffer.size()) return std::nullopt;
  if (word.size() > 1 && word[0] == '+' && word[1] != '-') word.remove_prefix(1);
  std::size_t size = 0;
  for (const char letter : word) buffer[size++] = (letter == 'D' || letter == 'd') ? 'e' : letter;
  double number = 0.0;
  const auto [end, failure] = std::from_chars(buffer.data(), buffer.data() + size, number);
  if (failure != std::errc{} || end != buffer.data() + size || !std::isfinite(number)) return std::nullopt;
  return number;
}

double parse_real(std::string_view word, std::string_view quantity, const Place& place) {
  if (const auto number = try_parse_real(word)) return *number;
  throw ParseError(place.file, place.line,
                   std::string(quantity) + ": expected a finite number, got '" + printable(word) + "'");
}

std::optional<std::int64_t> try_parse_count(std::string_view word) {
  if (word.starts_with('-')) return std::nullopt;  // -0, too
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (failure != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::string exact_text(double number) {
  std::array<char, 32> buffer;
  const auto [end, failure] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return failure == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

std::string printable(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return visible(text, Newlines::escaped);
  std::size_t end = limit;  // no character is cut
  while (end > 0 && limit - end < 3 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return visible(text.substr(0, end), Newlines::escaped) + "...";
}

std::string printable_lines(std::string_view text) { return visible(text, Newlines::kept); }

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto within = [](unsigned value, unsigned low, unsigned high) { return value >= low && value <= high; };
  const unsigned first = byte(0);
  if (first < 0x80U) return text.empty() ? 0 : 1;
  const std::size_t length = within(first, 0xc2, 0xdf)   ? 2
                             : within(first, 0xe0, 0xef) ? 3
                             : within(first, 0xf0, 0xf4) ? 4
                                                         : 0;
  const unsigned low = first == 0xe0U ? 0xa0 : first == 0xf0U ? 0x90 : 0x80;
  const unsigned high = first == 0xedU ? 0x9f : first == 0xf4U ? 0x8f : 0xbf;
  if (length == 0 || !within(byte(1), low, high)) return 0;
  for (std::size_t k = 2; k < length; ++k)
    if (!within(byte(k), 0x80, 0xbf)) return 0;
  return length;
}

char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
  if (character.size() == 1) return byte(0);
  char32_t code = byte(0) & (0x7fU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6U) | (byte(i) & 0x3fU);
  return code;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string in_lower_case(std::string text) {
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return text;
}

std::string join(const std::vector<std::string>& words, std::string_view separator) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) all += separator;
    all += words[i];
  }
  return all;
}

}  // namespace crystalgan
