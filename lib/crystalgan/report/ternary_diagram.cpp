#include "crystalgan/report/ternary_diagram.hpp"

#include <string>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr double kTriangleLeft = 60.0;
constexpr int kGridLines = 4;  // at fifths

bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// The number of characters from `first` for which `is` holds.
template <class Is>
std::size_t length_while(std::string_view text, std::size_t first, Is is) {
  std::size_t length = 0;
  while (first + length < text.size() && is(text[first + length])) ++length;
  return length;
}

}  // namespace

std::optional<TernaryComposition> ternary_composition(std::string_view formula, const ChemicalSystem& system) {
  TernaryComposition composition{0, 0, 0};
  for (std::size_t at = 0; at < formula.size();) {
    const std::size_t symbol = 1 + length_while(formula, at + 1, is_lower);
    const std::size_t digits = length_while(formula, at + symbol, is_digit);
    const auto element = Element::find(formula.substr(at, symbol));
    const auto count =
        digits == 0 ? std::optional<std::int64_t>(1) : try_parse_count(formula.substr(at + symbol, digits));
    if (!element || !count) return std::nullopt;
    if (*element != system.a && *element != system.b && *element != system.x) return std::nullopt;
    double& atoms = *element == system.a ? composition.a : *element == system.b ? composition.b : composition.x;
    atoms += static_cast<double>(*count);
    at += symbol + digits;
  }
  if (!(composition.a + composition.b + composition.x > 0.0)) return std::nullopt;
  return composition;
}

DrawnPoint TernaryDiagram::place(const TernaryComposition& composition) const {
  const auto& [a, b, x] = composition;
  const double total = a + b + x;
  return {kTriangleLeft + kSide * (b + 0.5 * x) / total, kTop + kHeight * (1.0 - x / total)};
}

void TernaryDiagram::draw(const ChemicalSystem& system, Drawing& drawing) const {
  for (int i = 1; i <= kGridLines; ++i) {
    const double share = static_cast<double>(i) / (kGridLines + 1), rest = 1.0 - share;
    drawing.line(place({share, rest, 0}), place({share, 0, rest}), "chart-grid");
    drawing.line(place({rest, share, 0}), place({0, share, rest}), "chart-grid");
    drawing.line(place({rest, 0, share}), place({0, rest, share}), "chart-grid");
  }
  const DrawnPoint a = place({1, 0, 0}), b = place({0, 1, 0}), x = place({0, 0, 1});
  drawing.line(a, b, "chart-axis");
  drawing.line(b, x, "chart-axis");
  drawing.line(x, a, "chart-axis");
  drawing.text({a.x, a.y + 22.0}, "chart-name", Anchor::middle, system.a.symbol());
  drawing.text({b.x, b.y + 22.0}, "chart-name", Anchor::middle, system.b.symbol());
  drawing.text({x.x, x.y - 10.0}, "chart-name", Anchor::middle, system.x.symbol());
}

}  // namespace crystalgan
