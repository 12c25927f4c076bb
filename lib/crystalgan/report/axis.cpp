#include "crystalgan/report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace crystalgan {
namespace {

// Multiples that round numbers have within a decade.
constexpr double kMantissas[] = {1.0, 2.0, 5.0};

// How far, in steps, a tick may lie beyond the end for the sake of rounding. Chosen.
constexpr double kSlack = 1e-9;

// Finest and coarsest steps, as powers of ten, that are written out; others as 2·10⁻⁶. Chosen.
constexpr int kFinestWritten = -4;
constexpr int kCoarsestWritten = 5;

// The share of its span that a roomy axis adds at either end. Chosen.
constexpr double kRoom = 0.05;

// The least span of a roomy linear axis, in its largest value: what varies by less is drawn as the constant that it is.
// Chosen.
constexpr double kMinSpan = 1e-3;

std::string superscript(int number) {
  constexpr std::string_view kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = number < 0 ? "⁻" : "";
  for (const char digit : std::to_string(std::abs(number))) text += kDigits[digit - '0'];
  return text;
}

// A multiple of a power of ten, to the digits that tell it from the next one.
std::string tick_text(double value, int exponent_of_step) {
  if (value == 0.0) return "0";
  if (exponent_of_step >= 0 && exponent_of_step <= kCoarsestWritten) return grouped(std::llround(value));
  if (exponent_of_step < 0 && exponent_of_step >= kFinestWritten)
    return fmt::format("{:.{}f}", value, -exponent_of_step);
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + kSlack));
  const int digits = std::max(0, exponent - exponent_of_step);
  std::string mantissa = fmt::format("{:.{}f}", value / std::pow(10.0, exponent), digits);
  if (digits > 0) mantissa.erase(mantissa.find_last_not_of(".0") + 1);
  return (mantissa == "1" ? "" : mantissa + "·") + "10" + superscript(exponent);
}

std::vector<Tick> decades(double low, double high, std::size_t max_ticks) {
  const int first = static_cast<int>(std::ceil(std::log10(low) - kSlack));
  const int last = static_cast<int>(std::floor(std::log10(high) + kSlack));
  if (last <= first) return {};
  const int stride = (last - first) / static_cast<int>(max_ticks) + 1;
  std::vector<Tick> ticks;
  for (int exponent = first; exponent <= last; exponent += stride)
    ticks.push_back({std::pow(10.0, exponent), "10" + superscript(exponent)});
  return ticks;
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, std::size_t max_ticks) {
  const double finest = (high - low) / static_cast<double>(max_ticks);
  for (int exponent = static_cast<int>(std::floor(std::log10(finest)));; ++exponent) {
    for (const double mantissa : kMantissas) {
      const double step = mantissa * std::pow(10.0, exponent);
      const double first = std::ceil(low / step - kSlack);
      const double last = std::floor(high / step + kSlack);
      if (last - first + 1.0 > static_cast<double>(max_ticks)) continue;
      std::vector<Tick> ticks;
      for (double k = first; k <= last; ++k) ticks.push_back({k * step, tick_text(k * step, exponent)});
      return ticks;
    }
  }
}

std::vector<Tick> logarithmic_ticks(double low, double high, std::size_t max_ticks) {
  if (auto ticks = decades(low, high, max_ticks); !ticks.empty()) return ticks;
  std::vector<Tick> ticks;
  for (int exponent = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, exponent) <= high; ++exponent)
    for (const double mantissa : kMantissas)
      if (const double at = mantissa * std::pow(10.0, exponent); at >= low && at <= high)
        ticks.push_back({at, tick_text(at, exponent)});
  return ticks;
}

Axis::Axis(AxisScale scale, double low, double high, double from, double to)
    : scale_(scale), low_(low), high_(high), from_(from), to_(to) {}

double Axis::place(double value) const {
  const double share =
      scale_ == AxisScale::linear ? (value - low_) / (high_ - low_) : std::log(value / low_) / std::log(high_ / low_);
  return from_ + share * (to_ - from_);
}

std::vector<Tick> Axis::ticks(std::size_t max_ticks) const {
  return scale_ == AxisScale::linear ? linear_ticks(low_, high_, max_ticks) : logarithmic_ticks(low_, high_, max_ticks);
}

Axis roomy_axis(AxisScale scale, const std::vector<double>& values, double from, double to) {
  if (values.empty()) return {scale, 1.0, 2.0, from, to};
  const auto [lowest, highest] = std::ranges::minmax(values);
  if (scale == AxisScale::logarithmic) {
    const double room = std::max(std::pow(highest / lowest, kRoom), 1.0 + kRoom);
    return {scale, lowest / room, highest * room, from, to};
  }
  const double size = std::max(std::abs(lowest), std::abs(highest));
  if (size == 0.0) return {scale, -kRoom, 1.0, from, to};
  const double lacking = std::max(0.0, kMinSpan * size - (highest - lowest));
  const double room = kRoom * (highest - lowest + lacking) + lacking / 2.0;
  return {scale, lowest - room, highest + room, from, to};
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t place = text.size(); place > sign + 3;) text.insert(place -= 3, ",");
  return text;
}

std::string percent_text(double share) {
  if (share <= 0.0) return "0 %";
  if (share < 0.0005) return "< 0.1 %";
  if (share < 1.0 && share >= 0.9995) return "> 99.9 %";
  const std::string text = fmt::format("{:.1f}", 100.0 * share);
  return (text.ends_with(".0") ? text.substr(0, text.size() - 2) : text) + " %";
}

}  // namespace crystalgan
