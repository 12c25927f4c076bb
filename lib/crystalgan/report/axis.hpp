#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crystalgan {

enum class AxisScale { linear, logarithmic };

/// A mark on an axis and the number beside it.
struct Tick {
  double at;
  std::string text;
};

/// The multiples within [low, high] of the least of 1, 2 and 5 times a power of ten that leaves at most `max_ticks` (2 or
/// more) of them. low < high.
std::vector<Tick> linear_ticks(double low, double high, std::size_t max_ticks);

/// The powers of ten within [low, high], or every second, third, ... of them so that there are at most `max_ticks` (2 or
/// more); where only one power lies within, 1, 2 and 5 times powers of ten. 0 < low < high.
std::vector<Tick> logarithmic_ticks(double low, double high, std::size_t max_ticks);

/// Where values stand along one side of a panel.
class Axis {
 public:
  /// `low` stands at `from`, `high` at `to`; low < high, above 0 for a logarithmic axis.
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

/// An axis with all of these values (all finite, above 0 for a logarithmic one) and a little room at both ends.
Axis roomy_axis(AxisScale scale, const std::vector<double>& values, double from, double to);

/// "12,345"
std::string grouped(std::int64_t number);

/// "12.3 %", never rounded to 0 or 100 % unless it is: "< 0.1 %", "> 99.9 %".
std::string percent_text(double share);

}  // namespace crystalgan
