#include "crystalgan/wyckoff/space_group_table.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/letters.hpp"
#include "crystalgan/wyckoff/normaliser.hpp"

namespace crystalgan::wyckoff {
namespace {

// Chosen: entries of the maps are multiples of 1/24, exact to rounding.
constexpr double kExact = 1e-6;

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

/// From free coordinates to a point of the position.
AffineMap parametrised(const WyckoffPosition& position) {
  const Fractional& start = position.projection.shift;
  const auto directions = position.free_directions();
  switch (directions.size()) {
    case 0:
      return {{}, start};
    case 1:
      return line(start, directions[0]);
    case 2:
      return plane(start, directions[0], directions[1]);
    default:
      return {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {}};
  }
}

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

/// The lattice points of the conventional cell, the origin first: the operations without a rotation.
std::vector<Fractional> centring_translations(const WyckoffPosition& general) {
  std::vector<Fractional> translations;
  for (const AffineMap& operation : general.operations)
    if (operation.linear == general.operations.front().linear) translations.push_back(wrapped(operation.shift));
  return translations;
}

char centring_of(const std::vector<Fractional>& translations) {
  if (translations.size() == 1) return 'P';
  if (translations.size() == 3) return 'R';
  if (translations.size() == 4) return 'F';
  if (translations[1][0] == 0.0) return 'A';
  return translations[1][2] == 0.0 ? 'C' : 'I';
}

SpaceGroupTable derived(int number) {
  const SpaceGroupOrbits& group = space_group_orbits(number);
  const std::string_view letters = letters_of(number);
  const auto translations = centring_translations(group.positions.back());
  const int order = static_cast<int>(group.order);
  SpaceGroupTable table{number,
                        crystal_system(number),
                        centring_of(translations),
                        static_cast<int>(translations.size()),
                        order / static_cast<int>(translations.size()),
                        {},
                        {}};
  for (std::size_t i = 0; i < group.positions.size(); ++i) {
    const WyckoffPosition& found = group.positions[i];
    const AffineMap first = parametrised(found);
    std::vector<AffineMap> points;
    for (const AffineMap& operation : found.operations) points.push_back(composed(operation, first));
    table.positions.push_back({letters[i], static_cast<int>(found.multiplicity),
                               static_cast<int>(found.degrees_of_freedom), static_cast<int>(found.site_symmetry),
                               sorted_by_lattice_point(points, translations)});
  }
  const auto place = [](char letter) { return letter == 'A' ? 26 : letter - 'a'; };
  std::ranges::sort(table.positions, std::greater{}, [&](const Position& position) { return place(position.letter); });
  table.letter_permutations = letter_permutations(number, table.positions);
  return table;
}

}  // namespace

std::size_t SpaceGroupTable::index_of(char letter) const {
  const auto found = std::ranges::find(positions, letter, &Position::letter);
  return static_cast<std::size_t>(found - positions.begin());
}

const SpaceGroupTable& space_group_table(int number) {
  if (number < 1 || number > kSpaceGroups)
    throw StructureError("space group: expected a number from 1 to 230, got " + std::to_string(number));
  static std::array<std::once_flag, kSpaceGroups> made;
  static std::array<std::optional<SpaceGroupTable>, kSpaceGroups> tables;
  const auto index = static_cast<std::size_t>(number - 1);
  std::call_once(made[index], [&] { tables[index] = derived(number); });
  return *tables[index];
}

CrystalSystem crystal_system(int space_group) {
  // the first numbers of the systems in the International Tables
  if (space_group >= 195) return CrystalSystem::cubic;
  if (space_group >= 168) return CrystalSystem::hexagonal;
  if (space_group >= 143) return CrystalSystem::trigonal;
  if (space_group >= 75) return CrystalSystem::tetragonal;
  if (space_group >= 16) return CrystalSystem::orthorhombic;
  return space_group >= 3 ? CrystalSystem::monoclinic : CrystalSystem::triclinic;
}

}  // namespace crystalgan::wyckoff
