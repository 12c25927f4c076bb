#include "crystalgan/chemistry/ternary_formula.hpp"

#include <cctype>
#include <numeric>
#include <optional>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kMaxCount = 1000;  // of one element; chosen, more is a slip

struct Term {
  Element element;
  int count;
};

// The first term of the text, which is shortened by it; nothing where it does not begin with one.
std::optional<Term> take_term(std::string_view& text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : '\0'; };
  if (!std::isupper(at(0))) return std::nullopt;
  const std::size_t symbol = std::islower(at(1)) ? 2 : 1;
  std::size_t end = symbol;
  while (std::isdigit(at(end))) ++end;
  const std::optional<Element> element = Element::find(text.substr(0, symbol));
  const auto count =
      end == symbol ? std::optional<std::int64_t>(1) : try_parse_count(text.substr(symbol, end - symbol));
  if (!element || !count || *count < 1 || *count > kMaxCount) return std::nullopt;
  text.remove_prefix(end);
  return Term{*element, static_cast<int>(*count)};
}

std::string term_text(Element element, int count) {
  return std::string(element.symbol()) + (count == 1 ? "" : std::to_string(count));
}

}  // namespace

RoleCounts reduced_formula(int a, int b, int x) {
  const int divisor = std::gcd(std::gcd(a, b), x);
  return divisor > 1 ? RoleCounts{a / divisor, b / divisor, x / divisor} : RoleCounts{a, b, x};
}

std::string formula_name(const RoleCounts& formula, const ChemicalSystem& system) {
  return term_text(system.a, formula.a) + term_text(system.b, formula.b) + term_text(system.x, formula.x);
}

RoleCounts parse_formula(const std::string& text, const ChemicalSystem& system) {
  const auto refuse = [&]() {
    return ConfigError("formula", "expected one of " + system.name() + ", such as " + formula_name({1, 1, 3}, system) +
                                      ", got '" + printable(text) + "'");
  };
  RoleCounts formula{0, 0, 0};
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::optional<Term> term = take_term(rest);
    if (!term) throw refuse();
    int* const place = term->element == system.a   ? &formula.a
                       : term->element == system.b ? &formula.b
                       : term->element == system.x ? &formula.x
                                                   : nullptr;
    if (place == nullptr || *place != 0) throw refuse();
    *place = term->count;
  }
  if (formula.a == 0 || formula.b == 0 || formula.x == 0) throw refuse();
  return reduced_formula(formula.a, formula.b, formula.x);
}

}  // namespace crystalgan
