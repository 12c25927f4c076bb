#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

/// Stands for any size in check_shape.
inline constexpr std::int64_t kAnySize = -1;

/// Throws ShapeError("encoded structures: expected [*, 4, 18, 3], got [35, 4, 17, 3]") unless the two ranges of sizes
/// agree; kAnySize in `expected` agrees with anything.
template <class Expected, class Got>
void check_shape(std::string_view name, const Expected& expected, const Got& got) {
  const auto text = [](const auto& sizes) {
    std::string shown;
    for (const auto size : sizes) {
      if (!shown.empty()) shown += ", ";
      shown += size == kAnySize ? std::string("*") : std::to_string(size);
    }
    return "[" + shown + "]";
  };
  bool same = std::size(expected) == std::size(got);
  auto expected_size = std::begin(expected);
  for (auto size = std::begin(got); same && size != std::end(got); ++size, ++expected_size)
    same = *expected_size == kAnySize || *expected_size == *size;
  if (!same) throw ShapeError(std::string(name) + ": expected " + text(expected) + ", got " + text(got));
}

}  // namespace crystalgan
