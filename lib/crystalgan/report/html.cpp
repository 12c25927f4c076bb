#include "crystalgan/report/html.hpp"

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

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
  for (const char letter : printable_lines(text)) {
    const std::string_view reference = reference_of(letter);
    if (reference.empty())
      escaped += letter;
    else
      escaped += reference;
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
