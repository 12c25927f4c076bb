#include "crystalgan/matching/lattice_maps.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/lattice.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

using namespace test;

Basis cell(double a, double b, double c, double alpha, double beta, double gamma) {
  return Lattice::from_parameters(a, b, c, alpha, beta, gamma).rows();
}

// Chosen: more than any of these cells needs.
constexpr std::size_t kCandidates = 1'000'000;
constexpr std::int64_t kSteps = 100'000'000;

std::vector<LatticeMap> maps_of(const Basis& basis, const CellWindow& window) {
  std::vector<LatticeMap> maps;
  WorkBudget budget(kSteps);
  visit_lattice_maps(LatticeVectors(basis, window.reach(), kCandidates), window, budget, [&](const LatticeMap& map) {
    maps.push_back(map);
    return false;
  });
  EXPECT_FALSE(budget.is_spent());
  return maps;
}

std::size_t count_of_maps(const Basis& basis, double length_tolerance, double angle_tolerance) {
  return maps_of(basis, CellWindow(shape_of(basis), length_tolerance, angle_tolerance)).size();
}

// By brute force: every triple of vectors, one of each pair ±.
std::set<IntegerMatrix> all_maps(const Basis& basis, const CellWindow& window) {
  const double reach = std::max(window.reach(), window.lengths(2).high);
  const LatticeVectors all(basis, reach, kCandidates);
  std::vector<Multiples> vectors;
  for (const LatticeVector& vector : all.vectors()) {
    vectors.push_back(vector.multiples);
    vectors.push_back({-vector.multiples[0], -vector.multiples[1], -vector.multiples[2]});
  }
  std::set<IntegerMatrix> maps;
  for (const Multiples& a : vectors)
    for (const Multiples& b : vectors)
      for (const Multiples& c : vectors) {
        const Change change{{{a[0], a[1], a[2]}, {b[0], b[1], b[2]}, {c[0], c[1], c[2]}}};
        if (std::abs(determinant(change)) != 1 || !window.contains(shape_of(changed(change, basis)))) continue;
        const IntegerMatrix map{a, b, c};
        IntegerMatrix opposite = map;
        for (auto& row : opposite)
          for (auto& entry : row) entry = -entry;
        maps.insert(std::max(map, opposite));
      }
  return maps;
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
  std::size_t all = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const ClosestImage images(skewed_basis(random));
    const Basis& basis = images.reduced();
    if (std::fabs(triple_product(basis)) < 0.1) continue;
    const CellShape target = shape_of(basis);
    const CellWindow window(target, 0.2, 5.0);
    for (const LatticeMap& map : maps_of(basis, window)) {
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

TEST(LatticeMaps, AreAllThatThereAre) {
  Random random{Seed(10)};
  std::size_t all = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const Basis basis = ClosestImage(skewed_basis(random)).reduced();
    const CellShape shape = shape_of(basis);
    if (std::fabs(triple_product(basis)) < 0.3 * shape.lengths[0] * shape.lengths[1] * shape.lengths[2]) continue;
    if (shape.lengths[2] > 2.0 * shape.lengths[0]) continue;  // for the time of the brute force
    const CellWindow window(shape, between(random, 0.05, 0.7), between(random, 3.0, 25.0));
    std::set<IntegerMatrix> found;
    for (const LatticeMap& map : maps_of(basis, window)) {
      IntegerMatrix opposite = map.multiples;
      for (auto& row : opposite)
        for (auto& entry : row) entry = -entry;
      EXPECT_TRUE(found.insert(std::max(map.multiples, opposite)).second);
    }
    EXPECT_EQ(found, all_maps(basis, window));
    all += found.size();
  }
  EXPECT_GT(all, 100U);
}

TEST(LatticeMaps, AreTheSameFromAnyBasisOfTheLattice) {
  Random random{Seed(11)};
  std::size_t all = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const Basis basis = ClosestImage(skewed_basis(random)).reduced();
    const CellShape shape = shape_of(basis);
    if (std::fabs(triple_product(basis)) < 0.3 * shape.lengths[0] * shape.lengths[1] * shape.lengths[2]) continue;
    const CellWindow window(shape, 0.3, 20.0);
    const std::size_t count = maps_of(basis, window).size();
    EXPECT_EQ(maps_of(changed(random_change(random, 4), basis), window).size(), count);
    all += count;
  }
  EXPECT_GT(all, 1000U);
}

TEST(LatticeMaps, BeginWithTheCellItself) {
  const Basis basis = cell(3, 3, 3, 90, 90, 90);
  const auto maps = maps_of(basis, CellWindow(shape_of(basis), 0.1, 5.0));
  EXPECT_EQ(maps.front().multiples, (IntegerMatrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}));
}

TEST(LatticeMaps, OfNeedlesAndPlatesAreCountable) {
  // 100 Å tan 5° = 8.7 Å and 150 Å tan 5° = 13.1 Å aside: c + m a + n b with |m| and |n| up to 8; a and b may change
  // places, and b and c may change signs
  EXPECT_EQ(count_of_maps(cell(1, 1, 100, 90, 90, 90), 0.3, 5.0), 8U * 17U * 17U);
  // b + m a with |m| up to 8, c + n a with |n| up to 13, and the signs
  EXPECT_EQ(count_of_maps(cell(1, 100, 150, 90, 90, 90), 0.1, 5.0), 4U * 17U * 27U);
}

TEST(LatticeMaps, EndWhenTheBudgetIsSpent) {
  const Basis basis = cell(1, 1, 1000, 90, 90, 90);
  const CellWindow window(shape_of(basis), 0.2, 5.0);
  WorkBudget budget(10'000);
  std::size_t visits = 0;
  visit_lattice_maps(LatticeVectors(basis, window.reach(), kCandidates), window, budget, [&](const LatticeMap&) {
    ++visits;
    return false;
  });
  EXPECT_TRUE(budget.is_spent());
  EXPECT_GT(visits, 0U);
  EXPECT_LT(visits, 10'000U);
}

TEST(LatticeVectors, ReachLessFarWhereThereAreTooMany) {
  const Basis basis = cell(2, 2, 2, 90, 90, 90);
  const LatticeVectors some(basis, 100.0, 1000);
  EXPECT_LT(some.reach(), 10.0);
  EXPECT_LE(some.vectors().size(), 500U);
  EXPECT_DOUBLE_EQ(LatticeVectors(basis, 3.0, 1000).reach(), 3.0);
  EXPECT_TRUE(LatticeVectors(basis, 3.0, 0).vectors().empty());
}

TEST(LatticeVectors, AreOneOfEachPairUpToTheReach) {
  const LatticeVectors some(cell(2, 2, 2, 90, 90, 90), 3.0, kCandidates);
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

}  // namespace
}  // namespace crystalgan
