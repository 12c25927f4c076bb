#pragma once

#include <numbers>

#include "crystalgan/crystal/prototypes.hpp"

namespace crystalgan::prototype_numbers {

// As in the formulas of the types; M is the element of the majority where there is one.
inline constexpr Role M = Role::metal;
inline constexpr Role X = Role::x;

inline constexpr double k1_3 = 1.0 / 3.0;
inline constexpr double k2_3 = 2.0 / 3.0;
inline constexpr double kSqrt2 = std::numbers::sqrt2;
inline constexpr double kSqrt3 = std::numbers::sqrt3;

/// c/a of closest-packed spheres, layers ABAB: √(8/3).
inline constexpr double kIdealHcp = 2.0 * kSqrt2 / kSqrt3;

inline constexpr double kRight = 90.0;

}  // namespace crystalgan::prototype_numbers
