#include "crystalgan/crystal/space_group_orbits.hpp"

#include <algorithm>
#include <cmath>
#include <gemmi/symmetry.hpp>
#include <mutex>
#include <numbers>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

constexpr int kSpaceGroups = 230;

// Fractional; chosen, not derived: the points compared are rational combinations of small numbers, equal to rounding
// or a hundredth apart.
constexpr double kSamePoint = 1e-6;

// Lengths of a random cell differ by up to this factor, before they are scaled. Chosen: cells of known compounds that
// are longer are mostly stackings, which no random choice would find.
constexpr double kLongestOverShortest = 3.0;

// Degrees. Any lattice has a reduced cell with angles of 60 to 120.
constexpr double kMinAngle = 60.0;
constexpr double kMaxAngle = 120.0;

// Volume over the product of the lengths of a triclinic cell. Chosen: 1/√2 is the least of a Minkowski-reduced cell.
constexpr double kMinTriclinicVolume = 0.5;

// 1 and these are linearly independent over the rationals, so a point with such coordinates lies on no plane, line or
// point of special symmetry but those that all points of its kind share.
const Fractional kGeneric{std::numbers::sqrt2 - 1.0, std::numbers::sqrt3 - 1.0, std::numbers::phi - 1.0};

const gemmi::SpaceGroup& reference_setting(int number) {
  if (number < 1 || number > kSpaceGroups)
    throw StructureError("space group: expected a number from 1 to 230, got " + std::to_string(number));
  return gemmi::get_spacegroup_reference_setting(number);
}

std::vector<AffineMap> operations_of(const gemmi::GroupOps& group) {
  std::vector<AffineMap> operations;
  for (const gemmi::Op& op : group) {
    AffineMap converted;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) converted.linear[i][j] = static_cast<double>(op.rot[i][j]) / gemmi::Op::DEN;
      converted.shift[i] = static_cast<double>(op.tran[i]) / gemmi::Op::DEN;
    }
    operations.push_back(converted);
  }
  return operations;
}

/// The lattice vector that `apart` is, if it is one.
std::optional<Fractional> as_lattice_vector(const Fractional& apart) {
  Fractional nearest;
  for (std::size_t i = 0; i < 3; ++i) {
    nearest[i] = std::round(apart[i]);
    if (!(std::fabs(apart[i] - nearest[i]) < kSamePoint)) return std::nullopt;
  }
  return nearest;
}

/// The operations that leave the point where it is, lattice vectors added.
std::vector<AffineMap> site_symmetry_at(const Fractional& point, const std::vector<AffineMap>& operations) {
  std::vector<AffineMap> group;
  for (const AffineMap& operation : operations) {
    const auto back = as_lattice_vector(point - operation(point));
    if (back) group.push_back({operation.linear, operation.shift + *back});
  }
  return group;
}

AffineMap mean(const std::vector<AffineMap>& maps) {
  AffineMap sum;
  for (const AffineMap& map : maps) {
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) sum.linear[i][j] += map.linear[i][j];
    sum.shift = sum.shift + map.shift;
  }
  const double share = 1.0 / static_cast<double>(maps.size());
  for (auto& row : sum.linear)
    for (double& entry : row) entry *= share;
  return {sum.linear, share * sum.shift};
}

/// One of `operations` for every point of the orbit, that of the point itself first.
std::vector<AffineMap> coset_operations(const Fractional& point, const std::vector<AffineMap>& operations) {
  std::vector<AffineMap> chosen;
  std::vector<Fractional> reached;
  for (const AffineMap& operation : operations) {
    const Fractional image = operation(point);
    if (std::ranges::any_of(reached,
                            [&](const Fractional& known) { return as_lattice_vector(image - known).has_value(); }))
      continue;
    reached.push_back(image);
    chosen.push_back(operation);
  }
  return chosen;
}

/// The position that a point of no higher symmetry than its neighbourhood belongs to.
WyckoffPosition position_at(const Fractional& point, const std::vector<AffineMap>& operations) {
  // The mean over a finite group projects onto what the group leaves in place; the trace of a projection is the
  // dimension of its image.
  const auto group = site_symmetry_at(point, operations);
  const AffineMap projection = mean(group);
  const double trace = projection.linear[0][0] + projection.linear[1][1] + projection.linear[2][2];
  return {operations.size() / group.size(), static_cast<std::size_t>(std::lround(trace)), group.size(), projection, {}};
}

/// The lattice vectors in the box around all of start + Σ s_i edges_i, 0 <= s_i <= 1.
std::vector<Fractional> lattice_vectors_near(const Fractional& start, const std::vector<Fractional>& edges) {
  std::array<long, 3> low{};
  std::array<long, 3> high{};
  for (std::size_t i = 0; i < 3; ++i) {
    double lowest = start[i];
    double highest = start[i];
    for (const Fractional& edge : edges) (edge[i] < 0.0 ? lowest : highest) += edge[i];
    low[i] = static_cast<long>(std::ceil(lowest - kSamePoint));
    high[i] = static_cast<long>(std::floor(highest + kSamePoint));
  }
  std::vector<Fractional> found;
  for (long i = low[0]; i <= high[0]; ++i)
    for (long j = low[1]; j <= high[1]; ++j)
      for (long k = low[2]; k <= high[2]; ++k)
        found.emplace_back(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
  return found;
}

/// A solution of matrix x = right, generic among all; nothing where there is none. Gauss-Jordan.
std::optional<Fractional> solve(Matrix matrix, Fractional right) {
  std::array<std::size_t, 3> pivots{};
  std::size_t rank = 0;
  for (std::size_t column = 0; column < 3; ++column) {
    std::size_t largest = rank;
    for (std::size_t i = rank; i < 3; ++i)
      if (std::fabs(matrix[i][column]) > std::fabs(matrix[largest][column])) largest = i;
    if (rank == 3 || std::fabs(matrix[largest][column]) < kSamePoint) continue;
    std::swap(matrix[rank], matrix[largest]);
    std::swap(right[rank], right[largest]);
    for (std::size_t i = 0; i < 3; ++i) {
      if (i == rank) continue;
      const double factor = matrix[i][column] / matrix[rank][column];
      for (std::size_t j = 0; j < 3; ++j) matrix[i][j] -= factor * matrix[rank][j];
      right[i] -= factor * right[rank];
    }
    pivots[rank++] = column;
  }
  for (std::size_t i = rank; i < 3; ++i)
    if (std::fabs(right[i]) > kSamePoint) return std::nullopt;
  Fractional solution = kGeneric;
  for (std::size_t i = 0; i < rank; ++i) {
    double value = right[i];
    for (std::size_t j = 0; j < 3; ++j)
      if (j != pivots[i]) value -= matrix[i][j] * kGeneric[j];  // columns of other pivots are zero by now
    solution[pivots[i]] = value / matrix[i][pivots[i]];
  }
  return solution;
}

/// A generic point of every part of the position that the operation, with any lattice vector added, leaves in place:
/// all such parts up to lattice vectors along the position, some of them several times.
std::vector<Fractional> fixed_parts(const WyckoffPosition& position, const AffineMap& operation) {
  // (R - 1)(P x + p) + t + n = 0, with the position as the image of x -> P x + p
  const auto& [projector, start] = position.projection;
  Matrix moved{};
  double size = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < 3; ++k)
        moved[i][j] += (operation.linear[i][k] - (i == k ? 1.0 : 0.0)) * projector[k][j];
      size += std::fabs(moved[i][j]);
    }
  }
  if (size < kSamePoint) return {};  // leaves all of the position in place, or nothing
  const Fractional away = operation(start) - start;
  std::vector<Fractional> edges;
  for (const Fractional& direction : position.free_directions())
    edges.push_back(operation.shift + direction - operation(direction));
  std::vector<Fractional> points;
  for (const Fractional& lattice_vector : lattice_vectors_near(-away, edges))
    if (const auto solution = solve(moved, -(away + lattice_vector))) points.push_back(position.projection(*solution));
  return points;
}

/// Whether the group takes the point onto the position.
bool holds(const WyckoffPosition& position, const Fractional& point, const std::vector<AffineMap>& operations) {
  const auto directions = position.free_directions();
  return std::ranges::any_of(operations, [&](const AffineMap& operation) {
    const Fractional image = wrapped(operation(point));
    return std::ranges::any_of(
        lattice_vectors_near(position.projection.shift - image, directions), [&](const Fractional& lattice_vector) {
          const Fractional there = image + lattice_vector;
          const Fractional apart = position.projection(there) - there;
          return std::ranges::all_of(apart.components, [](double d) { return std::fabs(d) < kSamePoint; });
        });
  });
}

/// The point in the cell, in units of kSamePoint.
std::array<long, 3> rounded_point(const Fractional& point) {
  const long whole = std::lround(1.0 / kSamePoint);
  std::array<long, 3> rounded{};
  for (std::size_t i = 0; i < 3; ++i) rounded[i] = std::lround((point[i] - std::floor(point[i])) / kSamePoint) % whole;
  return rounded;
}

/// Every Wyckoff position is the general one or a part of another that one more operation leaves in place.
std::vector<WyckoffPosition> wyckoff_positions(const std::vector<AffineMap>& operations) {
  std::vector<WyckoffPosition> found{position_at(kGeneric, operations)};
  found[0].operations = coset_operations(kGeneric, operations);
  std::set<std::array<long, 3>> seen;  // many operations leave the same parts in place
  for (std::size_t next = 0; next < found.size(); ++next) {
    for (const AffineMap& operation : operations) {
      for (const Fractional& point : fixed_parts(found[next], operation)) {
        if (!seen.insert(rounded_point(point)).second) continue;
        WyckoffPosition position = position_at(point, operations);
        if (std::ranges::any_of(found, [&](const WyckoffPosition& known) {
              return known.multiplicity == position.multiplicity &&
                     known.degrees_of_freedom == position.degrees_of_freedom && holds(known, point, operations);
            }))
          continue;
        position.operations = coset_operations(point, operations);
        found.push_back(std::move(position));
      }
    }
  }
  std::ranges::stable_sort(found, {}, [](const WyckoffPosition& position) {
    return std::pair(position.multiplicity, position.degrees_of_freedom);
  });
  return found;
}

/// Uniform in the logarithm, so that no length is favoured over another.
double random_length(Random& random) { return std::pow(kLongestOverShortest, random.uniform()); }

double random_angle(double min_angle, Random& random) { return min_angle + (kMaxAngle - min_angle) * random.uniform(); }

/// α, β, γ of a triclinic cell, in degrees.
std::array<double, 3> random_angles(Random& random) {
  const auto cosine = [](double degrees) { return std::cos(degrees * std::numbers::pi / 180.0); };
  for (;;) {
    const double alpha = random_angle(kMinAngle, random);
    const double beta = random_angle(kMinAngle, random);
    const double gamma = random_angle(kMinAngle, random);
    const double ca = cosine(alpha);
    const double cb = cosine(beta);
    const double cg = cosine(gamma);
    // of the cell with lengths of 1; negative for angles that no cell has
    const double volume_squared = 1.0 - ca * ca - cb * cb - cg * cg + 2.0 * ca * cb * cg;
    if (volume_squared >= kMinTriclinicVolume * kMinTriclinicVolume) return {alpha, beta, gamma};
  }
}

Lattice random_cell(gemmi::CrystalSystem system, Random& random) {
  const double a = random_length(random);
  const double b = random_length(random);
  const double c = random_length(random);
  switch (system) {
    case gemmi::CrystalSystem::Triclinic: {
      const auto [alpha, beta, gamma] = random_angles(random);
      return Lattice::from_parameters(a, b, c, alpha, beta, gamma);
    }
    case gemmi::CrystalSystem::Monoclinic:
      return Lattice::from_parameters(a, b, c, 90, random_angle(90, random), 90);
    case gemmi::CrystalSystem::Orthorhombic:
      return Lattice::from_parameters(a, b, c, 90, 90, 90);
    case gemmi::CrystalSystem::Tetragonal:
      return Lattice::from_parameters(a, a, c, 90, 90, 90);
    case gemmi::CrystalSystem::Trigonal:
    case gemmi::CrystalSystem::Hexagonal:
      return Lattice::from_parameters(a, a, c, 90, 90, 120);
    case gemmi::CrystalSystem::Cubic:
      break;
  }
  return Lattice::from_parameters(a, a, a, 90, 90, 90);
}

}  // namespace

Fractional AffineMap::operator()(const Fractional& position) const {
  Fractional image = shift;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) image[i] += linear[i][j] * position[j];
  return image;
}

Fractional WyckoffPosition::random_point(Random& random) const {
  // site_symmetry · projection.linear is a matrix of whole numbers: a cube of that length goes onto whole cells of the
  // image, each part of them covered equally
  const double side = static_cast<double>(site_symmetry);
  return projection(side * Fractional{random.uniform(), random.uniform(), random.uniform()});
}

std::vector<Fractional> WyckoffPosition::free_directions() const {
  std::vector<Fractional> directions;
  for (std::size_t j = 0; j < 3 && directions.size() < degrees_of_freedom; ++j) {
    std::array<long, 3> column{};
    for (std::size_t i = 0; i < 3; ++i)
      column[i] = std::lround(projection.linear[i][j] * static_cast<double>(site_symmetry));
    const long divisor = std::gcd(std::gcd(column[0], column[1]), column[2]);
    if (divisor == 0) continue;
    Fractional direction;
    for (std::size_t i = 0; i < 3; ++i) direction[i] = static_cast<double>(column[i]) / static_cast<double>(divisor);
    // a second column may be parallel to the first; a third is needed only where all three are unit vectors
    if (directions.size() == 1 && (direction == directions[0] || direction == -directions[0])) continue;
    directions.push_back(direction);
  }
  return directions;
}

std::vector<Fractional> WyckoffPosition::orbit(const Fractional& point) const {
  std::vector<Fractional> points;
  points.reserve(operations.size());
  for (const AffineMap& operation : operations) points.push_back(wrapped(operation(point)));
  return points;
}

const SpaceGroupOrbits& space_group_orbits(int number) {
  static std::array<std::once_flag, kSpaceGroups> found;
  static std::array<SpaceGroupOrbits, kSpaceGroups> groups;
  const gemmi::SpaceGroup& setting = reference_setting(number);
  const auto index = static_cast<std::size_t>(number - 1);
  std::call_once(found[index], [&] {
    const gemmi::GroupOps group = setting.operations();
    const auto operations = operations_of(group);
    groups[index] = {operations.size(), group.cen_ops.size(), wyckoff_positions(operations)};
  });
  return groups[index];
}

Lattice random_lattice(int space_group, double volume, Random& random) {
  const Lattice cell = random_cell(reference_setting(space_group).crystal_system(), random);
  return cell.scaled(std::cbrt(volume / cell.volume()));
}

}  // namespace crystalgan
