#include "crystalgan/wyckoff/point_maps.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <tuple>

namespace crystalgan::wyckoff {
namespace {

// Chosen: entries of the maps are multiples of 1/24, exact to rounding.
constexpr double kExact = 1e-6;

constexpr AffineMap kIdentityMap{{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {}};

double rounded_to_24ths(double value) {
  const double rounded = std::round(24.0 * value) / 24.0;
  if (!(std::fabs(rounded - value) < kExact))
    throw std::logic_error("Wyckoff position: a shift is no multiple of 1/24");
  return rounded;
}

/// The line x(u) = start + u direction, with u as one of the coordinates.
AffineMap line(const Fractional& start, const Fractional& direction) {
  for (std::size_t pivot = 0; pivot < 3; ++pivot) {
    if (std::fabs(direction[pivot]) != 1.0) continue;
    AffineMap map;
    for (std::size_t i = 0; i < 3; ++i) map.linear[i][0] = direction[i] / direction[pivot];
    map.shift = start - (start[pivot] / direction[pivot]) * direction;
    return map;
  }
  throw std::logic_error("Wyckoff position: no coordinate counts the points of a line");
}

/// The plane through `start` along two directions, with two of the coordinates as its parameters.
AffineMap plane(const Fractional& start, const Fractional& one, const Fractional& other) {
  const Cartesian cross_product = cross({one[0], one[1], one[2]}, {other[0], other[1], other[2]});
  const long divisor =
      std::gcd(std::gcd(std::lround(cross_product[0]), std::lround(cross_product[1])), std::lround(cross_product[2]));
  const Cartesian normal = (1.0 / static_cast<double>(divisor)) * cross_product;
  for (std::size_t dependent = 3; dependent-- > 0;) {
    if (std::fabs(normal[dependent]) != 1.0) continue;
    AffineMap map;
    std::size_t column = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      map.shift[dependent] += start[i] * normal[i] / normal[dependent];
      if (i == dependent) continue;
      map.linear[i][column] = 1.0;
      map.linear[dependent][column++] = -normal[i] / normal[dependent];
    }
    return map;
  }
  throw std::logic_error("Wyckoff position: no coordinates count the points of a plane");
}

/// From free coordinates to the point, line or plane through `start`.
AffineMap parametrised(const Fractional& start, const std::vector<Fractional>& directions) {
  switch (directions.size()) {
    case 0:
      return {{}, start};
    case 1:
      return line(start, directions[0]);
    case 2:
      return plane(start, directions[0], directions[1]);
    default:
      return kIdentityMap;
  }
}

Fractional column(const AffineMap& map, std::size_t j) {
  return {map.linear[0][j], map.linear[1][j], map.linear[2][j]};
}

/// Shifts in [0, 1), exact.
AffineMap composed(const AffineMap& outer, const AffineMap& inner) {
  AffineMap map;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) map.linear[i][j] += outer.linear[i][k] * inner.linear[k][j];
  const Fractional shift = outer(inner.shift);
  for (std::size_t i = 0; i < 3; ++i) {
    const double rounded = rounded_to_24ths(shift[i]);
    map.shift[i] = rounded - std::floor(rounded);
  }
  return map;
}

/// The free coordinates u of a point map for which it is `wanted`, as a map of those of `wanted`. Both describe one line or
/// plane, and `wanted` has its free coordinates as coordinates.
AffineMap reparametrisation(const AffineMap& map, const AffineMap& wanted, std::size_t parameters) {
  // the rows of x, y, z that are free coordinates of `wanted`: there wanted's u' = l u + s
  std::array<std::array<double, 2>, 2> l{{{1, 0}, {0, 1}}};
  std::array<double, 2> s{};
  for (std::size_t k = 0; k < parameters; ++k) {
    std::array<double, 3> unit{};
    unit[k] = 1.0;
    for (std::size_t i = 0; i < 3; ++i) {
      if (wanted.linear[i] != unit || wanted.shift[i] != 0.0) continue;
      for (std::size_t j = 0; j < parameters; ++j) l[k][j] = map.linear[i][j];
      s[k] = map.shift[i];
      break;
    }
  }
  const double determinant = l[0][0] * l[1][1] - l[0][1] * l[1][0];  // 1 or -1
  AffineMap inverse;
  inverse.linear = {{{l[1][1] / determinant, -l[0][1] / determinant, 0},
                     {-l[1][0] / determinant, l[0][0] / determinant, 0},
                     {0, 0, 0}}};
  for (std::size_t i = 0; i < 2; ++i) inverse.shift[i] = -(inverse.linear[i][0] * s[0] + inverse.linear[i][1] * s[1]);
  return inverse;
}

/// The same points with other free coordinates: the first map is the one with the fewest minus signs and the smallest
/// shifts, as the International Tables write most positions.
std::vector<AffineMap> begun_with_simplest(const std::vector<AffineMap>& points, std::size_t parameters) {
  if (parameters == 3) return points;
  const auto simplicity = [](const AffineMap& map) {
    int minus_signs = 0;
    for (const auto& row : map.linear) minus_signs += static_cast<int>(std::ranges::count(row, -1.0));
    const auto& shift = map.shift.components;
    return std::tuple(minus_signs, std::lround(24.0 * (shift[0] + shift[1] + shift[2])), shift);
  };
  std::size_t first = 0;
  AffineMap simplest;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<Fractional> directions;
    for (std::size_t j = 0; j < parameters; ++j) directions.push_back(column(points[i], j));
    const AffineMap candidate = composed(kIdentityMap, parametrised(points[i].shift, directions));
    if (i > 0 && !(simplicity(candidate) < simplicity(simplest))) continue;
    first = i;
    simplest = candidate;
  }
  const AffineMap change = reparametrisation(points[first], simplest, parameters);
  std::vector<AffineMap> changed{simplest};
  for (std::size_t i = 0; i < points.size(); ++i)
    if (i != first) changed.push_back(composed(points[i], change));
  return changed;
}

bool differ_by_translation(const AffineMap& one, const AffineMap& other, const std::vector<Fractional>& translations) {
  if (one.linear != other.linear) return false;
  return std::ranges::any_of(translations, [&](const Fractional& translation) {
    const Fractional apart = one.shift + translation - other.shift;
    return std::ranges::all_of(apart.components, [](double d) { return std::fabs(d - std::round(d)) < kExact; });
  });
}

/// One point of each class under the centring first.
std::vector<AffineMap> sorted_by_lattice_point(const std::vector<AffineMap>& points,
                                               const std::vector<Fractional>& translations) {
  std::vector<AffineMap> sorted;
  std::vector<AffineMap> copies;
  for (const AffineMap& point : points) {
    const bool is_copy = std::ranges::any_of(
        sorted, [&](const AffineMap& known) { return differ_by_translation(known, point, translations); });
    (is_copy ? copies : sorted).push_back(point);
  }
  sorted.insert(sorted.end(), copies.begin(), copies.end());
  return sorted;
}

}  // namespace

std::vector<AffineMap> point_maps(const WyckoffPosition& position, const std::vector<Fractional>& translations) {
  const AffineMap first = parametrised(position.projection.shift, position.free_directions());
  std::vector<AffineMap> points;
  for (const AffineMap& operation : position.operations) points.push_back(composed(operation, first));
  return sorted_by_lattice_point(begun_with_simplest(points, position.degrees_of_freedom), translations);
}

}  // namespace crystalgan::wyckoff
