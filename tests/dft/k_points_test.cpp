#include "crystalgan/dft/k_points.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "crystalgan/core/error.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

KPoints points(double a, double b, double c, double alpha, double beta, double gamma, double spacing = 0.32) {
  return k_points(Lattice::from_parameters(a, b, c, alpha, beta, gamma), spacing);
}

TEST(KPoints, ACubeOfFourAngstromHasFiveEachWay) {
  EXPECT_EQ(points(4, 4, 4, 90, 90, 90), (KPoints{5, 5, 5}));  // 2π/4 = 1.571 = 4.91 x 0.32
  EXPECT_EQ(points(8, 4, 40, 90, 90, 90), (KPoints{3, 5, 1}));
}

TEST(KPoints, AHexagonHasMoreInItsPlaneThanACubeOfItsEdge) {
  // the lattice planes of a and b are 3 sin 60° apart: 2π/2.598 = 2.418 = 7.56 x 0.32; c: 2π/5 = 1.257 = 3.93 x 0.32
  EXPECT_EQ(points(3, 3, 5, 90, 90, 120), (KPoints{8, 8, 4}));
}

TEST(KPoints, ASkewedCellIsCountedByItsLatticePlanes) {
  // by hand: a* = (1/2, -1/2, 0), b* = (0, 1, -1), c* = (0, 0, 1/4); 2π |a*| = 4.443, 2π |b*| = 8.886, 2π |c*| = 1.571
  EXPECT_EQ(k_points(Lattice({Cartesian{2, 0, 0}, Cartesian{1, 1, 0}, Cartesian{4, 4, 4}}), 0.32),
            (KPoints{14, 28, 5}));
}

TEST(KPoints, NeighboursAreNeverFurtherApartThanTheSpacingNorCloserThanNeeded) {
  for (const auto& cell : test::three_cells()) {
    const Lattice lattice(cell.basis);
    for (const double spacing : {0.1, 0.32, 0.9}) {
      const KPoints found = k_points(lattice, spacing);
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const Cartesian area = cross(cell.basis[(axis + 1) % 3], cell.basis[(axis + 2) % 3]);
        const double reciprocal = 2.0 * std::numbers::pi * length(area) / lattice.volume();
        EXPECT_LE(reciprocal / found[axis], spacing * (1 + 1e-5)) << cell.name;
        if (found[axis] > 1) {
          EXPECT_GT(reciprocal / (found[axis] - 1), spacing) << cell.name;
        }
      }
    }
  }
}

TEST(KPoints, EqualAxesHaveEqualNumbersWhateverTheRounding) {
  const double edge = 2.0 * std::numbers::pi / (0.32 * 5);  // exactly on the step from 5 to 6
  EXPECT_EQ(points(edge * (1 + 1e-9), edge, edge * (1 - 1e-9), 90, 90, 90), (KPoints{5, 5, 5}));
}

TEST(KPoints, ASpacingOutOfBoundsIsRefused) {
  for (const double spacing : {0.0, -0.3, 0.049, 2.1, std::nan(""), std::numeric_limits<double>::infinity()})
    EXPECT_THROW(points(4, 4, 4, 90, 90, 90, spacing), ConfigError) << spacing;
}

}  // namespace
}  // namespace crystalgan
