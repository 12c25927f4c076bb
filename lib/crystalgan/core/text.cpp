#include "crystalgan/core/text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

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
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (failure != std::errc{} || end != word.data() + word.size() || number < 0) return std::nullopt;
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
  std::string shown;
  for (const char letter : text.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(letter);
    shown += (byte < 0x20U || byte == 0x7fU) ? '?' : letter;
  }
  if (text.size() > limit) shown += "...";
  return shown;
}

// The Unicode Standard, table 3-7: which bytes may follow which.
bool is_utf8(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto within = [](unsigned value, unsigned low, unsigned high) { return value >= low && value <= high; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = byte(i);
    std::size_t length = 1;
    if (first >= 0x80U) {
      length = within(first, 0xc2, 0xdf) ? 2 : within(first, 0xe0, 0xef) ? 3 : within(first, 0xf0, 0xf4) ? 4 : 0;
      const unsigned low = first == 0xe0U ? 0xa0 : first == 0xf0U ? 0x90 : 0x80;
      const unsigned high = first == 0xedU ? 0x9f : first == 0xf4U ? 0x8f : 0xbf;
      if (length == 0 || !within(byte(i + 1), low, high)) return false;
      for (std::size_t k = 2; k < length; ++k)
        if (!within(byte(i + k), 0x80, 0xbf)) return false;
    }
    i += length;
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
