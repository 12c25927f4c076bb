#include "crystalgan/crystal/space_group_orbits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {
namespace {

constexpr int kSpaceGroups = 230;
constexpr double kTolerance = 1e-3;  // Å

bool same_point(const Fractional& one, const Fractional& other) {
  const Fractional apart = one - other;
  return std::ranges::all_of(apart.components, [](double d) { return std::fabs(d - std::round(d)) < 1e-9; });
}

/// All operations of the group: the general position has one for each.
const std::vector<AffineMap>& operations_of(int number) {
  return space_group_orbits(number).positions.back().operations;
}

std::vector<std::size_t> multiplicities(int number) {
  std::vector<std::size_t> found;
  for (const WyckoffPosition& position : space_group_orbits(number).positions) found.push_back(position.multiplicity);
  return found;
}

TEST(WyckoffPositions, Are1731InAll) {
  std::size_t count = 0;
  for (int number = 1; number <= kSpaceGroups; ++number) count += space_group_orbits(number).positions.size();
  EXPECT_EQ(count, 1731U);
}

TEST(WyckoffPositions, AreThoseOfTheInternationalTables) {
  EXPECT_EQ(multiplicities(1), (std::vector<std::size_t>{1}));
  EXPECT_EQ(multiplicities(2), (std::vector<std::size_t>{1, 1, 1, 1, 1, 1, 1, 1, 2}));
  EXPECT_EQ(multiplicities(14), (std::vector<std::size_t>{2, 2, 2, 2, 4}));
  EXPECT_EQ(multiplicities(62), (std::vector<std::size_t>{4, 4, 4, 8}));
  EXPECT_EQ(multiplicities(166), (std::vector<std::size_t>{3, 3, 6, 9, 9, 18, 18, 18, 36}));
  EXPECT_EQ(multiplicities(194), (std::vector<std::size_t>{2, 2, 2, 2, 4, 4, 6, 6, 12, 12, 12, 24}));
  EXPECT_EQ(multiplicities(225), (std::vector<std::size_t>{4, 4, 8, 24, 24, 32, 48, 48, 48, 96, 96, 192}));
  EXPECT_EQ(multiplicities(227), (std::vector<std::size_t>{8, 8, 16, 16, 32, 48, 96, 96, 192}));
  EXPECT_EQ(multiplicities(230), (std::vector<std::size_t>{16, 16, 24, 24, 32, 48, 48, 96}));
  EXPECT_EQ(space_group_orbits(47).positions.size(), 27U);  // Pmmm has the most: a to z and A
}

TEST(WyckoffPositions, OfRocksaltAreTheCornerAndTheMiddle) {
  const auto& fm3m = space_group_orbits(225);
  EXPECT_EQ(fm3m.order, 192U);
  EXPECT_EQ(fm3m.lattice_points, 4U);
  std::vector<Fractional> fixed;
  for (std::size_t i : {0U, 1U}) {
    EXPECT_EQ(fm3m.positions[i].degrees_of_freedom, 0U);
    EXPECT_EQ(fm3m.positions[i].site_symmetry, 48U);
    const auto orbit = fm3m.positions[i].orbit(fm3m.positions[i].projection({0.3, 0.1, 0.4}));
    fixed.insert(fixed.end(), orbit.begin(), orbit.end());
  }
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      for (int k = 0; k < 2; ++k)
        EXPECT_EQ(std::ranges::count_if(fixed,
                                        [&](const Fractional& point) {
                                          return same_point(point, {i / 2.0, j / 2.0, k / 2.0});
                                        }),
                  1);
}

TEST(WyckoffPositions, CentredCellsHoldSeveralLatticePoints) {
  const std::map<int, std::size_t> expected{{1, 1}, {5, 2}, {22, 4}, {23, 2}, {38, 2}, {146, 3}, {160, 3}, {229, 2}};
  for (const auto& [number, points] : expected) EXPECT_EQ(space_group_orbits(number).lattice_points, points) << number;
}

TEST(WyckoffPositions, AnOrbitHasTheOrderOfTheGroupOverThatOfTheStabiliser) {
  Random random(Seed(1).derive("orbits"));
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const auto& group = space_group_orbits(number);
    ASSERT_EQ(operations_of(number).size(), group.order);
    for (const WyckoffPosition& position : group.positions) {
      const Fractional point = position.random_point(random);
      const auto stabiliser = static_cast<std::size_t>(std::ranges::count_if(
          operations_of(number), [&](const AffineMap& operation) { return same_point(operation(point), point); }));
      EXPECT_EQ(stabiliser, position.site_symmetry) << number;
      EXPECT_EQ(position.multiplicity, group.order / stabiliser) << number;
      const auto orbit = position.orbit(point);
      ASSERT_EQ(orbit.size(), position.multiplicity) << number;
      EXPECT_TRUE(same_point(orbit[0], point)) << number;
      for (std::size_t i = 0; i < orbit.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) ASSERT_FALSE(same_point(orbit[i], orbit[j])) << number;
    }
  }
}

TEST(WyckoffPositions, EveryOperationTakesAnOrbitIntoItself) {
  Random random(Seed(1).derive("closed"));
  for (const int number : {2, 9, 15, 43, 70, 88, 109, 122, 141, 148, 161, 167, 176, 186, 199, 206, 220, 228}) {
    for (const WyckoffPosition& position : space_group_orbits(number).positions) {
      const auto orbit = position.orbit(position.random_point(random));
      for (const AffineMap& operation : operations_of(number))
        ASSERT_TRUE(std::ranges::any_of(orbit, [&](const Fractional& point) {
          return same_point(point, operation(orbit.back()));
        })) << number;
    }
  }
}

TEST(WyckoffPositions, TheirPointsStayOnTheProjectionAndMoveWhereTheyAreFree) {
  Random random(Seed(1).derive("freedom"));
  for (int number = 1; number <= kSpaceGroups; ++number) {
    for (const WyckoffPosition& position : space_group_orbits(number).positions) {
      const Fractional point = position.random_point(random);
      const Fractional again = position.projection(point);
      for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(again[i], point[i], 1e-9) << number;
      const bool moves = !same_point(position.random_point(random), point);
      EXPECT_EQ(moves, position.degrees_of_freedom > 0) << number;
    }
  }
}

TEST(WyckoffPositions, PointsOnAMirrorAreUniform) {
  // (x, x, z) of P4mm: projected from the unit cell, x would crowd around 1/2
  const auto& p4mm = space_group_orbits(99);
  const auto mirror = std::ranges::find_if(p4mm.positions, [](const WyckoffPosition& position) {
    return position.degrees_of_freedom == 2 && position.projection.linear[0][1] != 0.0;
  });
  ASSERT_NE(mirror, p4mm.positions.end());
  Random random(Seed(1).derive("uniform"));
  std::array<int, 4> quarters{};
  constexpr int draws = 4000;
  for (int i = 0; i < draws; ++i) ++quarters[static_cast<std::size_t>(4.0 * wrapped(mirror->random_point(random))[0])];
  // 1000 expected in each, standard deviation √(4000 · 1/4 · 3/4) = 27
  for (const int count : quarters) EXPECT_NEAR(count, draws / 4, 5 * 27);
}

TEST(WyckoffPositions, ANumberThatIsNoSpaceGroupIsRefused) {
  Random random(Seed(1));
  for (const int number : {-1, 0, 231}) {
    EXPECT_THROW(space_group_orbits(number), StructureError);
    EXPECT_THROW(random_lattice(number, 100.0, random), StructureError);
  }
}

TEST(RandomLattice, KeepsTheMetricUnderEveryOperation) {
  Random random(Seed(1).derive("metric"));
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const Lattice lattice = random_lattice(number, 100.0, random);
    EXPECT_NEAR(lattice.volume(), 100.0, 1e-9) << number;
    for (const AffineMap& operation : operations_of(number)) {
      const auto turned = [&](const Fractional& along) {
        return lattice.cartesian(operation(along) - operation.shift);
      };
      for (const Fractional& along : {Fractional{1, 0, 0}, Fractional{0, 1, 0}, Fractional{0, 0, 1},
                                      Fractional{1, 1, 0}, Fractional{0, 1, 1}, Fractional{1, 0, 1}})
        ASSERT_NEAR(length(turned(along)), length(lattice.cartesian(along)), 1e-9) << number;
    }
  }
}

TEST(RandomLattice, StaysInItsRangesAndFillsThem) {
  Random random(Seed(1).derive("ranges"));
  double longest = 1.0;
  double widest = 90.0;
  double sharpest = 90.0;
  for (int i = 0; i < 2000; ++i) {
    const Lattice lattice = random_lattice(2, 50.0, random);
    const auto [shortest, most] = std::ranges::minmax(lattice.lengths());
    const auto [least_angle, most_angle] = std::ranges::minmax(lattice.angles());
    EXPECT_LT(most / shortest, 3.0);
    EXPECT_GE(least_angle, 60.0 - 1e-9);
    EXPECT_LE(most_angle, 120.0 + 1e-9);
    longest = std::max(longest, most / shortest);
    widest = std::max(widest, most_angle);
    sharpest = std::min(sharpest, least_angle);
    const auto monoclinic = random_lattice(14, 50.0, random).angles();
    EXPECT_NEAR(monoclinic[0], 90.0, 1e-9);
    EXPECT_NEAR(monoclinic[2], 90.0, 1e-9);
    EXPECT_GE(monoclinic[1], 90.0 - 1e-9);
    EXPECT_LE(monoclinic[1], 120.0);
  }
  EXPECT_GT(longest, 2.8);
  EXPECT_GT(widest, 119.0);
  EXPECT_LT(sharpest, 61.0);
}

/// Orbits of one position each, in a cell with room for them.
Structure crystal_of(int number, const std::vector<const WyckoffPosition*>& positions, Random& random) {
  const std::vector<std::string> symbols{"Pd", "Ni", "H"};
  std::vector<Site> sites;
  for (std::size_t i = 0; i < positions.size(); ++i)
    for (const Fractional& point : positions[i]->orbit(positions[i]->random_point(random)))
      sites.push_back({Element::from_symbol(symbols[i % symbols.size()]), point});
  const double volume = 20.0 * static_cast<double>(sites.size());
  return {random_lattice(number, volume, random), std::move(sites), std::to_string(number)};
}

TEST(RandomCrystal, OnGeneralPositionsHasExactlyItsSpaceGroup) {
  Random random(Seed(1).derive("general"));
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const WyckoffPosition* general = &space_group_orbits(number).positions.back();
    const auto found = find_space_group(crystal_of(number, {general, general, general}, random), kTolerance);
    ASSERT_TRUE(found) << number;
    EXPECT_EQ(found->number, number);
  }
}

TEST(RandomCrystal, OnSpecialPositionsHasAtLeastItsSpaceGroup) {
  // A supergroup in the same cell has a multiple of the operations.
  Random random(Seed(1).derive("special"));
  for (int number = 2; number <= kSpaceGroups; ++number) {
    const auto& group = space_group_orbits(number);
    std::vector<const WyckoffPosition*> chosen;
    std::size_t atoms = 0;
    for (const std::size_t i : random.permutation(group.positions.size())) {
      if (atoms + group.positions[i].multiplicity > 48) continue;
      chosen.push_back(&group.positions[i]);
      atoms += group.positions[i].multiplicity;
    }
    if (chosen.empty()) continue;
    const Structure crystal = crystal_of(number, chosen, random);
    const std::size_t operations = site_permutations(crystal, kTolerance).size();
    EXPECT_EQ(operations % group.order, 0U) << number << ": " << operations << " of " << group.order;
  }
}

}  // namespace
}  // namespace crystalgan
