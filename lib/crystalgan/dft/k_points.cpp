#include "crystalgan/dft/k_points.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {

KPoints k_points(const Lattice& lattice, double spacing) {
  if (!(spacing >= kMinKSpacing && spacing <= kMaxKSpacing))
    throw ConfigError("k-spacing", "expected " + exact_text(kMinKSpacing) + " to " + exact_text(kMaxKSpacing) +
                                       " per angstrom, got " + exact_text(spacing));
  // Chosen: above what rounding makes of equal axes, which must get equal numbers.
  constexpr double kRounding = 1e-6;
  KPoints points{};
  const auto planes = lattice.spacings();  // |b_i| = 2π over the distance of its lattice planes
  for (std::size_t axis = 0; axis < 3; ++axis)
    points[axis] =
        std::max(1, static_cast<int>(std::ceil(2.0 * std::numbers::pi / (planes[axis] * spacing) - kRounding)));
  return points;
}

std::string k_points_name(const KPoints& points) {
  return std::to_string(points[0]) + "x" + std::to_string(points[1]) + "x" + std::to_string(points[2]);
}

}  // namespace crystalgan
