#include "crystalgan/matching/site_pairing.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/closest_image.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

using namespace test;

Fractional random_difference(Random& random) {
  return {between(random, -2, 2), between(random, -2, 2), between(random, -2, 2)};
}

Cartesian cartesian(const Fractional& position, const Basis& basis) {
  return position[0] * basis[0] + position[1] * basis[1] + position[2] * basis[2];
}

// Spacings of the planes (100), (010), (001).
Fractional spacings(const Basis& basis) {
  const double volume = std::fabs(triple_product(basis));
  return {volume / length(cross(basis[1], basis[2])), volume / length(cross(basis[2], basis[0])),
          volume / length(cross(basis[0], basis[1]))};
}

bool may_pair(const ComparisonCell& cell, const std::vector<CoarsePosition>& first,
              const std::vector<CoarsePosition>& second, const CoarsePosition& shift) {
  WorkBudget budget(1000);
  return cell.may_pair(first, second, shift, {Element::from_symbol("Pd"), 0, 1}, budget);
}

std::vector<Basis> cells(Random& random) {
  std::vector<Basis> some;
  for (const auto& [name, basis] : three_cells()) some.push_back(basis);
  while (some.size() < 60) {
    const Basis basis = skewed_basis(random);
    const double product = length(basis[0]) * length(basis[1]) * length(basis[2]);
    if (std::fabs(triple_product(basis)) > 0.2 * product) some.push_back(basis);
  }
  return some;
}

TEST(ComparisonCell, FindsTheNearestImageOfWhatMayBePaired) {
  Random random{Seed(31)};
  std::size_t found = 0;
  for (const Basis& given : cells(random)) {
    const CellShape shape = shape_of(given);
    const Basis basis = basis_of(shape);
    const ClosestImage images(basis);
    ComparisonCell cell(shape, 1, 0.3, true);
    cell.reduce();
    for (int trial = 0; trial < 50; ++trial) {
      const Fractional difference = random_difference(random);
      const Cartesian apart = cartesian(difference, basis);
      const double nearest = length(apart + combined(images.nearest(apart), basis));
      const auto vector = cell.nearest(difference);
      if (vector) {
        EXPECT_NEAR(length(*vector), nearest, 1e-9);
        ++found;
      } else {
        EXPECT_GT(nearest, 2.0 * cell.tolerance());
      }
    }
  }
  EXPECT_GT(found, 500U);
}

TEST(ComparisonCell, ExcludesSitesThatAreFurtherOffAlongAnAxis) {
  Random random{Seed(32)};
  std::size_t near = 0;
  std::size_t all = 0;
  for (const Basis& basis : cells(random)) {
    const ComparisonCell cell(shape_of(basis), 2, 0.3, true);
    const Fractional spacing = spacings(basis);
    for (int trial = 0; trial < 50; ++trial, ++all) {
      const std::vector<Fractional> sites{random_difference(random), random_difference(random),
                                          random_difference(random)};
      bool expected = true;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double apart = sites[1][axis] + sites[2][axis] - sites[0][axis];
        expected = expected && std::fabs(apart - std::round(apart)) * spacing[axis] <= 2.0 * cell.tolerance();
      }
      const std::vector<CoarsePosition> first{CoarsePosition(sites[0])};
      const std::vector<CoarsePosition> second{CoarsePosition(sites[1])};
      EXPECT_EQ(may_pair(cell, first, second, CoarsePosition(sites[2])), expected);
      near += expected ? 1U : 0U;
    }
  }
  EXPECT_GT(near, 100U);
  EXPECT_LT(near, all);
}

TEST(ComparisonCell, ExcludesNothingWhereTheToleranceIsWiderThanTheCell) {
  const ComparisonCell cell(shape_of(three_cells().front().basis), 1, 2.0, true);
  const std::vector<CoarsePosition> first{CoarsePosition(Fractional{0.0, 0.0, 0.0})};
  const std::vector<CoarsePosition> second{CoarsePosition(Fractional{0.5, 0.5, 0.5})};
  EXPECT_TRUE(may_pair(cell, first, second, {}));
}

TEST(CoarsePosition, IsPeriodic) {
  const CoarsePosition inside(Fractional{0.25, 0.5, 0.0});
  EXPECT_EQ(inside.parts, CoarsePosition(Fractional{-0.75, 3.5, -1e-17}).parts);
  EXPECT_EQ((inside + inside).parts, CoarsePosition(Fractional{0.5, 0.0, 0.0}).parts);
  EXPECT_EQ((inside - CoarsePosition(Fractional{0.5, 0.25, 0.0})).parts,
            CoarsePosition(Fractional{0.75, 0.25, 0.0}).parts);
}

}  // namespace
}  // namespace crystalgan
