#include "crystalgan/discriminator/template_features.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numeric>
#include <vector>

#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan {

const std::array<std::string_view, kTemplateFeatures> kTemplateFeatureNames{
    "atoms",
    "log_atoms",  // N of the primitive cell, ln N
    "metal_orbits",
    "x_orbits",  // beyond one of each element
    "metal_parameters",
    "x_parameters",
    "parameters",
    "parameters²",  // Σ d of the orbits
    "metal_0",
    "metal_1",
    "metal_2",
    "metal_3",  // metal orbits with d = 0, 1, 2, 3
    "x_0",
    "x_1",
    "x_2",
    "x_3",  // X orbits with d = 0, 1, 2, 3
    "metal_symmetry",
    "x_symmetry",      // Σ (share of all atoms) log2 g
    "general_orbits",  // orbits with g = 1
    "log_point_group",
    "log_centring",  // log2 |P|, log2 c
    "inversion",
    "no_fixed_point",  // of the space group
    "one_unit",        // Z = 1
    "highest_symmetry",
    "symmetry_range",   // max log2 g - log2 |P|; max - min of log2 g
    "orbits²",          // metal_orbits² + x_orbits²
    "five_orbits",      // five or more
    "lowest_symmetry",  // min log2 g
    "three_units",      // Z = 3
    "triclinic",
    "monoclinic",
    "orthorhombic",
    "tetragonal",
    "trigonal",
    "hexagonal",
    "cubic"};

namespace {

using wyckoff::kMaxPositions;
using wyckoff::Role;

// What the features need of a space group, in one place of the memory: hundreds of thousands of templates are looked at.
struct GroupNumbers {
  std::array<double, kMaxPositions> multiplicity, log_symmetry;  // points of the primitive cell, log2 g
  std::array<int, kMaxPositions> parameters;
  double log_point_group, log_centring;
  bool inversion, no_fixed_point;
  std::size_t system;
};

bool is_inversion(const AffineMap& map) {
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      if (map.linear[i][j] != (i == j ? -1.0 : 0.0)) return false;
  return true;
}

GroupNumbers numbers_of(const wyckoff::SpaceGroupTable& group) {
  GroupNumbers numbers{};
  for (std::size_t i = 0; i < group.positions.size(); ++i) {
    const wyckoff::Position& position = group.positions[i];
    numbers.multiplicity[i] = static_cast<double>(position.multiplicity) / group.lattice_points;
    numbers.log_symmetry[i] = std::log2(position.site_symmetry_order);
    numbers.parameters[i] = position.parameters;
  }
  numbers.log_point_group = std::log2(group.point_group_order);
  numbers.log_centring = std::log2(group.lattice_points);
  numbers.inversion = std::ranges::any_of(group.positions.front().points, is_inversion);
  numbers.no_fixed_point =
      std::ranges::none_of(group.positions, [](const wyckoff::Position& p) { return p.parameters == 0; });
  numbers.system = static_cast<std::size_t>(group.system);
  return numbers;
}

const GroupNumbers& group_numbers(int space_group) {
  static std::array<std::unique_ptr<const GroupNumbers>, wyckoff::kSpaceGroups + 1> known;
  static std::array<std::once_flag, wyckoff::kSpaceGroups + 1> once;
  const wyckoff::SpaceGroupTable& group = wyckoff::space_group_table(space_group);
  const auto number = static_cast<std::size_t>(space_group);
  std::call_once(once[number], [&] { known[number] = std::make_unique<const GroupNumbers>(numbers_of(group)); });
  return *known[number];
}

// Sums over the orbits of the metals, or of X.
struct OrbitSums {
  std::array<double, 4> by_parameters{};  // orbits with d = 0, 1, 2, 3
  double orbits = 0.0, parameters = 0.0, points = 0.0, symmetry = 0.0;

  void add(double multiplicity, int d, double log_symmetry) {
    by_parameters[static_cast<std::size_t>(d)] += 1.0;
    orbits += 1.0;
    parameters += d;
    points += multiplicity;
    symmetry += multiplicity * log_symmetry;
  }
};

double flag(bool value) { return value ? 1.0 : 0.0; }

}  // namespace

TemplateFeatures template_features(const wyckoff::TemplateView& arrangement) {
  const GroupNumbers& group = group_numbers(arrangement.space_group);
  OrbitSums metal, x;
  std::array<double, wyckoff::kRoles> points{};
  double lowest = 99.0, highest = 0.0, general = 0.0;
  for (const wyckoff::Orbit& orbit : arrangement.orbits) {
    const double symmetry = group.log_symmetry[orbit.position];
    const double multiplicity = group.multiplicity[orbit.position];
    (orbit.role == Role::x ? x : metal).add(multiplicity, group.parameters[orbit.position], symmetry);
    points[static_cast<std::size_t>(orbit.role)] += multiplicity;
    lowest = std::min(lowest, symmetry);
    highest = std::max(highest, symmetry);
    general += flag(symmetry == 0.0);
  }
  const double atoms = metal.points + x.points;
  const double metals = flag(points[0] > 0.0) + flag(points[1] > 0.0);
  const double metal_orbits = metal.orbits - metals, x_orbits = x.orbits - 1.0;
  const double parameters = metal.parameters + x.parameters;
  const int units =
      std::gcd(std::gcd(static_cast<int>(points[0]), static_cast<int>(points[1])), static_cast<int>(points[2]));

  TemplateFeatures features{atoms,
                            std::log(atoms),
                            metal_orbits,
                            x_orbits,
                            metal.parameters,
                            x.parameters,
                            parameters,
                            parameters * parameters,
                            metal.by_parameters[0],
                            metal.by_parameters[1],
                            metal.by_parameters[2],
                            metal.by_parameters[3],
                            x.by_parameters[0],
                            x.by_parameters[1],
                            x.by_parameters[2],
                            x.by_parameters[3],
                            metal.symmetry / atoms,
                            x.symmetry / atoms,
                            general,
                            group.log_point_group,
                            group.log_centring,
                            flag(group.inversion),
                            flag(group.no_fixed_point),
                            flag(units == 1),
                            highest - group.log_point_group,
                            highest - lowest,
                            metal_orbits * metal_orbits + x_orbits * x_orbits,
                            flag(metal.orbits + x.orbits >= 5.0),
                            lowest,
                            flag(units == 3)};
  features[30 + group.system] = 1.0;
  return features;
}

}  // namespace crystalgan
