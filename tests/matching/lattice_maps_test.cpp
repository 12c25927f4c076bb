#include "crystalgan/matching/lattice_maps.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/lattice.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

using namespace test;

Basis cell(double a, double b, double c, double alpha, double beta, double gamma) {
  return Lattice::from_parameters(a, b, c, alpha, beta, gamma).rows();
}

std::size_t count_of_maps(const Basis& basis, double length_tolerance, double angle_tolerance) {
  const CellWindow window(shape_of(basis), length_tolerance, angle_tolerance);
  return LatticeMapper().find(LatticeVectors(basis, window.reach()), window).size();
}

TEST(LatticeMaps, AreTheSymmetryOfTheLattice) {
  // one of each pair ±: half the order of the lattice's point group
  EXPECT_EQ(count_of_maps(cell(4, 4, 4, 90, 90, 90), 0.01, 0.5), 24U);
  EXPECT_EQ(count_of_maps(cell(4, 4, 4, 60, 60, 60), 0.01, 0.5), 24U);
  EXPECT_EQ(count_of_maps(cell(4, 4, 6, 90, 90, 120), 0.01, 0.5), 12U);
  EXPECT_EQ(count_of_maps(cell(3, 4, 5, 90, 90, 90), 0.01, 0.5), 4U);
  EXPECT_EQ(count_of_maps(cell(3, 4, 5, 80, 75, 70), 0.01, 0.5), 1U);
}

TEST(LatticeMaps, AllLieInTheWindowAndSpanTheLattice) {
  Random random{Seed(9)};
  LatticeMapper mapper;
  std::size_t all = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const ClosestImage images(skewed_basis(random));
    const Basis& basis = images.reduced();
    if (std::fabs(triple_product(basis)) < 0.1) continue;
    const CellShape target = shape_of(basis);
    const CellWindow window(target, 0.2, 5.0);
    for (const LatticeMap& map : mapper.find(LatticeVectors(basis, window.reach()), window)) {
      Change change;
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) change[i][j] = map.multiples[i][j];
      EXPECT_EQ(std::abs(determinant(change)), 1);
      const CellShape shape = shape_of(changed(change, basis));
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(shape.lengths[i], map.shape.lengths[i], 1e-12);
        EXPECT_NEAR(shape.cosines[i], map.shape.cosines[i], 1e-12);
        EXPECT_LT(shape.lengths[i], 1.2 * target.lengths[i]);
        EXPECT_GT(shape.lengths[i], target.lengths[i] / 1.2);
        EXPECT_LT(std::fabs(std::acos(shape.cosines[i]) - std::acos(target.cosines[i])), 5.0 * std::numbers::pi / 180);
      }
      ++all;
    }
  }
  EXPECT_GT(all, 100U);
}

TEST(LatticeVectors, AreOneOfEachPairUpToTheReach) {
  const LatticeVectors some(cell(2, 2, 2, 90, 90, 90), 3.0);
  EXPECT_EQ(some.vectors().size(), 9U);  // 6 along the axes, 12 along the diagonals of faces
  EXPECT_DOUBLE_EQ(some.vectors().front().length, 2.0);
  EXPECT_DOUBLE_EQ(some.vectors().back().length, std::sqrt(8.0));
}

TEST(MeanShape, IsTheMeanOfLengthsAndAngles) {
  const CellShape mean = mean_shape(shape_of(cell(3, 4, 5, 70, 80, 100)), shape_of(cell(3.5, 4.2, 6, 75, 90, 120)));
  const CellShape expected = shape_of(cell(3.25, 4.1, 5.5, 72.5, 85, 110));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(mean.lengths[i], expected.lengths[i], 1e-12);
    EXPECT_NEAR(mean.cosines[i], expected.cosines[i], 1e-12);
  }
}

TEST(CellShape, SurvivesTheWayThroughABasis) {
  for (const auto& [name, basis] : three_cells()) {
    const CellShape shape = shape_of(basis);
    const CellShape again = shape_of(basis_of(shape));
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(again.lengths[i], shape.lengths[i], 1e-12) << name;
      EXPECT_NEAR(again.cosines[i], shape.cosines[i], 1e-12) << name;
    }
  }
}

TEST(LllReduced, SpansTheSameLatticeWithShorterVectors) {
  Random random{Seed(14)};
  for (int trial = 0; trial < 200; ++trial) {
    const Basis good = ClosestImage(skewed_basis(random)).reduced();
    if (std::fabs(triple_product(good)) < 0.05) continue;
    const Basis bad = changed(random_change(random, 4), good);
    IntegerMatrix multiples;
    const Basis reduced = lll_reduced(bad, multiples);
    Change change;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) change[i][j] = multiples[i][j];
    EXPECT_EQ(std::abs(determinant(change)), 1);
    const Basis by_multiples = changed(change, bad);
    double product = 1.0;
    double least = 1.0;
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(length(by_multiples[i] - reduced[i]), 0.0, 1e-9);
      product *= length(reduced[i]);
      least *= length(good[i]);
    }
    EXPECT_LE(product, 2.83 * least);  // 2^(n(n-1)/4) for n = 3, by Lenstra, Lenstra & Lovász
  }
}

TEST(Inverse, UndoesAChangeOfBasis) {
  Random random{Seed(15)};
  for (int trial = 0; trial < 100; ++trial) {
    const Change change = random_change(random, 3);
    IntegerMatrix matrix;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) matrix[i][j] = static_cast<int>(change[i][j]);
    const IntegerMatrix inverted = inverse(matrix);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        int entry = 0;
        for (std::size_t k = 0; k < 3; ++k) entry += matrix[i][k] * inverted[k][j];
        EXPECT_EQ(entry, i == j ? 1 : 0);
      }
  }
}

}  // namespace
}  // namespace crystalgan
