#include "crystalgan/gan/pair_geometry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/gan/atom_batches.hpp"
#include "tests/support/cells.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::between;
using test::cell;
using test::check_gradient;
using test::cube;
using test::leaf;
using test::stacked;

constexpr std::int64_t kX = 0;
constexpr std::int64_t kA = 1;
constexpr std::int64_t kB = 2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Kinds = std::vector<std::int64_t>;

// Å. A limit of its own for every pair of kinds; no margin.
PairWindow window(double most_metal = 3.0, double margin = 0.0) {
  return {{{{2.1, 1.6, 1.7}, {1.6, 2.5, 2.4}, {1.7, 2.4, 2.3}}}, most_metal, margin};
}

double value(const at::Tensor& tensor) { return tensor.item<double>(); }

bool all_finite(const at::Tensor& tensor) { return at::isfinite(tensor).all().item<bool>(); }

void expect_terms(const GeometryTerms& terms, double geo1, double geo2) {
  EXPECT_NEAR(value(terms.geo1), geo1, 1e-12);
  EXPECT_NEAR(value(terms.geo2), geo2, 1e-12);
}

std::vector<Cartesian> random_atoms(Random& random, const Basis& basis, std::size_t count) {
  std::vector<Cartesian> atoms;
  for (std::size_t i = 0; i < count; ++i)
    atoms.push_back(random.uniform() * basis[0] + random.uniform() * basis[1] + random.uniform() * basis[2]);
  return atoms;
}

// Distance to the nearest image over [-6, 6]^3; of an atom and itself to the nearest own image.
double brute_distance(const Basis& basis, const Cartesian& apart, bool itself) {
  double least = kInfinity;
  for (std::int64_t i = -6; i <= 6; ++i)
    for (std::int64_t j = -6; j <= 6; ++j)
      for (std::int64_t k = -6; k <= 6; ++k)
        if (!itself || i != 0 || j != 0 || k != 0)
          least = std::min(least, length(apart + test::combined({i, j, k}, basis)));
  return least;
}

struct Expected {
  double geo1 = 0.0;
  double geo2 = 0.0;
};

Expected brute_force(const Basis& basis, const std::vector<Cartesian>& atoms, const Kinds& kinds,
                     const PairWindow& limits) {
  Expected sum;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    double nearest_metal = kInfinity;
    for (std::size_t j = 0; j < atoms.size(); ++j) {
      const double distance = brute_distance(basis, atoms[j] - atoms[i], i == j);
      const double least = limits.least[static_cast<std::size_t>(kinds[i])][static_cast<std::size_t>(kinds[j])];
      if (j >= i) sum.geo1 += std::pow(std::max(0.0, least + limits.margin - distance), 2);
      if (kinds[j] != kX) nearest_metal = std::min(nearest_metal, distance);
    }
    if (kinds[i] != kX) sum.geo2 += std::pow(std::max(0.0, nearest_metal - (limits.most_metal - limits.margin)), 2);
  }
  return sum;
}

TEST(PairGeometry, APairTooCloseAddsTheSquareOfWhatIsMissing) {
  const auto geo1 = [](std::int64_t one, std::int64_t other, double apart, double margin) {
    const auto atoms = cell(cube(10.0), {{1, 2, 3}, {1, 2 + apart, 3}});
    return value(pair_geometry(atoms, {one, other}, window(kInfinity, margin)).geo1);
  };
  EXPECT_NEAR(geo1(kA, kX, 1.2, 0.0), 0.4 * 0.4, 1e-12);
  EXPECT_NEAR(geo1(kX, kA, 1.2, 0.0), 0.4 * 0.4, 1e-12);
  EXPECT_NEAR(geo1(kA, kX, 1.2, 0.1), 0.5 * 0.5, 1e-12);
  EXPECT_NEAR(geo1(kA, kX, 1.65, 0.0), 0.0, 1e-12);
  EXPECT_NEAR(geo1(kA, kX, 1.65, 0.1), 0.05 * 0.05, 1e-12);
  EXPECT_NEAR(geo1(kB, kX, 1.2, 0.0), 0.5 * 0.5, 1e-12);
  EXPECT_NEAR(geo1(kX, kX, 1.2, 0.0), 0.9 * 0.9, 1e-12);
  EXPECT_NEAR(geo1(kA, kA, 1.2, 0.0), 1.3 * 1.3, 1e-12);
  EXPECT_NEAR(geo1(kB, kB, 1.2, 0.0), 1.1 * 1.1, 1e-12);
  EXPECT_NEAR(geo1(kA, kB, 1.2, 0.0), 1.2 * 1.2, 1e-12);
  EXPECT_NEAR(geo1(kA, kX, 8.8, 0.0), 0.4 * 0.4, 1e-12);  // across the border of the cell
}

TEST(PairGeometry, EveryPairCountsOnceAndNotOnlyTheNearest) {
  // Three X in a row, 1 Å each: two pairs at 1 Å, one at 2 Å, least 2.1 Å.
  const auto row = cell(cube(10.0), {{1, 1, 1}, {2, 1, 1}, {3, 1, 1}});
  expect_terms(pair_geometry(row, {kX, kX, kX}, window()), 2 * 1.1 * 1.1 + 0.1 * 0.1, 0.0);
}

TEST(PairGeometry, AnAtomTooCloseToItsOwnImageCountsOnce) {
  expect_terms(pair_geometry(cell(cube(2.0), {{0.3, 1, 0}}), {kB}, window()), 0.3 * 0.3, 0.0);
  expect_terms(pair_geometry(cell(cube(2.0), {{0.3, 1, 0}}), {kX}, window()), 0.1 * 0.1, 0.0);
  // a = 2 Å along x of a rhombic cell whose other vectors are longer
  const Basis rhombic{Cartesian{2, 0, 0}, Cartesian{9, 4, 0}, Cartesian{-7, 1, 5}};
  expect_terms(pair_geometry(cell(rhombic, {{0.3, 1, 0}}), {kA}, window()), 0.5 * 0.5, 0.0);
}

TEST(PairGeometry, AMetalWithoutAMetalNearbyAddsTheSquareOfTheExcess) {
  const auto atoms = cell(cube(10.0), {{0, 0, 0}, {0, 0, 4}});
  expect_terms(pair_geometry(atoms, {kA, kB}, window(3.0)), 0.0, 2 * 1.0 * 1.0);  // each of the two
  expect_terms(pair_geometry(atoms, {kA, kB}, window(3.0, 0.2)), 0.0, 2 * 1.2 * 1.2);
  expect_terms(pair_geometry(atoms, {kA, kA}, window(4.0)), 0.0, 0.0);
  expect_terms(pair_geometry(atoms, {kA, kA}, window(kInfinity, 0.2)), 0.0, 0.0);
  // three in a row: the outer one is 3.2 Å from the middle one, which has a nearer neighbour
  const auto row = cell(cube(20.0), {{0, 0, 0}, {2.8, 0, 0}, {6.0, 0, 0}});
  expect_terms(pair_geometry(row, {kA, kB, kA}, window(3.0)), 0.0, 0.2 * 0.2);
  // an own image is a metal too
  expect_terms(pair_geometry(cell(cube(3.5), {{1, 1, 1}}), {kB}, window(3.0)), 0.0, 0.5 * 0.5);
}

TEST(PairGeometry, TheMetalTermIgnoresX) {
  const auto atoms = cell(cube(10.0), {{0, 0, 0}, {0, 0, 4}, {0, 0, 2}});
  expect_terms(pair_geometry(atoms, {kA, kB, kX}, window(3.0)), 0.0, 2.0);
  expect_terms(pair_geometry(atoms, {kX, kX, kX}, window(0.1)), 2 * 0.1 * 0.1, 0.0);
}

TEST(PairGeometry, IsTheMeanOverStructures) {
  const auto close = cell(cube(10.0), {{0, 0, 0}, {1.2, 0, 0}});
  const auto wide = cell(cube(10.0), {{0, 0, 0}, {4.0, 0, 0}});
  const auto both = stacked({close, wide, wide}, 1);
  expect_terms(pair_geometry(both, {kA, kA}, window()), 1.3 * 1.3 / 3, 2 * 2.0 / 3);
}

TEST(PairGeometry, AgreesWithBruteForce) {
  Random random(Seed(1));
  const Kinds kinds{kX, kX, kA, kA, kB, kB};
  for (const auto& [name, basis] : test::three_cells())
    for (int trial = 0; trial < 10; ++trial) {
      const auto atoms = random_atoms(random, basis, kinds.size());
      for (const PairWindow& limits : {window(2.0), window(1.5, 0.3)}) {
        const Expected expected = brute_force(basis, atoms, kinds, limits);
        const auto terms = pair_geometry(cell(basis, atoms), kinds, limits);
        EXPECT_NEAR(value(terms.geo1), expected.geo1, 1e-9) << name;
        EXPECT_NEAR(value(terms.geo2), expected.geo2, 1e-9) << name;
        EXPECT_GT(expected.geo1, 0.0) << name;
      }
    }
}

TEST(PairGeometry, IsZeroExactlyWhereEveryLimitIsKept) {
  Random random(Seed(2));
  const Kinds kinds{kX, kA, kB, kB};
  for (const auto& [name, basis] : test::three_cells()) {
    const auto places = random_atoms(random, basis, kinds.size());
    // limits that these very atoms just keep
    PairWindow kept{{}, 0.0, 0.0};
    for (auto& row : kept.least) row.fill(kInfinity);
    for (std::size_t i = 0; i < places.size(); ++i) {
      double nearest_metal = kInfinity;
      for (std::size_t j = 0; j < places.size(); ++j) {
        const double distance = brute_distance(basis, places[j] - places[i], i == j);
        double& least = kept.least[static_cast<std::size_t>(kinds[i])][static_cast<std::size_t>(kinds[j])];
        least = std::min(least, distance - 1e-6);
        if (kinds[j] != kX) nearest_metal = std::min(nearest_metal, distance);
      }
      if (kinds[i] != kX) kept.most_metal = std::max(kept.most_metal, nearest_metal + 1e-6);
    }
    AtomBatch atoms = cell(basis, places);
    atoms.lattice = leaf(atoms.lattice);
    atoms.positions = leaf(atoms.positions);
    const auto terms = pair_geometry(atoms, kinds, kept);
    EXPECT_EQ(value(terms.geo1), 0.0) << name;
    EXPECT_EQ(value(terms.geo2), 0.0) << name;
    PairWindow broken = kept;
    broken.margin = 1e-3;
    EXPECT_GT(value(pair_geometry(atoms, kinds, broken).geo1), 0.0) << name;
    EXPECT_GT(value(pair_geometry(atoms, kinds, broken).geo2), 0.0) << name;
  }
}

TEST(PairGeometry, RowsWithoutAnAtomAreIgnoredAndGetNoGradient) {
  AtomBatch atoms = cell(cube(10.0), {{0.1, 0, 0}, {0, 0, 0}, {1.2, 0, 0}, {0.1, 0.1, 0}, {0, 4.0, 0}});
  const auto present = at::tensor({0, 1, 1, 0, 1}, at::kLong).to(at::kBool);
  atoms.present.copy_(present.view({1, 1, 5}));
  atoms.positions = leaf(atoms.positions);
  const auto terms = pair_geometry(atoms, {kX, kX, kA, kA, kB}, window(3.0));
  // X-A at 1.2 Å; A and B sqrt(1.2² + 4²) Å apart
  const double excess = std::sqrt(1.2 * 1.2 + 4.0 * 4.0) - 3.0;
  expect_terms(terms, 0.4 * 0.4, 2 * excess * excess);
  const auto gradient = torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {atoms.positions})[0];
  EXPECT_TRUE((gradient.abs().sum(-1).view({5}) > 0.0).equal(present)) << gradient;
}

TEST(PairGeometry, WithoutAnyAtomIsZero) {
  AtomBatch atoms = cell(cube(2.0), {{0, 0, 0}, {1, 0, 0}});
  atoms.present.fill_(false);
  expect_terms(pair_geometry(atoms, {kA, kB}, window()), 0.0, 0.0);
}

TEST(PairGeometry, SingularCellsAndAtomsOnTopOfEachOtherGiveNoNan) {
  const Cartesian zero;
  const Cartesian u{3, 1, 0};
  const Cartesian v{0, 2, 1};
  const std::vector<Basis> bases{{zero, zero, zero}, {u, v, zero}, {zero, u, v},    {u, u, v},
                                 {u, v, u + v},      {u, u, u},    {1e15 * u, v, u}};
  const std::vector<std::vector<Cartesian>> places{
      {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}, {{1, 1, 1}, {1, 1, 1}, {2, 0.3, 1}}, {u, v, u + v}};
  for (const Basis& basis : bases)
    for (const auto& atoms : places)
      for (const auto type : {at::kFloat, at::kDouble}) {
        AtomBatch batch = cell(basis, atoms);
        batch.lattice = batch.lattice.to(type).requires_grad_(true);
        batch.positions = batch.positions.to(type).requires_grad_(true);
        const auto terms = pair_geometry(batch, {kX, kA, kB}, window());
        EXPECT_EQ(terms.geo1.scalar_type(), type);
        const auto sum = (terms.geo1 + terms.geo2).sum();
        EXPECT_TRUE(all_finite(sum));
        const auto gradients = torch::autograd::grad({sum}, {batch.lattice, batch.positions});
        EXPECT_TRUE(all_finite(gradients[0]) && all_finite(gradients[1]));
      }
}

TEST(PairGeometry, ACellThatIsNotFiniteEndsAndMovesNoOtherMember) {
  const AtomBatch sound = cell(cube(2.0), {{0, 0, 0}});
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), kInfinity}) {
    Basis basis = cube(2.0);
    basis[1][0] = bad;
    for (const AtomBatch& other : {cell(basis, {{0, 0, 0}}), cell(cube(2.0), {{bad, 0, 0}})}) {
      const auto terms = pair_geometry(stacked({sound, other}, 0), {kB}, window());
      EXPECT_NEAR(value(terms.geo1[0]), 0.3 * 0.3, 1e-12);
      EXPECT_NEAR(value(terms.geo2[0]), 0.0, 1e-12);
    }
  }
}

TEST(PairGeometry, DoesNotDependOnOriginOrderOrChoiceOfCell) {
  Random random(Seed(4));
  const Kinds kinds{kX, kX, kA, kB, kB};
  for (const auto& [name, basis] : test::three_cells()) {
    for (int trial = 0; trial < 10; ++trial) {
      const auto atoms = random_atoms(random, basis, kinds.size());
      const auto terms = pair_geometry(cell(basis, atoms), kinds, window(1.8));
      const auto expect_same = [&terms, &where = name](const GeometryTerms& others) {
        EXPECT_NEAR(value(others.geo1), value(terms.geo1), 1e-8) << where;
        EXPECT_NEAR(value(others.geo2), value(terms.geo2), 1e-8) << where;
      };

      const Cartesian shift{between(random, -9, 9), between(random, -9, 9), between(random, -9, 9)};
      std::vector<Cartesian> moved;
      for (const Cartesian& atom : atoms) moved.push_back(atom + shift);
      expect_same(pair_geometry(cell(basis, moved), kinds, window(1.8)));

      std::vector<Cartesian> permuted;
      Kinds permuted_kinds;
      for (const std::size_t i : random.permutation(kinds.size())) {
        permuted.push_back(atoms[i]);
        permuted_kinds.push_back(kinds[i]);
      }
      expect_same(pair_geometry(cell(basis, permuted), permuted_kinds, window(1.8)));

      // other vectors of the same lattice, and every atom some cells away
      const Basis other = test::changed(test::random_change(random, 6), basis);
      std::vector<Cartesian> away;
      for (const Cartesian& atom : atoms) {
        const auto far = [&random] { return static_cast<std::int64_t>(random.below(9)) - 4; };
        away.push_back(atom + test::combined({far(), far(), far()}, other));
      }
      expect_same(pair_geometry(cell(other, away), kinds, window(1.8)));
    }
  }
}

TEST(PairGeometry, GradientsAreThoseOfCentralDifferences) {
  Random random(Seed(5));
  for (const auto& [name, exact] : test::three_cells()) {
    Basis basis = exact;  // strained: among equal distances the least has no derivative
    for (Cartesian& row : basis)
      for (double& component : row.components) component += between(random, -0.1, 0.1);
    for (const Kinds& kinds : {Kinds{kB}, Kinds{kX, kA}, Kinds{kX, kX, kA, kB, kB}}) {
      AtomBatch atoms = cell(basis, random_atoms(random, basis, kinds.size()));
      atoms.lattice = leaf(atoms.lattice);
      atoms.positions = leaf(atoms.positions);
      PairWindow wide = window(0.5, 0.2);  // every pair is too close, every metal too far
      for (auto& row : wide.least)
        for (double& least : row) least += 3.0;
      for (const PairWindow& limits : {wide, window(1.9), window(kInfinity, 0.4)}) {
        const auto loss = [&] {
          const auto terms = pair_geometry(atoms, kinds, limits);
          return (1.3 * terms.geo1 + 0.7 * terms.geo2).sum();
        };
        if (!loss().requires_grad()) continue;  // no limit broken
        const auto check = check_gradient(loss, {atoms.lattice, atoms.positions});
        EXPECT_LT(check.worst, 1e-5) << name << ", " << kinds.size() << " atoms: " << check.where;
        EXPECT_TRUE(limits.margin != 0.2 || check.largest > 0.1) << name;
      }
    }
  }
}

TEST(PairGeometry, EachTermMovesAtomsTheRightWay) {
  const auto pull = [](double apart, double most_metal) {
    AtomBatch atoms = cell(cube(12.0), {{0, 0, 0}, {apart, 0, 0}});
    atoms.positions = leaf(atoms.positions);
    const auto terms = pair_geometry(atoms, {kA, kB}, window(most_metal));
    return torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {atoms.positions})[0][0][0][1][0].item<double>();
  };
  EXPECT_NEAR(pull(2.0, 3.0), -2 * 0.4, 1e-12);     // downhill is away
  EXPECT_NEAR(pull(3.5, 3.0), 2 * 2 * 0.5, 1e-12);  // downhill is nearer, for both metals
}

TEST(PairGeometry, MembersAndStructuresAreIndependent) {
  Random random(Seed(6));
  const Kinds kinds{kX, kA, kB, kB};
  std::vector<AtomBatch> members;
  for (int member = 0; member < 2; ++member) {
    std::vector<AtomBatch> structures;
    for (const auto& [name, basis] : test::three_cells())
      structures.push_back(cell(basis, random_atoms(random, basis, kinds.size())));
    members.push_back(stacked(structures, 1));
  }
  AtomBatch both = stacked(members, 0);
  both.positions = leaf(both.positions);
  const auto terms = pair_geometry(both, kinds, window(2.0));
  ASSERT_EQ(terms.geo1.sizes(), at::IntArrayRef({2}));
  ASSERT_EQ(terms.geo2.sizes(), at::IntArrayRef({2}));
  for (std::int64_t member = 0; member < 2; ++member) {
    const auto alone = pair_geometry(members[static_cast<std::size_t>(member)], kinds, window(2.0));
    EXPECT_NEAR(value(terms.geo1[member]), value(alone.geo1), 1e-12);
    EXPECT_NEAR(value(terms.geo2[member]), value(alone.geo2), 1e-12);
  }
  const auto gradient = torch::autograd::grad({(terms.geo1[0] + 2 * terms.geo2[0])}, {both.positions}, {}, true)[0];
  EXPECT_GT(gradient[0].abs().sum().item<double>(), 0.0);
  EXPECT_EQ(gradient[1].abs().sum().item<double>(), 0.0);
}

TEST(PairGeometry, RefusesOtherShapes) {
  const AtomBatch good = cell(cube(4.0), {{0, 0, 0}, {2, 2, 2}});
  EXPECT_NO_THROW(pair_geometry(good, {kX, kA}, window()));
  EXPECT_THROW(pair_geometry(good, {kX, kA, kB}, window()), ShapeError);
  EXPECT_THROW(pair_geometry({good.lattice[0], good.positions, good.present}, {kX, kA}, window()), ShapeError);
  EXPECT_THROW(pair_geometry({good.lattice, good.positions[0], good.present}, {kX, kA}, window()), ShapeError);
  EXPECT_THROW(pair_geometry({good.lattice, good.positions, good.present.slice(2, 0, 1)}, {kX, kA}, window()),
               ShapeError);
}

}  // namespace
}  // namespace crystalgan
