#include "crystalgan/wyckoff/arrangement.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {
namespace {

// Of lengths and cosines; chosen: a cell read from a file with four digits passes.
constexpr double kCellTolerance = 1e-3;

using Rows = std::array<std::array<double, 3>, 3>;

// The primitive vectors in units of the conventional ones, and the conventional ones in units of the primitive ones.
struct PrimitiveVectors {
  Rows of_conventional;
  Rows to_conventional;
};

constexpr double kThird = 1.0 / 3.0;
constexpr PrimitiveVectors kP{{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}};
constexpr PrimitiveVectors kA{{{{1, 0, 0}, {0, 0.5, -0.5}, {0, 0.5, 0.5}}}, {{{1, 0, 0}, {0, 1, 1}, {0, -1, 1}}}};
constexpr PrimitiveVectors kC{{{{0.5, 0.5, 0}, {-0.5, 0.5, 0}, {0, 0, 1}}}, {{{1, -1, 0}, {1, 1, 0}, {0, 0, 1}}}};
constexpr PrimitiveVectors kI{{{{-0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0.5, 0.5, -0.5}}},
                              {{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}}};
constexpr PrimitiveVectors kF{{{{0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}}, {{{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}}}};
constexpr PrimitiveVectors kR{
    {{{2 * kThird, kThird, kThird}, {-kThird, kThird, kThird}, {-kThird, -2 * kThird, kThird}}},
    {{{1, -1, 0}, {0, 1, -1}, {1, 1, 1}}}};

const PrimitiveVectors& primitive_vectors(char centring) {
  switch (centring) {
    case 'A':
      return kA;
    case 'C':
      return kC;
    case 'I':
      return kI;
    case 'F':
      return kF;
    case 'R':
      return kR;
    default:
      return kP;
  }
}

/// row · matrix
template <class Row>
Row times(const Row& row, const Rows& matrix) {
  Row result;
  for (std::size_t j = 0; j < 3; ++j) result[j] = row[0] * matrix[0][j] + row[1] * matrix[1][j] + row[2] * matrix[2][j];
  return result;
}

void require_cell_of(CrystalSystem system, const Lattice& cell) {
  const auto [a, b, c] = cell.lengths();
  const Basis& rows = cell.rows();
  const double alpha = dot(rows[1], rows[2]) / (b * c);  // cosines
  const double beta = dot(rows[0], rows[2]) / (a * c);
  const double gamma = dot(rows[0], rows[1]) / (a * b);
  const auto equal = [](double one, double other) { return std::fabs(one / other - 1.0) < kCellTolerance; };
  const auto is = [](double cosine, double expected) { return std::fabs(cosine - expected) < kCellTolerance; };
  const bool right_angles = is(alpha, 0) && is(beta, 0) && is(gamma, 0);
  bool fits = true;
  switch (system) {
    case CrystalSystem::triclinic:
      break;
    case CrystalSystem::monoclinic:
      fits = is(alpha, 0) && is(gamma, 0);
      break;
    case CrystalSystem::orthorhombic:
      fits = right_angles;
      break;
    case CrystalSystem::tetragonal:
      fits = right_angles && equal(a, b);
      break;
    case CrystalSystem::trigonal:
    case CrystalSystem::hexagonal:
      fits = equal(a, b) && is(alpha, 0) && is(beta, 0) && is(gamma, -0.5);
      break;
    case CrystalSystem::cubic:
      fits = right_angles && equal(a, b) && equal(a, c);
      break;
  }
  if (fits) return;
  constexpr std::array kNames{"triclinic", "monoclinic", "orthorhombic", "tetragonal",
                              "trigonal",  "hexagonal",  "cubic"};
  std::string found;
  for (const double number : cell.lengths()) found += ' ' + std::to_string(number);
  for (const double number : cell.angles()) found += ' ' + std::to_string(number);
  throw StructureError(std::string("structure of a template: expected a ") + kNames[static_cast<std::size_t>(system)] +
                       " cell, got lengths (Å) and angles (degrees)" + found);
}

/// Room for the atoms of the primitive cell.
Arrangement empty_arrangement(const TemplateView& arrangement, const Basis& rows) {
  Arrangement built{rows, {}, {}};
  const auto count = static_cast<std::size_t>(atoms(arrangement).total());
  built.positions.reserve(count);
  built.roles.reserve(count);
  return built;
}

std::size_t points_in_primitive(const SpaceGroupTable& group, const Position& position) {
  return static_cast<std::size_t>(position.multiplicity / group.lattice_points);
}

Arrangement placed(const TemplateView& arrangement, const Lattice& conventional, std::span<const double> coordinates) {
  const SpaceGroupTable& group = space_group_table(arrangement.space_group);
  const PrimitiveVectors& primitive = primitive_vectors(group.centring);
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i)
    rows[i] = conventional.cartesian(
        {primitive.of_conventional[i][0], primitive.of_conventional[i][1], primitive.of_conventional[i][2]});
  Arrangement built = empty_arrangement(arrangement, rows);
  for (const Orbit& orbit : arrangement.orbits) {
    const Position& position = group.positions[orbit.position];
    Fractional free;
    for (std::size_t i = 0; i < static_cast<std::size_t>(position.parameters); ++i) free[i] = coordinates[i];
    coordinates = coordinates.subspan(static_cast<std::size_t>(position.parameters));
    // one per lattice point comes first
    for (std::size_t i = 0; i < points_in_primitive(group, position); ++i) {
      built.positions.push_back(wrapped(times(position.points[i](free), primitive.to_conventional)));
      built.roles.push_back(orbit.role);
    }
  }
  return built;
}

// Distinct numbers without a relation: points of a general position that no symmetry but that of the group connects.
Fractional generic_coordinates(std::size_t orbit) {
  const double number = 0.1 + 0.618033988749895 * static_cast<double>(orbit);
  return {0.2360679775 + number, 0.7320508076 + 1.7 * number, 0.6457513111 + 2.9 * number};
}

constexpr double kSamePoint = 1e-6;  // in fractions; rounding is 1e-15

bool differ_by_lattice_vector(const Fractional& one, const Fractional& other) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double apart = one[axis] - other[axis];
    if (std::fabs(apart - std::round(apart)) > kSamePoint) return false;
  }
  return true;
}

/// Where an operation takes the points of one orbit; `primitive` are the points in fractions of the primitive cell.
void append_images(const AffineMap& operation, std::span<const Fractional> points,
                   std::span<const Fractional> primitive, const Rows& to_primitive, AtomPermutation& permutation) {
  const auto begin = static_cast<std::uint32_t>(permutation.size());
  for (const Fractional& point : points) {
    const Fractional image = times(operation(point), to_primitive);
    std::uint32_t at = 0;
    while (!differ_by_lattice_vector(image, primitive[at])) ++at;
    permutation.push_back(begin + at);
  }
}

double uniform(double low, double high, Random& random) { return low + (high - low) * random.uniform(); }

}  // namespace

Arrangement arranged(const TemplateView& arrangement, const Lattice& conventional,
                     std::span<const double> coordinates) {
  const auto expected = static_cast<std::size_t>(parameters(arrangement));
  if (coordinates.size() != expected)
    throw StructureError("structure of template '" + to_text(arrangement) + "': expected " + std::to_string(expected) +
                         " coordinates, got " + std::to_string(coordinates.size()));
  require_cell_of(crystal_system(arrangement.space_group), conventional);
  return placed(arrangement, conventional, coordinates);
}

Lattice random_conventional_cell(int space_group, Random& random) {
  const auto length = [&](double low, double high) { return std::exp(uniform(low, high, random)); };
  switch (space_group_table(space_group).system) {
    case CrystalSystem::cubic:
      break;
    case CrystalSystem::hexagonal:
    case CrystalSystem::trigonal:
      return Lattice::from_parameters(1, 1, length(-1.0, 1.7), 90, 90, 120);
    case CrystalSystem::tetragonal:
      return Lattice::from_parameters(1, 1, length(-1.1, 1.5), 90, 90, 90);
    default: {
      const CrystalSystem system = crystal_system(space_group);
      const double a = length(-0.8, 0.8);
      const double b = length(-0.8, 0.8);
      const double c = length(-0.8, 0.8);
      if (system == CrystalSystem::orthorhombic) return Lattice::from_parameters(a, b, c, 90, 90, 90);
      if (system == CrystalSystem::monoclinic)
        return Lattice::from_parameters(a, b, c, 90, uniform(90, 120, random), 90);
      // three angles from 65 to 115 always span a cell: the sum is below 360, and two are larger than the third
      const double alpha = uniform(65, 115, random);
      const double beta = uniform(65, 115, random);
      const double gamma = uniform(65, 115, random);
      return Lattice::from_parameters(a, b, c, alpha, beta, gamma);
    }
  }
  return Lattice::from_parameters(1, 1, 1, 90, 90, 90);
}

Arrangement random_arrangement(const TemplateView& arrangement, double volume, Random& random) {
  const int lattice_points = space_group_table(arrangement.space_group).lattice_points;
  const Lattice cell = random_conventional_cell(arrangement.space_group, random);
  std::vector<double> coordinates(static_cast<std::size_t>(parameters(arrangement)));
  for (double& coordinate : coordinates) coordinate = random.uniform();
  return placed(arrangement, cell.scaled(std::cbrt(volume * lattice_points / cell.volume())), coordinates);
}

std::vector<AtomPermutation> atom_permutations(const TemplateView& arrangement) {
  const SpaceGroupTable& group = space_group_table(arrangement.space_group);
  const Rows& to_primitive = primitive_vectors(group.centring).to_conventional;
  std::vector<AtomPermutation> permutations(static_cast<std::size_t>(group.point_group_order));
  std::vector<Fractional> points, primitive;
  for (std::size_t orbit = 0; orbit < arrangement.orbits.size(); ++orbit) {
    const Position& position = group.positions[arrangement.orbits[orbit].position];
    Fractional free = generic_coordinates(orbit);
    for (auto i = static_cast<std::size_t>(position.parameters); i < 3; ++i) free[i] = 0.0;
    points.clear(), primitive.clear();
    for (std::size_t i = 0; i < points_in_primitive(group, position); ++i) {
      points.push_back(position.points[i](free));
      primitive.push_back(times(points.back(), to_primitive));
    }
    for (std::size_t i = 0; i < permutations.size(); ++i)
      append_images(group.positions.front().points[i], points, primitive, to_primitive, permutations[i]);
  }
  return permutations;
}

std::vector<std::vector<Fractional>> coordinate_moves(const TemplateView& arrangement) {
  const SpaceGroupTable& group = space_group_table(arrangement.space_group);
  const Rows& to_primitive = primitive_vectors(group.centring).to_conventional;
  std::vector<std::vector<Fractional>> moves;
  const auto count = static_cast<std::size_t>(atoms(arrangement).total());
  std::size_t atom = 0;
  for (const Orbit& orbit : arrangement.orbits) {
    const Position& position = group.positions[orbit.position];
    const std::size_t points = points_in_primitive(group, position);
    for (std::size_t free = 0; free < static_cast<std::size_t>(position.parameters); ++free) {
      moves.emplace_back(count);
      for (std::size_t i = 0; i < points; ++i) {
        const auto& linear = position.points[i].linear;
        moves.back()[atom + i] = times(Fractional{linear[0][free], linear[1][free], linear[2][free]}, to_primitive);
      }
    }
    atom += points;
  }
  return moves;
}

Structure to_structure(const Arrangement& arrangement, const ChemicalSystem& system, std::string name) {
  const std::array<Element, kRoles> elements{system.a, system.b, system.x};
  std::vector<Site> sites;
  for (std::size_t i = 0; i < arrangement.positions.size(); ++i)
    sites.push_back({elements[static_cast<std::size_t>(arrangement.roles[i])], arrangement.positions[i]});
  return {Lattice(arrangement.rows), std::move(sites), std::move(name)};
}

}  // namespace crystalgan::wyckoff
