#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::test {

inline bool same_point(const Fractional& one, const Fractional& other, double tolerance = 1e-6) {
  const Fractional apart = one - other;
  return std::ranges::all_of(apart.components, [&](double d) { return std::fabs(d - std::round(d)) < tolerance; });
}

/// Values of x, y, z on no special position, whatever the group.
inline Fractional generic_coordinates() {
  return {std::numbers::sqrt2 - 1.0, std::numbers::sqrt3 - 1.0, std::numbers::phi - 1.0};
}

/// Whether some operation of the group takes `point` onto the first point of the position: its free coordinates are then
/// coordinates of the image, and the map gives the image back.
inline bool holds(const wyckoff::SpaceGroupTable& group, const wyckoff::Position& position, const Fractional& point) {
  const AffineMap& first = position.points.front();
  const auto free_coordinates = [&](const Fractional& image) {
    Fractional free;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        std::array<double, 3> unit{};
        unit[j] = 1.0;
        if (first.linear[i] == unit && first.shift[i] == 0.0) free[j] = image[i];
      }
    return free;
  };
  return std::ranges::any_of(group.positions.front().points, [&](const AffineMap& operation) {
    const Fractional image = operation(point);
    return same_point(first(free_coordinates(image)), image);
  });
}

}  // namespace crystalgan::test
