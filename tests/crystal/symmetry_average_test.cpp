#include "crystalgan/crystal/symmetry_average.hpp"

#include <gtest/gtest.h>

#include "crystalgan/crystal/lattice.hpp"

namespace crystalgan {
namespace {

constexpr Rotation kIdentity{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Rotation kInversion{{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}};
constexpr Rotation kFirstTwoExchanged{{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}}};

void expect_near(const Fractional& found, const Fractional& expected) {
  for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(found[axis], expected[axis], 1e-15) << axis;
}

TEST(SymmetryAverage, DisplacementsAreThoseFromTheTargetsWithoutTheTranslation) {
  // Inversion about (0.25, 0, 0) exchanges the two; the second is (0.02, 0, -0.04) off, across a cell boundary.
  const std::vector<Fractional> positions{{0.1, 0.0, 0.99}, {0.42, 0.0, -0.03}};
  const std::vector<std::size_t> targets{1, 0};
  // Images: (-0.1, 0, -0.99) and (-0.42, 0, 0.03), both (-0.52, 0, -0.96) from their targets.
  for (const Fractional& move : displacements({kInversion, targets}, positions, 0)) expect_near(move, {0, 0, 0});
  const std::vector<std::size_t> own{0, 1};
  const auto moves = displacements({kInversion, own}, positions, 0);  // -2 x: (-0.2, 0, -1.98) and (-0.84, 0, 0.06)
  expect_near(moves[0], {-0.18, 0.0, -0.02});  // apart by (-0.64, 0, 2.04), nearest (0.36, 0, 0.04)
  expect_near(moves[1], {0.18, 0.0, 0.02});
}

TEST(SymmetryAverage, PositionsAreTheMeanOverTheGroup) {
  const std::vector<Fractional> positions{{0.10, 0.22, 0.3}, {0.20, 0.08, 0.3}, {0.5, 0.5, 0.9}};
  const std::vector<std::size_t> stay{0, 1, 2};
  const std::vector<std::size_t> exchange{1, 0, 2};
  const auto averaged = averaged_positions(positions, {{kIdentity, stay}, {kFirstTwoExchanged, exchange}}, 2);
  expect_near(averaged[0], {0.09, 0.21, 0.3});
  expect_near(averaged[1], {0.21, 0.09, 0.3});
  expect_near(averaged[2], {0.5, 0.5, 0.9});
}

TEST(SymmetryAverage, TheLatticeIsPreservedByEveryRotation) {
  const Basis skewed{Cartesian{3.0, 0.1, -0.2}, Cartesian{-1.3, 2.9, 0.3}, Cartesian{0.9, 1.1, 4.0}};
  const std::vector<std::size_t> none;
  const Basis averaged = averaged_basis(skewed, {{kIdentity, none}, {kFirstTwoExchanged, none}});
  const Metric metric = metric_of(averaged);
  EXPECT_NEAR(metric[0][0], metric[1][1], 1e-12);
  EXPECT_NEAR(metric[0][2], metric[1][2], 1e-12);
  const Metric before = metric_of(skewed);
  EXPECT_NEAR(metric[0][0], 0.5 * (before[0][0] + before[1][1]), 1e-12);
  EXPECT_NEAR(metric[0][1], before[0][1], 1e-12);
  EXPECT_NEAR(metric[2][2], before[2][2], 1e-12);
}

TEST(SymmetryAverage, TheLatticeIsStrainedNotTurned) {
  const Basis skewed{Cartesian{3.0, 0.1, -0.2}, Cartesian{-1.3, 2.9, 0.3}, Cartesian{0.9, 1.1, 4.0}};
  const std::vector<std::size_t> none;
  const Basis averaged = averaged_basis(skewed, {{kIdentity, none}, {kFirstTwoExchanged, none}});
  const Lattice old(skewed);
  std::array<Cartesian, 3> strain;  // what becomes of the unit vectors
  for (std::size_t i = 0; i < 3; ++i) {
    Cartesian unit;
    unit[i] = 1.0;
    strain[i] = Lattice(averaged).cartesian(old.fractional(unit));
  }
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(strain[i][j], strain[j][i], 1e-12) << i << j;
}

}  // namespace
}  // namespace crystalgan
