#include "crystalgan/io/cif_repair.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan::cif {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank_at(std::string_view text, std::size_t at) {
  return at >= text.size() || kBlanks.find(text[at]) != std::string_view::npos;
}

enum class Kind { tag, value, open_value, endless_field, loop, block, other_keyword };

/// A word of CIF: a tag, a keyword, or a value with its quotes or semicolons.
struct Token {
  Kind kind = Kind::value;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool has_quotes = false;
};

Kind kind_of_bare(std::string_view word) {
  if (word.front() == '_') return word.size() > 1 ? Kind::tag : Kind::open_value;
  if (word.front() == '$') return Kind::open_value;
  const std::string letters = in_lower_case(std::string(word.substr(0, 7)));
  if (letters == "loop_") return Kind::loop;
  if (letters.starts_with("data_") || letters == "global_") return Kind::block;
  if (letters.starts_with("save_") || letters.starts_with("stop_") || letters.starts_with("loop_"))
    return Kind::other_keyword;
  return Kind::value;
}

/// A value in quotes that begins at `at`: up to a quote before a blank, and never beyond the line; of three quotes, which
/// CIF 1.1 does not know, up to three.
Token quoted_token(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (text.substr(at, 3) == std::string(3, quote)) {
    const std::size_t close = text.find(std::string(3, quote), at + 3);
    if (close == std::string_view::npos) return {Kind::endless_field, at, text.size(), true};
    return {Kind::open_value, at, close + 3, true};
  }
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != '\n') {
    if (text[end] == quote && (is_blank_at(text, end + 1) || text[end + 1] == '#'))
      return {Kind::value, at, end + 1, true};
    ++end;
  }
  return {Kind::open_value, at, end, true};
}

/// The token at or after `at`, comments passed over; nothing at the end of the text.
std::optional<Token> next_token(std::string_view text, std::size_t at) {
  for (;;) {
    at = text.find_first_not_of(kBlanks, at);
    if (at == std::string_view::npos) return std::nullopt;
    if (text[at] != '#') break;
    at = std::min(text.size(), text.find('\n', at));
  }
  if (text[at] == ';' && (at == 0 || text[at - 1] == '\n')) {
    const std::size_t close = text.find("\n;", at);
    if (close == std::string_view::npos || !is_blank_at(text, close + 2))
      return Token{Kind::endless_field, at, text.size(), true};
    return Token{Kind::value, at, close + 2, true};
  }
  if (text[at] == '\'' || text[at] == '"') return quoted_token(text, at);
  const std::size_t end = std::min(text.size(), text.find_first_of(kBlanks, at));
  return Token{kind_of_bare(text.substr(at, end - at)), at, end, false};
}

bool is_symbol_or_formula(std::string_view tag) {
  const std::string name = in_lower_case(std::string(tag));
  return name.find("_name_h") != std::string::npos || name.find("_formula_") != std::string::npos;
}

/// Goes through the text from item to item.
class Repair {
 public:
  Repair(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Repaired run() {
    mend_bytes();
    bool in_block = false;
    for (auto token = next_token(text_, 0); token; token = next_token(text_, at_)) {
      at_ = token->end;
      if (!in_block && (token->kind == Kind::tag || token->kind == Kind::loop)) {
        begin_block(*token);
        in_block = true;
        continue;
      }
      in_block = in_block || token->kind == Kind::block;
      if (token->kind == Kind::tag)
        take_pair(*token);
      else if (token->kind == Kind::loop)
        take_loop(*token);
      else if (token->kind == Kind::endless_field)
        break;
      else if (is_value(*token))
        take_stray(*token, in_block);
    }
    return {std::move(text_), std::move(remarks_)};
  }

 private:
  static bool is_value(const Token& token) { return token.kind == Kind::value || token.kind == Kind::open_value; }

  std::string word(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }

  /// From 1. Calls come in the order of the text.
  std::int64_t line_of(std::size_t at) {
    for (; counted_ < at; ++counted_) line_ += text_[counted_] == '\n' ? 1 : 0;
    return line_;
  }

  bool in_one_line(const Token& first, const Token& last) const {
    return std::find(text_.begin() + static_cast<std::ptrdiff_t>(first.begin),
                     text_.begin() + static_cast<std::ptrdiff_t>(last.begin),
                     '\n') == text_.begin() + static_cast<std::ptrdiff_t>(last.begin);
  }

  void remark(std::size_t at, const std::string& what) {
    remarks_.push_back(file_ + ":" + std::to_string(line_of(at)) + ": " + what);
  }

  void blank(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (text_[i] != '\n' && text_[i] != '\r') text_[i] = ' ';
  }

  /// Gives items that stand before any block one of their own; they are looked at again.
  void begin_block(const Token& first) {
    remark(first.begin, "no data_ before '" + printable(word(first)) + "': what follows is read as a block");
    text_.insert(first.begin, "data_ ");
    at_ = first.begin + 6;
  }

  void mend_bytes() {
    std::size_t count = 0;
    std::size_t first = 0;
    for (auto token = next_token(text_, 0); token; token = next_token(text_, token->end)) {
      if (token->has_quotes) continue;
      for (std::size_t i = token->begin; i < token->end; ++i) {
        if (text_[i] > ' ' && text_[i] <= '~') continue;
        if (count++ == 0) first = i;
        text_[i] = '?';
      }
    }
    if (count == 0) return;
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(first), '\n');
    remarks_.push_back(file_ + ":" + std::to_string(line) + ": " + std::to_string(count) +
                       (count == 1 ? " byte that is not ASCII is" : " bytes that are not ASCII are") + " read as '?'");
  }

  /// The values from here to the next tag or keyword. Words after a second value in its line belong to it, whatever they are.
  std::vector<Token> take_values(bool is_pair) {
    std::vector<Token> values;
    for (auto token = next_token(text_, at_); token; token = next_token(text_, at_)) {
      const bool continues =
          is_pair && values.size() > 1 && token->kind != Kind::endless_field && in_one_line(values.back(), *token);
      if (!is_value(*token) && !continues) break;
      values.push_back(*token);
      at_ = token->end;
    }
    return values;
  }

  void take_pair(const Token& tag) {
    const std::vector<Token> values = take_values(true);
    if (values.size() == 1 && values[0].kind == Kind::value) return;
    const auto next = next_token(text_, at_);
    if (values.empty() && next && next->kind == Kind::endless_field) return;
    const std::string name = word(tag);
    if (is_of_crystal(name) && !(values.empty() && may_be_empty(name))) {
      if (values.size() > 1 && is_symbol_or_formula(name)) put_quotes(tag, values);
      return;
    }
    remark(tag.begin, printable(name) + " is not read: expected one value, got " +
                          (values.empty()       ? std::string("none")
                           : values.size() == 1 ? "'" + printable(word(values[0])) + "'"
                                                : std::to_string(values.size()) + " words"));
    blank(tag.begin, at_);
  }

  /// "F m -3 m" without quotes, in one line.
  void put_quotes(const Token& tag, const std::vector<Token>& values) {
    const std::size_t begin = values.front().begin;
    const std::size_t end = values.back().end;
    const std::string words = text_.substr(begin, end - begin);
    const auto is_word = [](const Token& token) { return token.kind == Kind::value && !token.has_quotes; };
    if (words.find_first_of("\n\"'#") != std::string::npos || !std::all_of(values.begin(), values.end(), is_word))
      return;
    remark(tag.begin, "the words after " + printable(word(tag)) + " are read as one value: '" + printable(words) + "'");
    text_.replace(begin, words.size(), "'" + words + "'");
    at_ = end + 2;
  }

  void take_loop(const Token& loop) {
    std::vector<std::string> tags;
    for (auto token = next_token(text_, at_); token && token->kind == Kind::tag; token = next_token(text_, at_)) {
      tags.push_back(word(*token));
      at_ = token->end;
    }
    const std::vector<Token> values = take_values(false);
    const auto next = next_token(text_, at_);
    if (tags.empty() || (next && next->kind == Kind::endless_field)) return;
    const bool is_sound =
        std::all_of(values.begin(), values.end(), [](const Token& t) { return t.kind == Kind::value; });
    if (values.size() % tags.size() == 0 && is_sound) return;
    const std::string what = "the loop of " + printable(tags.front());
    const std::string found =
        ": expected rows of " + std::to_string(tags.size()) + ", got " + std::to_string(values.size()) + " values";
    if (std::none_of(tags.begin(), tags.end(), is_of_crystal)) {
      remark(loop.begin, what + " is not read" + (is_sound ? found : ": a value has no end"));
      blank(loop.begin, at_);
    } else if (is_sound) {
      throw ParseError(file_, line_of(loop.begin), what + found);
    }
  }

  /// Words that belong to no item: before the first block only where that begins its line.
  void take_stray(const Token& first, bool in_block) {
    take_values(false);
    if (!in_block) {
      const auto next = next_token(text_, at_);
      if (!next || next->kind != Kind::block || in_one_line(first, *next)) return;
    }
    remark(first.begin, "'" + printable(word(first)) + "' and what follows it belongs to no item and is not read");
    blank(first.begin, at_);
  }

  std::string text_;
  const std::string& file_;
  std::vector<std::string> remarks_;
  std::size_t at_ = 0;       // where the next token is looked for
  std::size_t counted_ = 0;  // the line of this byte is line_
  std::int64_t line_ = 1;
};

}  // namespace

bool is_of_crystal(std::string_view tag) {
  std::string name = in_lower_case(std::string(tag));
  std::replace(name.begin(), name.end(), '.', '_');
  constexpr std::array<std::string_view, 12> beginnings{"_cell_length",
                                                        "_cell_angle",
                                                        "_cell_formula",
                                                        "_cell_mod",
                                                        "_cell_wave",
                                                        "_atom_site_",
                                                        "_symmetry_",
                                                        "_space_group",
                                                        "_chemical_formula_sum",
                                                        "_chemical_formula_structural",
                                                        "_chemical_formula_moiety",
                                                        "_cell_subsystem"};
  for (const char* metadata : {"_atom_site_aniso", "_symmetry_cell_setting", "_space_group_crystal_system"})
    if (name.starts_with(metadata)) return false;
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return name.starts_with(beginning); });
}

bool may_be_empty(std::string_view tag) {
  return !is_of_crystal(tag) || in_lower_case(std::string(tag)).starts_with("_chemical_formula");
}

Repaired repaired_text(std::string_view text, const std::string& file) { return Repair(text, file).run(); }

}  // namespace crystalgan::cif
