#include "crystalgan/report/html.hpp"

#include <cstddef>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// Bytes of the character at `i`; 0 if invalid.
std::size_t character_length(std::string_view text, std::size_t i) {
  const auto first = static_cast<unsigned char>(text[i]);
  const std::size_t length = first < 0x80U ? 1 : first < 0xe0U ? 2 : first < 0xf0U ? 3 : 4;
  return i + length <= text.size() && is_utf8(text.substr(i, length)) ? length : 0;
}

bool is_forbidden(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return (first < 0x20U && first != '\t' && first != '\n' && first != '\r') || first == 0x7fU;
  if (character.size() == 2) return first == 0xc2U && static_cast<unsigned char>(character[1]) < 0xa0U;  // U+0080 to 9F
  return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
}

std::string_view reference_of(char letter) {
  switch (letter) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    const std::string_view character = text.substr(i, length);
    if (length == 0 || is_forbidden(character))
      escaped += kReplacement;
    else if (const auto reference = reference_of(text[i]); !reference.empty())
      escaped += reference;
    else
      escaped += character;
    i += length == 0 ? 1 : length;
  }
  return escaped;
}

std::string facts_list(const Facts& facts) {
  std::string list = "<dl class=\"facts\">\n";
  for (const auto& [term, text] : facts)
    list += "<div><dt>" + html_escaped(term) + "</dt><dd>" + html_escaped(text) + "</dd></div>\n";
  return list + "</dl>\n";
}

}  // namespace crystalgan
