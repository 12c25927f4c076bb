#include "crystalgan/crystal/lattice_rotations.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/closest_image.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

std::size_t count(const Basis& basis, double tolerance) {
  return lattice_rotations(ClosestImage(basis).reduced(), tolerance).size();
}

TEST(LatticeRotations, AreTheHolohedryOfTheLattice) {
  // orders of the holohedries: International Tables for Crystallography A, section 3.2
  const double a = 3.1;
  const double c = 5.2;
  const double h = std::sqrt(3.0) / 2.0;
  const double exact = 1e-6;
  EXPECT_EQ(count({Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}, exact), 48U);
  EXPECT_EQ(count({Cartesian{0, a, a}, Cartesian{a, 0, a}, Cartesian{a, a, 0}}, exact), 48U);
  EXPECT_EQ(count({Cartesian{-a, a, a}, Cartesian{a, -a, a}, Cartesian{a, a, -a}}, exact), 48U);
  EXPECT_EQ(count({Cartesian{a, 0, 0}, Cartesian{-a / 2, a * h, 0}, Cartesian{0, 0, c}}, exact), 24U);
  EXPECT_EQ(count({Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, c}}, exact), 16U);
  EXPECT_EQ(count({Cartesian{a, 0, 0}, Cartesian{-a / 2, a * h, 0}, Cartesian{a / 2, a * h / 3, c}}, exact), 12U);
  EXPECT_EQ(count({Cartesian{a, 0, 0}, Cartesian{0, 4.0, 0}, Cartesian{0, 0, c}}, exact), 8U);
  EXPECT_EQ(count({Cartesian{a, 0, 0}, Cartesian{0, 4.0, 0}, Cartesian{0.7, 0, c}}, exact), 4U);
  EXPECT_EQ(count(test::three_cells()[2].basis, exact), 2U);
}

TEST(LatticeRotations, DoNotDependOnTheChoiceOfCell) {
  Random random(Seed(4).derive("choice"));
  for (const auto& [name, basis] : test::three_cells())
    for (int round = 0; round < 20; ++round)
      EXPECT_EQ(count(test::changed(test::random_change(random, 3), basis), 1e-6), count(basis, 1e-6)) << name;
}

TEST(LatticeRotations, TheToleranceIsWhatALengthMayChange) {
  const Basis nearly{Cartesian{3.0, 0, 0}, Cartesian{0, 3.0, 0}, Cartesian{0, 0, 3.2}};
  EXPECT_EQ(count(nearly, 0.19), 16U);
  EXPECT_EQ(count(nearly, 0.21), 48U);
}

TEST(LatticeRotations, TheMismatchOfAnExactOneIsNone) {
  for (const LatticeRotation& found : lattice_rotations(ClosestImage(test::three_cells()[1].basis).reduced(), 0.01))
    EXPECT_NEAR(found.mismatch, 0.0, 1e-12);
}

}  // namespace
}  // namespace crystalgan
