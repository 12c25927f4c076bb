#include "crystalgan/core/closest_image.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

using test::between;
using test::changed;
using test::combined;
using test::random_change;

double nearest_distance(const Basis& basis, const Cartesian& apart) {
  return length(apart + combined(ClosestImage(basis).nearest(apart), basis));
}

/// The least |apart + n·basis| of all n in [-8, 8]^3.
double brute_force_distance(const Basis& basis, const Cartesian& apart) {
  double least = std::numeric_limits<double>::infinity();
  for (std::int64_t i = -8; i <= 8; ++i)
    for (std::int64_t j = -8; j <= 8; ++j)
      for (std::int64_t k = -8; k <= 8; ++k) least = std::min(least, length(apart + combined({i, j, k}, basis)));
  return least;
}

double brute_force_shortest(const Basis& basis) {
  double least = std::numeric_limits<double>::infinity();
  for (std::int64_t i = -8; i <= 8; ++i)
    for (std::int64_t j = -8; j <= 8; ++j)
      for (std::int64_t k = -8; k <= 8; ++k)
        if (i != 0 || j != 0 || k != 0) least = std::min(least, length(combined({i, j, k}, basis)));
  return least;
}

Cartesian random_point(Random& random, const Basis& basis) {
  return random.uniform() * basis[0] + random.uniform() * basis[1] + random.uniform() * basis[2];
}

TEST(ClosestImage, IsNotWhereRoundedFractionsSay) {
  const Basis basis{Cartesian{1, 0, 0}, Cartesian{0.9, 0.5, 0}, Cartesian{0, 0, 1}};
  const Cartesian apart = 0.45 * basis[0] + 0.45 * basis[1];  // rounds to no shift at all
  EXPECT_NEAR(length(apart), 0.884, 5e-4);
  EXPECT_EQ(ClosestImage(basis).nearest(apart), (ImageIndex{-1, 0, 0}));
  EXPECT_NEAR(nearest_distance(basis, apart), 0.268, 5e-4);
}

TEST(ClosestImage, OfTheCentreOfACubeIsHalfTheDiagonalAway) {
  for (const double a : {1e-8, 1.0, 4.09, 1e8}) {
    const Basis cube{Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}};
    EXPECT_NEAR(nearest_distance(cube, {2.5 * a, -7.5 * a, 0.5 * a}) / a, std::sqrt(0.75), 1e-12);
  }
}

TEST(ClosestImage, OfTheTriangleCentreOfAHexagonIsASideOverRootThreeAway) {
  const Basis basis = test::three_cells()[1].basis;
  const Cartesian apart = (2.0 / 3.0) * basis[0] + (1.0 / 3.0) * basis[1] + 3.0 * basis[2];
  EXPECT_NEAR(nearest_distance(basis, apart), 3.62 / std::sqrt(3.0), 1e-12);
}

TEST(ClosestImage, EqualsABruteForceSearchInSkewedFlatAndNeedleCells) {
  Random random(Seed(1).derive("brute force"));
  int found_elsewhere = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const Basis basis = trial % 3 == 0   ? test::skewed_basis(random)
                        : trial % 3 == 1 ? test::flat_basis(random)
                                         : test::needle_basis(random);
    const Cartesian apart = random_point(random, basis);
    const ImageIndex image = ClosestImage(basis).nearest(apart);
    const double distance = length(apart + combined(image, basis));
    const double brute = brute_force_distance(basis, apart);
    EXPECT_LE(distance, brute + 1e-12) << "trial " << trial;
    // in a very flat cell the nearest image lies outside the box that was searched
    if (std::any_of(image.begin(), image.end(), [](std::int64_t n) { return std::abs(n) > 8; }))
      ++found_elsewhere;
    else
      EXPECT_NEAR(distance, brute, 1e-12) << "trial " << trial;
  }
  EXPECT_LT(found_elsewhere, 30);
}

TEST(ClosestImage, DoesNotDependOnTheChoiceOfCell) {
  Random random(Seed(1).derive("choice of cell"));
  for (const auto& [name, basis] : test::three_cells()) {
    for (int trial = 0; trial < 100; ++trial) {
      const Cartesian apart = random_point(random, basis);
      const Basis other = changed(random_change(random, 8), basis);
      EXPECT_NEAR(nearest_distance(other, apart), brute_force_distance(basis, apart), 1e-9) << name;
    }
  }
}

TEST(ClosestImage, DoesNotDependOnAShiftByWholeCellsHoweverFar) {
  Random random(Seed(1).derive("shift"));
  for (const auto& [name, basis] : test::three_cells()) {
    const Cartesian apart = random_point(random, basis);
    for (const std::int64_t far : {1, 100, 10'000, 1'000'000}) {
      const Cartesian shifted = apart + combined({far, -2 * far, far + 7}, basis);
      EXPECT_NEAR(nearest_distance(basis, shifted), brute_force_distance(basis, apart), 1e-8) << name << far;
    }
  }
}

TEST(ClosestImage, OfALatticePointIsThePointItself) {
  for (const auto& [name, basis] : test::three_cells()) {
    EXPECT_EQ(ClosestImage(basis).nearest({0, 0, 0}), (ImageIndex{0, 0, 0})) << name;
    EXPECT_EQ(ClosestImage(basis).nearest(combined({3, -2, 5}, basis)), (ImageIndex{-3, 2, -5})) << name;
  }
}

TEST(ClosestImage, OfManyAtOnceIsThatOfEach) {
  Random random(Seed(1).derive("many at once"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (int trial = 0; trial < 200; ++trial) {
    Basis basis = trial % 3 == 0   ? test::skewed_basis(random)
                  : trial % 3 == 1 ? test::flat_basis(random)
                                   : test::needle_basis(random);
    if (trial % 10 == 0) basis[2] = basis[0];  // singular
    if (trial % 20 == 0) basis[1] = {};
    const ClosestImage images(basis);
    std::vector<Cartesian> apart(random.below(200));  // more and fewer than go together
    for (Cartesian& one : apart) one = random_point(random, basis) - random_point(random, basis);
    if (apart.size() > 3) {
      apart[0] = {};
      apart[1] = apart[1] + combined({1'000, -2'000, 700}, basis);
      apart[2] = {nan, 0, 0};
    }
    std::vector<NearestImage> nearest(apart.size());
    images.nearest(apart, nearest);
    for (std::size_t i = 0; i < apart.size(); ++i) {
      if (i == 2 && apart.size() > 3) continue;
      const double distance = length(apart[i] + combined(nearest[i].index, basis));
      EXPECT_NEAR(std::sqrt(nearest[i].square), distance, 1e-9) << trial;
      EXPECT_NEAR(distance, length(apart[i] + combined(images.nearest(apart[i]), basis)), 1e-9) << trial;
    }
  }
}

TEST(ClosestImage, TheShortestVectorIsTheShortestOfABruteForceSearch) {
  Random random(Seed(1).derive("shortest"));
  for (int trial = 0; trial < 200; ++trial) {
    const Basis basis = trial % 2 == 0 ? test::skewed_basis(random) : test::needle_basis(random);
    const ClosestImage images(basis);
    const ImageIndex shortest = images.shortest();
    EXPECT_NE(shortest, (ImageIndex{0, 0, 0}));
    EXPECT_LE(length(combined(shortest, basis)), brute_force_shortest(basis) + 1e-12) << "trial " << trial;
    EXPECT_NEAR(length(combined(shortest, basis)), length(images.reduced()[0]), 1e-12);
  }
}

TEST(ClosestImage, TheTransformMakesTheReducedBasisAndKeepsTheVolume) {
  Random random(Seed(1).derive("transform"));
  for (int trial = 0; trial < 300; ++trial) {
    Basis basis = trial % 3 == 0   ? test::skewed_basis(random)
                  : trial % 3 == 1 ? test::flat_basis(random)
                                   : test::needle_basis(random);
    if (trial % 2 == 0) basis = changed(random_change(random, 6), basis);
    const ClosestImage images(basis);
    const Basis made = changed(images.transform(), basis);
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(made[row][axis], images.reduced()[row][axis], 1e-9);
    EXPECT_EQ(std::abs(test::determinant(images.transform())), 1);
  }
}

TEST(ClosestImage, NoSmallCombinationShortensAReducedVector) {
  // Minkowski's conditions in three dimensions
  Random random(Seed(1).derive("Minkowski"));
  for (int trial = 0; trial < 300; ++trial) {
    const Basis basis = changed(random_change(random, 6), test::skewed_basis(random));
    const Basis reduced = ClosestImage(basis).reduced();
    EXPECT_LE(length(reduced[0]), length(reduced[1]) * (1 + 1e-9));
    EXPECT_LE(length(reduced[1]), length(reduced[2]) * (1 + 1e-9));
    for (std::int64_t i = -1; i <= 1; ++i) {
      EXPECT_GE(length(reduced[1] + combined({i, 0, 0}, reduced)), length(reduced[1]) * (1 - 1e-9));
      for (std::int64_t j = -1; j <= 1; ++j)
        EXPECT_GE(length(reduced[2] + combined({i, j, 0}, reduced)), length(reduced[2]) * (1 - 1e-9));
    }
  }
}

/// An answer exists, is finite and no worse than no shift at all, up to the rounding of its own sum.
void expect_harmless(const Basis& basis, const Cartesian& apart) {
  const ClosestImage images(basis);
  const ImageIndex image = images.nearest(apart);
  double largest = length(apart);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_LT(std::abs(image[i]), std::int64_t{1} << 62U);
    largest = std::max(largest, static_cast<double>(std::abs(image[i])) * length(basis[i]));
    for (std::size_t j = 0; j < 3; ++j) EXPECT_TRUE(std::isfinite(images.reduced()[i][j]));
  }
  EXPECT_LE(length(apart + combined(image, basis)), length(apart) + 1e-9 * largest);
}

TEST(ClosestImage, SingularBasesAreHarmless) {
  const Cartesian zero{0, 0, 0};
  const Cartesian a{1.1, 0.3, -0.2};
  const Cartesian b{0.3, 0.7, 0.1};
  const Cartesian c{-0.4, 0.2, 0.9};
  for (const Basis& basis :
       {Basis{zero, zero, zero}, Basis{zero, b, c}, Basis{a, zero, zero}, Basis{a, a, c}, Basis{a, -a, a},
        Basis{a, b, a + b}, Basis{a, b, (1.0 / 3.0) * a}, Basis{a, 0.3 * a, 0.7 * a},
        Basis{a, std::sqrt(2.0) * a, std::sqrt(3.0) * a}, Basis{a, b, std::sqrt(2.0) * a - std::sqrt(3.0) * b},
        Basis{a, b, 1e-12 * c}, Basis{1e-300 * a, b, c}, Basis{1e-160 * a, 1e-170 * b, c}})
    for (const Cartesian& apart : {zero, a, Cartesian{0.4, 0.5, 0.6}, Cartesian{1e6, -1e6, 3}, Cartesian{1e30, 0, 0}})
      expect_harmless(basis, apart);
}

TEST(ClosestImage, NearlySingularBasesOfEveryLengthAreHarmless) {
  Random random(Seed(1).derive("nearly singular"));
  const auto scale = [&] { return std::pow(10.0, between(random, -8.0, 8.0)); };
  for (int trial = 0; trial < 3000; ++trial) {
    Basis basis = test::skewed_basis(random);
    const double mix = between(random, -1.0, 1.0);
    const double other = between(random, -1.0, 1.0);
    switch (trial % 4) {
      case 0:
        basis[2] = mix * basis[0] + other * basis[1];
        break;
      case 1:
        basis[1] = mix * basis[0];
        break;
      case 2:
        basis[1] = mix * basis[0];
        basis[2] = other * basis[0];
        break;
      default:
        break;
    }
    for (Cartesian& row : basis) row = scale() * row;
    expect_harmless(basis, scale() * test::skewed_basis(random)[0]);
  }
}

TEST(ClosestImage, APointThatIsNoNumberStaysWhereItIs) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  for (const auto& [name, basis] : test::three_cells()) {
    EXPECT_EQ(ClosestImage(basis).nearest({nan, 0, 0}), (ImageIndex{0, 0, 0})) << name;
    EXPECT_EQ(ClosestImage(basis).nearest({infinite, 0, 0}), (ImageIndex{0, 0, 0})) << name;
  }
}

}  // namespace
}  // namespace crystalgan
