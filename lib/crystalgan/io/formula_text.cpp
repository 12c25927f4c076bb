#include "crystalgan/io/formula_text.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/core/text.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan {
namespace {

using Counts = std::map<Element, double>;

// Deepest brackets that are followed. Chosen: formulas have two or three.
constexpr int kMaxBrackets = 10;

bool is_upper_letter(char letter) { return letter >= 'A' && letter <= 'Z'; }
bool is_lower_letter(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_count_digit(char letter) { return (letter >= '0' && letter <= '9') || letter == '.'; }

/// Without marks of subscripts, in ASCII; parts are cut by commas.
std::string plain_formula(std::string_view given) {
  std::string text(given);
  for (std::size_t open = text.find('<'); open != std::string::npos; open = text.find('<')) {  // <sub>
    const std::size_t close = text.find('>', open);
    if (close == std::string::npos) break;
    text.erase(open, close - open + 1);
  }
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
      text.replace(at, from.size(), to);
  };
  for (char digit = '0'; digit <= '9'; ++digit)  // subscripts of Unicode
    replace(std::string("\xE2\x82") + static_cast<char>(0x80 + digit - '0'), std::string(1, digit));
  for (const char* dot : {"\xC2\xB7", "\xE2\x80\xA2", "\xE2\x8B\x85", "\\cdot", "*", ";"}) replace(dot, ",");
  std::erase_if(text,
                [](char letter) { return std::string_view("~_${}\\^'\"").find(letter) != std::string_view::npos; });
  for (char& letter : text)
    if (letter == '\t' || letter == '\n' || letter == '\r') letter = ' ';
  return text;
}

/// Reads a formula from left to right; `is_sound_` is false once it is none.
class FormulaReader {
 public:
  /// `one_case` reads two capitals that are an element as that: "PD" as palladium.
  FormulaReader(std::string_view text, bool one_case) : rest_(text), one_case_(one_case) {}

  Counts read() {
    Counts counts;
    while (is_sound_ && (skip(" ,"), !rest_.empty())) add(part('\0'), 1.0, counts);
    return is_sound_ ? counts : Counts{};
  }

 private:
  void skip(std::string_view letters) { rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(letters))); }

  static void add(const Counts& more, double factor, Counts& counts) {
    for (const auto& [element, count] : more) counts[element] += factor * count;
  }

  /// Digits at the head, perhaps with a point between them.
  std::string_view take_digits() {
    std::size_t end = 0;
    while (end < rest_.size() && is_count_digit(rest_[end])) ++end;
    const std::string_view digits = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return digits;
  }

  double number_of_digits(std::string_view digits) {
    if (digits.empty()) return 1.0;
    const auto value = try_parse_real(digits);
    is_sound_ = is_sound_ && value && *value > 0.0;
    return value.value_or(1.0);
  }

  bool take_sign() {
    const bool found = rest_.starts_with('+') || rest_.starts_with('-');
    if (found) rest_.remove_prefix(1);
    return found;
  }

  /// The count after an element or bracket. A number before or after a sign is a charge: "3+2" is 2, "+3" is 1.
  double count() {
    std::string_view digits = take_digits();
    if (!take_sign()) return number_of_digits(digits);
    const std::string_view after = take_digits();
    return digits.empty() ? 1.0 : number_of_digits(after);
  }

  /// A factor, and what it stands before: up to a comma, the closing bracket, or the next factor.
  Counts part(char closer) {
    const std::string_view digits = take_digits();
    if (!digits.empty() && take_sign()) return {};  // a charge alone
    const double factor = number_of_digits(digits);
    skip(" ");
    Counts counts;
    while (is_sound_ && !rest_.empty() && rest_.front() != ',' && rest_.front() != closer &&
           !is_count_digit(rest_.front())) {
      item(counts);
      skip(" ");
    }
    if (counts.empty()) is_sound_ = false;
    Counts all;
    add(counts, factor, all);
    return all;
  }

  void item(Counts& counts) {
    const char first = rest_.front();
    if (first == '(' || first == '[') {
      bracket(first == '(' ? ')' : ']', counts);
      return;
    }
    std::optional<Element> element;
    for (const std::size_t letters : {std::size_t{2}, std::size_t{1}}) {
      if (element || letters > rest_.size() || !is_upper_letter(first)) continue;
      std::string symbol(rest_.substr(0, letters));
      if (letters == 1 && rest_.size() > 1 && is_lower_letter(rest_[1])) continue;
      if (letters == 2 && !is_lower_letter(symbol[1])) {
        if (!one_case_ || !is_upper_letter(symbol[1])) continue;
        symbol[1] = static_cast<char>(std::tolower(static_cast<unsigned char>(symbol[1])));
      }
      element = conventions::find_species(symbol);
      if (element) rest_.remove_prefix(letters);
    }
    is_sound_ = element.has_value();
    if (element) counts[*element] += count();
  }

  void bracket(char closer, Counts& counts) {
    rest_.remove_prefix(1);
    is_sound_ = ++depth_ <= kMaxBrackets;
    Counts inner;
    while (is_sound_ && (skip(" ,"), !rest_.empty()) && rest_.front() != closer) add(part(closer), 1.0, inner);
    is_sound_ = is_sound_ && rest_.starts_with(closer);
    --depth_;
    if (!is_sound_) return;
    rest_.remove_prefix(1);
    if (rest_ == "n" || rest_.starts_with("n ")) rest_.remove_prefix(1);  // a polymer: its shares are those of the unit
    add(inner, count(), counts);
  }

  std::string_view rest_;
  bool one_case_;
  bool is_sound_ = true;
  int depth_ = 0;
};

}  // namespace

std::vector<std::map<Element, double>> readings_of_formula(std::string_view given) {
  if (given.size() > 10'000) return {};  // chosen: far more than any formula
  const std::string text = plain_formula(given);
  std::vector<std::string> spellings{text};
  if (text.find('.') != std::string::npos) {  // "CaSO4.2H2O": the point may cut parts
    spellings.push_back(text);
    std::replace(spellings.back().begin(), spellings.back().end(), '.', ',');
  }
  std::string counted;  // "H 2 Pd": the number may belong to what stands before it
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != ' ' || i == 0 || i + 1 == text.size() || !is_count_digit(text[i + 1]) || text[i - 1] == ',')
      counted += text[i];
  if (counted != text) spellings.push_back(counted);
  const bool one_case = std::none_of(text.begin(), text.end(), is_lower_letter);
  std::vector<Counts> readings;
  for (const std::string& spelling : spellings)
    for (const bool as_one_case : {false, true})
      if (!as_one_case || one_case)
        if (Counts counts = FormulaReader(spelling, as_one_case).read();
            !counts.empty() && std::ranges::find(readings, counts) == readings.end())
          readings.push_back(std::move(counts));
  return readings;
}

}  // namespace crystalgan
