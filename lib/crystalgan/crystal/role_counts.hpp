#pragma once

#include <array>
#include <compare>

namespace crystalgan {

/// Atoms of A, B and X: of a formula, or of a cell. A binary A-X has b = 0.
struct RoleCounts {
  int a = 0;
  int b = 0;
  int x = 0;

  int total() const { return a + b + x; }
  std::array<int, 3> by_role() const { return {a, b, x}; }
  friend auto operator<=>(const RoleCounts&, const RoleCounts&) = default;
};

}  // namespace crystalgan
