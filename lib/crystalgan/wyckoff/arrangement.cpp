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
    const int points = position.multiplicity / group.lattice_points;  // one per lattice point comes first
    for (std::size_t i = 0; i < static_cast<std::size_t>(points); ++i) {
      built.positions.push_back(wrapped(times(position.points[i](free), primitive.to_conventional)));
      built.roles.push_back(orbit.role);
    }
  }
  return built;
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

Structure to_structure(const Arrangement& arrangement, const ChemicalSystem& system, std::string name) {
  const std::array<Element, kRoles> elements{system.a, system.b, system.x};
  std::vector<Site> sites;
  for (std::size_t i = 0; i < arrangement.positions.size(); ++i)
    sites.push_back({elements[static_cast<std::size_t>(arrangement.roles[i])], arrangement.positions[i]});
  return {Lattice(arrangement.rows), std::move(sites), std::move(name)};
}

}  // namespace crystalgan::wyckoff
