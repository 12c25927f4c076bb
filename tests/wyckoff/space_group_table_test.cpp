#include "crystalgan/wyckoff/space_group_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <thread>

#include "crystalgan/core/error.hpp"
#include "tests/wyckoff/points.hpp"

namespace crystalgan::wyckoff {
namespace {

TEST(SpaceGroupTable, Has1731PositionsInAll) {
  std::size_t count = 0;
  for (int number = 1; number <= kSpaceGroups; ++number) count += space_group_table(number).positions.size();
  EXPECT_EQ(count, 1731U);
  EXPECT_EQ(space_group_table(47).positions.size(), kMaxPositions);
}

TEST(SpaceGroupTable, BeginsWithTheGeneralPositionAndEndsWithLetterA) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    EXPECT_EQ(group.number, number);
    EXPECT_EQ(group.positions.front().parameters, 3) << number;
    EXPECT_EQ(group.positions.front().site_symmetry_order, 1) << number;
    for (std::size_t i = 0; i < group.positions.size(); ++i)
      EXPECT_EQ(group.positions[group.positions.size() - 1 - i].letter, "abcdefghijklmnopqrstuvwxyzA"[i]) << number;
  }
}

TEST(SpaceGroupTable, MultiplicityTimesSiteSymmetryIsTheOrder) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    for (const Position& position : group.positions) {
      EXPECT_EQ(position.multiplicity * position.site_symmetry_order, group.point_group_order * group.lattice_points);
      EXPECT_EQ(position.points.size(), static_cast<std::size_t>(position.multiplicity));
    }
  }
}

TEST(SpaceGroupTable, CountsOperationsOfPerovskiteSpinelAndBaddeleyite) {
  EXPECT_EQ(space_group_table(221).point_group_order, 48);
  EXPECT_EQ(space_group_table(227).point_group_order, 48);
  EXPECT_EQ(space_group_table(227).lattice_points, 4);
  EXPECT_EQ(space_group_table(14).point_group_order, 4);
}

TEST(SpaceGroupTable, KnowsTheCentring) {
  const std::map<int, char> expected{{1, 'P'},   {5, 'C'},   {20, 'C'},  {22, 'F'},  {23, 'I'},  {38, 'A'},
                                     {41, 'A'},  {67, 'C'},  {139, 'I'}, {146, 'R'}, {167, 'R'}, {194, 'P'},
                                     {206, 'I'}, {216, 'F'}, {221, 'P'}, {227, 'F'}, {230, 'I'}};
  for (const auto& [number, centring] : expected) EXPECT_EQ(space_group_table(number).centring, centring) << number;
}

TEST(SpaceGroupTable, CrystalSystemsBeginWhereTheInternationalTablesSay) {
  const std::map<int, CrystalSystem> expected{
      {1, CrystalSystem::triclinic},   {2, CrystalSystem::triclinic},     {3, CrystalSystem::monoclinic},
      {15, CrystalSystem::monoclinic}, {16, CrystalSystem::orthorhombic}, {74, CrystalSystem::orthorhombic},
      {75, CrystalSystem::tetragonal}, {142, CrystalSystem::tetragonal},  {143, CrystalSystem::trigonal},
      {167, CrystalSystem::trigonal},  {168, CrystalSystem::hexagonal},   {194, CrystalSystem::hexagonal},
      {195, CrystalSystem::cubic},     {230, CrystalSystem::cubic}};
  for (const auto& [number, system] : expected) EXPECT_EQ(crystal_system(number), system) << number;
}

TEST(SpaceGroupTable, PointsOfAnOrbitDiffer) {
  for (int number = 1; number <= kSpaceGroups; ++number)
    for (const Position& position : space_group_table(number).positions)
      for (std::size_t i = 0; i < position.points.size(); ++i)
        for (std::size_t j = i + 1; j < position.points.size(); ++j)
          EXPECT_FALSE(test::same_point(position.points[i](test::generic_coordinates()),
                                        position.points[j](test::generic_coordinates())))
              << number << ' ' << position.letter;
}

TEST(SpaceGroupTable, TheGroupKeepsEveryOrbit) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    for (const Position& position : group.positions) {
      const Fractional first = position.points.front()(test::generic_coordinates());
      int kept = 0;
      for (const AffineMap& operation : group.positions.front().points) {
        const Fractional image = operation(first);
        kept += test::same_point(image, first) ? 1 : 0;
        EXPECT_TRUE(std::ranges::any_of(
            position.points,
            [&](const AffineMap& point) { return test::same_point(point(test::generic_coordinates()), image); }))
            << number << ' ' << position.letter;
      }
      EXPECT_EQ(kept, position.site_symmetry_order) << number << ' ' << position.letter;
    }
  }
}

TEST(SpaceGroupTable, AsManyParametersMoveAPointAsThePositionHas) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    for (const Position& position : space_group_table(number).positions) {
      for (const AffineMap& point : position.points) {
        for (std::size_t j = 0; j < 3; ++j) {
          Fractional step;
          step[j] = 0.3;
          EXPECT_EQ(!(point(step) == point({})), static_cast<int>(j) < position.parameters) << number;
        }
      }
    }
  }
}

TEST(SpaceGroupTable, FirstPointsAreOnePerLatticePoint) {
  for (const int number : {5, 22, 38, 43, 139, 146, 166, 227, 230}) {
    const SpaceGroupTable& group = space_group_table(number);
    const AffineMap& identity = group.positions.front().points.front();
    std::vector<Fractional> translations;
    for (const AffineMap& operation : group.positions.front().points)
      if (operation.linear == identity.linear) translations.push_back(operation.shift);
    ASSERT_EQ(translations.size(), static_cast<std::size_t>(group.lattice_points));
    for (const Position& position : group.positions) {
      const auto first = static_cast<std::size_t>(position.multiplicity / group.lattice_points);
      for (std::size_t i = 0; i < first; ++i)
        for (std::size_t j = 0; j < i; ++j)
          for (const Fractional& translation : translations)
            EXPECT_FALSE(test::same_point(position.points[i](test::generic_coordinates()) + translation,
                                          position.points[j](test::generic_coordinates())))
                << number << ' ' << position.letter;
    }
  }
}

TEST(SpaceGroupTable, FindsLetters) {
  const SpaceGroupTable& group = space_group_table(225);
  EXPECT_EQ(group.positions[group.index_of('a')].multiplicity, 4);
  EXPECT_EQ(group.positions[group.index_of('e')].multiplicity, 24);
  EXPECT_EQ(group.index_of('m'), group.positions.size());
}

TEST(SpaceGroupTable, IsTheSameForAllThreads) {
  std::vector<const SpaceGroupTable*> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& place : seen) threads.emplace_back([&place] { place = &space_group_table(228); });
  }
  for (const auto* table : seen) EXPECT_EQ(table, seen[0]);
}

TEST(SpaceGroupTable, RefusesNumbersThatNoGroupHas) {
  for (const int number : {-1, 0, 231}) EXPECT_THROW(space_group_table(number), StructureError) << number;
}

}  // namespace
}  // namespace crystalgan::wyckoff
