#include "crystalgan/io/cif_syntax.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan::cif {
namespace {

enum class Kind { tag, value, data, loop, save, stop, end };

struct Token {
  Kind kind = Kind::end;
  std::string_view text;  ///< of data and save: the name; of a value: without quotes
  std::int64_t line = 0;
  bool quoted = false;
};

bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; }

class Tokens {
 public:
  Tokens(std::string_view text, const std::string& file) : text_(text), file_(file) { advance(); }

  /// The token to be taken next.
  const Token& peek() const { return token_; }

  Token take() {
    const Token taken = token_;
    advance();
    return taken;
  }

  [[noreturn]] void fail(std::int64_t line, const std::string& what) const { throw ParseError(file_, line, what); }

 private:
  void advance() {
    skip_blanks_and_comments();
    token_ = {Kind::end, {}, line_, false};
    if (at_ == text_.size()) return;
    if (text_[at_] == ';' && (at_ == 0 || text_[at_ - 1] == '\n'))
      take_text_field();
    else if (text_[at_] == '\'' || text_[at_] == '"')
      take_quoted();
    else
      take_word();
  }

  void skip_blanks_and_comments() {
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      if (at_ == text_.size() || !is_blank(text_[at_])) return;
      if (text_[at_] == '\n') ++line_;
    }
  }

  /// From a ';' that begins a line to the next one that does.
  void take_text_field() {
    const auto close = text_.find("\n;", at_);
    if (close == std::string_view::npos)
      fail(line_, "expected a ';' that closes this text field, got the end of the file");
    token_ = {Kind::value, text_.substr(at_ + 1, close - at_ - 1), line_, true};
    for (; at_ <= close; ++at_)
      if (text_[at_] == '\n') ++line_;
    ++at_;
  }

  /// To the same quote before a blank, on the same line.
  void take_quoted() {
    const char quote = text_[at_];
    for (std::size_t close = at_ + 1; close < text_.size() && text_[close] != '\n'; ++close) {
      if (text_[close] != quote || (close + 1 < text_.size() && !is_blank(text_[close + 1]))) continue;
      token_ = {Kind::value, text_.substr(at_ + 1, close - at_ - 1), line_, true};
      at_ = close + 1;
      return;
    }
    fail(line_, std::string("expected a closing ") + quote + " on this line");
  }

  void take_word() {
    std::size_t end = at_;
    while (end < text_.size() && !is_blank(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    const auto begins = [&](std::string_view reserved) {
      if (word.size() < reserved.size()) return false;
      for (std::size_t i = 0; i < reserved.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(word[i])) != reserved[i]) return false;
      return true;
    };
    const auto is = [&](std::string_view reserved) { return word.size() == reserved.size() && begins(reserved); };
    token_ = {Kind::value, word, line_, false};
    if (word.front() == '_') token_.kind = Kind::tag;
    if (is("loop_")) token_.kind = Kind::loop;
    if (is("stop_")) token_.kind = Kind::stop;
    if (is("global_")) token_ = {Kind::data, {}, line_, false};
    if (begins("data_")) token_ = {Kind::data, word.substr(5), line_, false};
    if (begins("save_")) token_ = {Kind::save, word.substr(5), line_, false};
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  Token token_;
};

Value value_of(const Token& token) {
  const bool unknown = !token.quoted && (token.text == "?" || token.text == ".");
  return {unknown ? std::string() : std::string(token.text), token.line};
}

void read_pair(Tokens& tokens, Block& block) {
  const Token tag = tokens.take();
  if (tokens.peek().kind != Kind::value)
    tokens.fail(tag.line, "expected a value of " + printable(tag.text) + ", got none");
  block.add(std::string(tag.text), {{value_of(tokens.take())}, tag.line, 0, false});
}

void read_loop(Tokens& tokens, Block& block, std::size_t number) {
  const std::int64_t line = tokens.take().line;
  std::vector<Token> tags;
  while (tokens.peek().kind == Kind::tag) tags.push_back(tokens.take());
  if (tags.empty()) tokens.fail(line, "expected tags after loop_, got none");
  std::vector<Column> columns;
  for (const Token& tag : tags) columns.push_back({{}, tag.line, number, false});
  std::size_t count = 0;
  for (; tokens.peek().kind == Kind::value; ++count)
    columns[count % columns.size()].values.push_back(value_of(tokens.take()));
  if (count % columns.size() != 0)
    tokens.fail(line, "expected rows of " + std::to_string(columns.size()) + " values in this loop, got " +
                          std::to_string(count) + " values in all");
  if (tokens.peek().kind == Kind::stop) tokens.take();
  for (std::size_t i = 0; i < tags.size(); ++i) block.add(std::string(tags[i].text), std::move(columns[i]));
}

}  // namespace

void Block::add(std::string tag, Column column) {
  for (char& letter : tag)
    letter = letter == '.' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const auto [entry, added] = columns_.emplace(std::move(tag), std::move(column));
  if (!added) entry->second.repeated = true;
}

const Column* Block::find(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags) {
    const auto found = columns_.find(tag);
    if (found == columns_.end()) continue;
    if (found->second.repeated)
      fail(found->second.line, "expected " + std::string(tag) + " once in a block, got it twice");
    return &found->second;
  }
  return nullptr;
}

std::optional<Value> Block::value(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags)
    if (const Column* column = find({tag}))
      for (const Value& value : column->values)
        if (!value.text.empty()) return value;
  return std::nullopt;
}

void Block::fail(std::int64_t line, const std::string& what) const { throw ParseError(file_, line, what); }

std::vector<Block> parse_blocks(std::string_view text, const std::string& file) {
  Tokens tokens(conventions::without_byte_order_mark(text), file);
  std::vector<Block> blocks;
  Block frame("", file);
  bool in_frame = false;
  for (std::size_t loop = 1; tokens.peek().kind != Kind::end; ++loop) {
    const Token& token = tokens.peek();
    if (token.kind == Kind::data) {
      blocks.emplace_back(std::string(tokens.take().text), file);
      in_frame = false;
      continue;
    }
    if (blocks.empty()) tokens.fail(token.line, "expected data_, got '" + printable(token.text) + "'");
    Block& target = in_frame ? frame : blocks.back();
    if (token.kind == Kind::tag)
      read_pair(tokens, target);
    else if (token.kind == Kind::loop)
      read_loop(tokens, target, loop);
    else if (token.kind == Kind::save)
      in_frame = !tokens.take().text.empty();
    else
      tokens.fail(token.line, "expected a tag, loop_ or data_, got '" + printable(token.text) + "'");
  }
  return blocks;
}

double number_of(const Value& value, const std::string& quantity, const Block& block) {
  std::string_view digits = value.text;
  const auto bracket = digits.find('(');
  if (bracket != std::string_view::npos && digits.back() == ')' &&
      try_parse_count(digits.substr(bracket + 1, digits.size() - bracket - 2)))
    digits = digits.substr(0, bracket);
  if (const auto number = try_parse_real(digits)) return *number;
  block.fail(value.line, quantity + ": expected a finite number, got '" + printable(value.text) + "'");
}

}  // namespace crystalgan::cif
