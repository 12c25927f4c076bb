#include "crystalgan/crystal/lattice.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

void expect_near(const Cartesian& got, const Cartesian& expected, double tolerance = 1e-12) {
  for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(got[axis], expected[axis], tolerance);
}

TEST(Lattice, TheRowsAreTheVectors) {
  // By hand, in a cell whose transpose is another cell.
  const Lattice lattice({Cartesian{1, 0, 0}, Cartesian{0.9, 0.5, 0}, Cartesian{-0.2, 0.3, 2}});
  expect_near(lattice.cartesian({0, 1, 0}), {0.9, 0.5, 0});
  expect_near(lattice.cartesian({1, 2, -1}), {1 + 1.8 + 0.2, 1 - 0.3, -2});
  EXPECT_NEAR(lattice.volume(), 1.0, 1e-15);
  EXPECT_TRUE(lattice.right_handed());
}

TEST(Lattice, FractionalUndoesCartesian) {
  Random random(Seed(1));
  for (const auto& [name, basis] : test::three_cells()) {
    const Lattice lattice(basis);
    for (int trial = 0; trial < 50; ++trial) {
      const Fractional position{test::between(random, -3, 3), random.uniform(), test::between(random, -3, 3)};
      const Fractional back = lattice.fractional(lattice.cartesian(position));
      for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(back[axis], position[axis], 1e-12) << name;
    }
  }
}

TEST(Lattice, ParametersAreReadBackAndOrientedByConvention) {
  for (const auto& expected :
       {std::array<double, 6>{4.09, 4.09, 4.09, 90, 90, 90}, std::array<double, 6>{3.62, 3.62, 5.03, 90, 90, 120},
        std::array<double, 6>{3.1, 4.2, 5.3, 71, 83, 97}, std::array<double, 6>{3.1, 4.2, 5.3, 35, 141, 123}}) {
    const auto [a, b, c, alpha, beta, gamma] = expected;
    const Lattice lattice = Lattice::from_parameters(a, b, c, alpha, beta, gamma);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(lattice.lengths()[i], expected[i], 1e-12);
      EXPECT_NEAR(lattice.angles()[i], expected[i + 3], 1e-10);
    }
    EXPECT_TRUE(lattice.right_handed());
    EXPECT_EQ(lattice.rows()[0][1], 0.0);
    EXPECT_EQ(lattice.rows()[0][2], 0.0);
    EXPECT_EQ(lattice.rows()[1][2], 0.0);
    EXPECT_GT(lattice.rows()[1][1], 0.0);
    // the volume from the parameters, International Tables B, section 1.1
    const auto cosine = [](double degrees) { return std::cos(degrees * std::acos(-1.0) / 180); };
    const double ca = cosine(alpha);
    const double cb = cosine(beta);
    const double cg = cosine(gamma);
    EXPECT_NEAR(lattice.volume(), a * b * c * std::sqrt(1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg), 1e-10);
  }
}

TEST(Lattice, RightAnglesAreExactlyOrthogonal) {
  const Lattice lattice = Lattice::from_parameters(3, 4, 5, 90, 90, 90);
  EXPECT_EQ(lattice.rows(), (Basis{Cartesian{3, 0, 0}, Cartesian{0, 4, 0}, Cartesian{0, 0, 5}}));
}

TEST(Lattice, ParametersOfNoCellAreRefused) {
  const double bad[][6] = {
      {0, 4, 5, 90, 90, 90},    {-3, 4, 5, 90, 90, 90},   {3, 4, kNan, 90, 90, 90}, {3, 4, kInfinite, 90, 90, 90},
      {3, 4, 5, 90, 90, 0},     {3, 4, 5, 90, 90, 180},   {3, 4, 5, 0, 90, 90},     {3, 4, 5, 30, 40, 80},
      {3, 4, 5, 120, 120, 120}, {3, 4, 5, 130, 130, 130}, {3, 4, 5, 90, kNan, 90},  {3, 4, 5, 90, 90, -60},
      {3, 4, 5, 90, 90, 300},   {3, 4, 5, -80, 90, 90},   {3, 4, 5, 90, 460, 90},   {3, 4, 5, 90, 90, kInfinite}};
  for (const auto& p : bad)
    EXPECT_THROW(Lattice::from_parameters(p[0], p[1], p[2], p[3], p[4], p[5]), StructureError)
        << p[0] << ' ' << p[1] << ' ' << p[2] << ' ' << p[3] << ' ' << p[4] << ' ' << p[5];
}

TEST(Lattice, VectorsThatSpanNoVolumeAreRefused) {
  const Cartesian a{3, 0.1, 0};
  const Cartesian b{0.2, 4, 0.3};
  for (const Basis& rows : {Basis{a, b, a + b}, Basis{a, a, b}, Basis{a, b, {0, 0, 0}}, Basis{a, b, {kNan, 0, 1}},
                            Basis{a, b, {kInfinite, 0, 1}}, Basis{a, b, {1e200, 1e200, 1e200}},
                            Basis{a, b, a - 0.3 * b + Cartesian{0, 0, 1e-10}}})
    EXPECT_THROW(Lattice{rows}, StructureError);
}

TEST(Lattice, AFlatOrSmallCellIsStillACell) {
  EXPECT_NO_THROW(Lattice::from_parameters(3, 3, 3, 1, 1, 1));
  EXPECT_NO_THROW(Lattice::from_parameters(1e-6, 1e-6, 1e-6, 80, 70, 60));
}

TEST(Lattice, ALeftHandedCellHasAPositiveVolume) {
  const Basis basis = test::three_cells()[2].basis;
  const Lattice right(basis);
  const Lattice left({basis[1], basis[0], basis[2]});
  EXPECT_NE(right.right_handed(), left.right_handed());
  EXPECT_DOUBLE_EQ(left.volume(), right.volume());
  const Fractional position = left.fractional(left.cartesian({0.1, 0.2, 0.3}));
  EXPECT_NEAR(position[0], 0.1, 1e-12);
  EXPECT_NEAR(position[2], 0.3, 1e-12);
}

TEST(Lattice, SpacingsAreVolumeOverArea) {
  for (const auto& [name, basis] : test::three_cells()) {
    const Lattice lattice(basis);
    EXPECT_NEAR(lattice.spacings()[0], lattice.volume() / length(cross(basis[1], basis[2])), 1e-12) << name;
    EXPECT_NEAR(lattice.spacings()[1], lattice.volume() / length(cross(basis[2], basis[0])), 1e-12) << name;
    EXPECT_NEAR(lattice.spacings()[2], lattice.volume() / length(cross(basis[0], basis[1])), 1e-12) << name;
  }
  // by hand: the (100) planes of a hexagonal cell are a sqrt3/2 apart
  EXPECT_NEAR(Lattice(test::three_cells()[1].basis).spacings()[0], 3.62 * std::sqrt(0.75), 1e-12);
}

TEST(Lattice, ScaledScalesLengthsAndKeepsAngles) {
  const Lattice lattice(test::three_cells()[2].basis);
  const Lattice larger = lattice.scaled(1.5);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(larger.lengths()[i], 1.5 * lattice.lengths()[i], 1e-12);
    EXPECT_NEAR(larger.angles()[i], lattice.angles()[i], 1e-10);
  }
  EXPECT_NEAR(larger.volume(), 3.375 * lattice.volume(), 1e-10);
  EXPECT_THROW(lattice.scaled(0.0), StructureError);
}

TEST(Lattice, WrappedPositionsAreBelowOneEvenFromJustBelowZero) {
  EXPECT_EQ(wrapped({0.25, 1.25, -0.75}), (Fractional{0.25, 0.25, 0.25}));
  EXPECT_EQ(wrapped({1.0, 0.0, -3.0}), (Fractional{0, 0, 0}));
  EXPECT_EQ(wrapped({-1e-17, -1e-300, 1 - 1e-17}), (Fractional{0, 0, 0}));
  const Fractional below = wrapped({-1e-15, 0, 0});
  EXPECT_LT(below[0], 1.0);
  EXPECT_GT(below[0], 0.9);
}

}  // namespace
}  // namespace crystalgan
