#include "crystalgan/record/toml_text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <sstream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Chosen: a configuration has lists in tables, depth 2, and keys of two parts.
constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxParts = 16;

// Walks over a text by characters; counts brackets and dots outside of strings and comments.
class TomlWalk {
 public:
  TomlWalk(std::string_view text, const std::string& file) : rest_(text), file_(file) {}

  void run() {
    while (!rest_.empty()) {
      if (rest_.front() == '#')
        skip_comment();
      else if (rest_.front() == '"' || rest_.front() == '\'')
        skip_string();
      else
        count_mark();
    }
  }

 private:
  // One character; throws where it is none, or a control.
  void step() {
    const std::size_t length = utf8_length(rest_);
    if (length == 0) fail("expected UTF-8, got " + printable(rest_.substr(0, 1)));
    const auto first = static_cast<unsigned char>(rest_.front());
    const bool is_line_end = first == '\n' || (first == '\r' && rest_.substr(1).starts_with('\n'));
    if ((first < 0x20U || first == 0x7fU) && first != '\t' && !is_line_end)
      fail("expected no control character, got " + printable(rest_.substr(0, 1)));
    rest_.remove_prefix(length);
    ++column_;
    if (first == '\n') {
      ++line_;
      column_ = 1;
    }
  }

  void skip_comment() {
    while (!rest_.empty() && rest_.front() != '\n') step();
  }

  // Whether the parser finds its end or not, nothing behind it is less strict than this.
  void skip_string() {
    const char quote = rest_.front();
    const bool is_long = rest_.starts_with(std::string(3, quote));
    const std::string end(is_long ? 3 : 1, quote);
    for (std::size_t i = 0; i < end.size(); ++i) step();
    while (!rest_.empty() && !rest_.starts_with(end)) {
      if (!is_long && rest_.front() == '\n') return;
      const bool is_escape = quote == '"' && rest_.front() == '\\';
      step();
      if (is_escape && !rest_.empty()) step();
    }
    while (!rest_.empty() && rest_.front() == quote) step();  // five quotes may end a long string
  }

  void count_mark() {
    const char mark = rest_.front();
    if (mark == '[' || mark == '{') ++depth_;
    if ((mark == ']' || mark == '}') && depth_ > 0) --depth_;
    if (depth_ > kMaxDepth) fail("expected brackets nested at most " + std::to_string(kMaxDepth) + " deep, got more");
    if (std::string_view("\n=,[{").find(mark) != std::string_view::npos) dots_ = 0;
    if (mark == '.' && ++dots_ >= kMaxParts)
      fail("expected a key of at most " + std::to_string(kMaxParts) + " parts, got more");
    step();
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw ParseError(file_, line_, "column " + std::to_string(column_) + ": " + what);
  }

  std::string_view rest_;
  const std::string& file_;
  std::int64_t line_ = 1;
  std::int64_t column_ = 1;  // in characters
  std::size_t depth_ = 0;
  std::size_t dots_ = 0;  // since the key or value began
};

// "\u202e"
std::string toml_escape(char32_t code) {
  const std::size_t digits = code > 0xffffU ? 8 : 4;
  std::string text = digits == 8 ? "\\U" : "\\u";
  for (std::size_t i = digits; i-- > 0;) text += "0123456789abcdef"[(code >> (4U * i)) & 0xfU];
  return text;
}

}  // namespace

std::string toml_string(const std::string& text) {
  if (printable(text, text.size()) == text) {
    std::ostringstream written;
    written << toml::value<std::string>(text);
    return written.str();
  }
  std::string quoted = "\"";
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view character = rest.substr(0, std::max<std::size_t>(utf8_length(rest), 1));
    if (character == "\"" || character == "\\")
      quoted += "\\" + std::string(character);
    else if (printable(character) == character)
      quoted += character;
    else
      quoted += toml_escape(code_point(character));
    rest.remove_prefix(character.size());
  }
  return quoted + "\"";
}

void require_plain_toml(std::string_view toml, const std::string& file, std::size_t max_bytes) {
  if (toml.size() > max_bytes)
    throw ParseError(file, 0,
                     "expected at most " + std::to_string(max_bytes) + " bytes, got " + std::to_string(toml.size()));
  TomlWalk(toml, file).run();
}

}  // namespace crystalgan
