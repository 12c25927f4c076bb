#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "crystalgan/core/random.hpp"

// Arrays of numbers for tests, drawn like everything else from a seed.
namespace crystalgan::test {

/// Uniform on [low, high).
template <class Number = double>
std::vector<Number> random_numbers(Random& random, std::int64_t count, double low = -1.0, double high = 1.0) {
  std::vector<Number> drawn(static_cast<std::size_t>(count));
  for (Number& number : drawn) number = static_cast<Number>(low + (high - low) * random.uniform());
  return drawn;
}

/// The same numbers of another type.
template <class To, class From>
std::vector<To> converted(const std::vector<From>& numbers) {
  std::vector<To> made;
  for (const From number : numbers) made.push_back(static_cast<To>(number));
  return made;
}

/// The largest absolute value; nan where one is nan, 0 of none.
template <class Number>
double largest(const std::vector<Number>& numbers) {
  double most = 0.0;
  for (const Number number : numbers)
    if (!(std::fabs(static_cast<double>(number)) <= most)) most = std::fabs(static_cast<double>(number));
  return most;
}

/// The largest absolute difference; infinite where the sizes differ or a difference is nan.
template <class One, class Other>
double largest_difference(const std::vector<One>& one, const std::vector<Other>& other) {
  if (one.size() != other.size()) return std::numeric_limits<double>::infinity();
  double most = 0.0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const double apart = std::fabs(static_cast<double>(one[i]) - static_cast<double>(other[i]));
    if (std::isnan(apart)) return std::numeric_limits<double>::infinity();
    most = std::max(most, apart);
  }
  return most;
}

template <class Number>
bool all_finite(const std::vector<Number>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](Number number) { return std::isfinite(number); });
}

}  // namespace crystalgan::test
