#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crystalgan {

enum class AxisScale { linear, logarithmic };

/// A mark on an axis and its label.
struct Tick {
  double at;
  std::string text;
};

/// The multiples within [low, high] of the smallest of 1, 2 and 5 times a power of ten that gives at most `max_ticks`
/// (2 or more). low < high.
std::vector<Tick> linear_ticks(double low, double high, std::size_t max_ticks);

/// The powers of ten within [low, high], or every second, third, ... so that at most `max_ticks` (2 or more) remain; if
/// only one lies within, 1, 2 and 5 times powers of ten. 0 < low < high.
std::vector<Tick> logarithmic_ticks(double low, double high, std::size_t max_ticks);

/// Maps values to positions along one side of a panel.
class Axis {
 public:
  /// `low` is at `from`, `high` at `to`; low < high, above 0 for a logarithmic axis.
  Axis(AxisScale scale, double low, double high, double from, double to);

  double place(double value) const;
  std::vector<Tick> ticks(std::size_t max_ticks) const;
  double from() const { return from_; }
  double to() const { return to_; }

 private:
  AxisScale scale_;
  double low_;
  double high_;
  double from_;
  double to_;
};

/// An axis for these values (finite, above 0 for a logarithmic one) with margins.
Axis roomy_axis(AxisScale scale, const std::vector<double>& values, double from, double to);

/// "12,345"
std::string grouped(std::int64_t number);

/// "12.3 %", rounded to 0 or 100 % only if exact: "< 0.1 %", "> 99.9 %".
std::string percent_text(double share);

}  // namespace crystalgan
