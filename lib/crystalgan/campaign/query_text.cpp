#include "crystalgan/campaign/query_text.hpp"

#include <cstddef>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Where the quoted text that begins at `start` ends: a quote in it is doubled, which reads as two quoted texts.
std::size_t end_of_quoted(std::string_view text, std::size_t start, const std::string& setting) {
  const char quote = text[start] == '[' ? ']' : text[start];
  const std::size_t end = text.find(quote, start + 1);
  if (end == std::string_view::npos)
    throw ConfigError(setting, std::string("expected an expression, got one without its last ") + quote);
  return end;
}

}  // namespace

void require_whole_expression(std::string_view text, const std::string& setting) {
  int open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("--") || rest.starts_with("/*"))
      throw ConfigError(setting, "expected an expression without remarks");
    switch (text[at]) {
      case '\'':
      case '"':
      case '`':
      case '[':
        at = end_of_quoted(text, at, setting);
        break;
      case '(':
        ++open;
        break;
      case ')':
        if (--open < 0) throw ConfigError(setting, "expected an expression, got a ')' without its '('");
        break;
      case ';':
        throw ConfigError(setting, "expected one expression");
      default:
        break;
    }
  }
  if (open > 0) throw ConfigError(setting, "expected an expression, got a '(' without its ')'");
}

}  // namespace crystalgan
