#include "crystalgan/gan/geometry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

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
using test::largest_difference;
using test::leaf;
using test::stacked;

using Form = GeometryTerms (*)(const NearestDistances&, const DistanceWindow&);
const std::vector<std::pair<std::string, Form>> kForms{
    {"literal", literal_geometry}, {"spring", spring_geometry}, {"hinge", hinge_geometry}};

std::vector<Cartesian> random_atoms(Random& random, const Basis& basis, std::size_t count) {
  std::vector<Cartesian> atoms;
  for (std::size_t i = 0; i < count; ++i)
    atoms.push_back(random.uniform() * basis[0] + random.uniform() * basis[1] + random.uniform() * basis[2]);
  return atoms;
}

// Nearest distances over all images in [-6, 6]^3.
std::vector<double> brute_force(const Basis& basis, const std::vector<Cartesian>& atoms) {
  std::vector<double> nearest(atoms.size(), std::numeric_limits<double>::infinity());
  for (std::size_t from = 0; from < atoms.size(); ++from)
    for (std::size_t to = 0; to < atoms.size(); ++to)
      for (std::int64_t i = -6; i <= 6; ++i)
        for (std::int64_t j = -6; j <= 6; ++j)
          for (std::int64_t k = -6; k <= 6; ++k)
            if (from != to || i != 0 || j != 0 || k != 0)
              nearest[from] =
                  std::min(nearest[from], length(atoms[to] - atoms[from] + test::combined({i, j, k}, basis)));
  return nearest;
}

// Whether no image outside [-6, 6]^3 can be nearer than `reach`, for atoms inside the cell: |n + fraction| · spacing is
// at most the distance, and differences of fractions are less than 1.
bool brute_force_is_exact(const Basis& basis, double reach) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double face = length(cross(basis[(axis + 1) % 3], basis[(axis + 2) % 3]));
    if (!(reach * face / std::fabs(triple_product(basis)) + 1.0 < 7.0)) return false;
  }
  return true;
}

double distance(const NearestDistances& s, std::int64_t atom) { return s.distance[0][0][atom].item<double>(); }

bool all_finite(const at::Tensor& tensor) { return at::isfinite(tensor).all().item<bool>(); }

double value(const at::Tensor& tensor) { return tensor.item<double>(); }

TEST(Geometry, NearestDistancesAreThoseOfBruteForce) {
  Random random(Seed(1));
  int exact = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const Basis basis = test::skewed_basis(random);
    const auto atoms = random_atoms(random, basis, 1 + random.below(5));
    const auto expected = brute_force(basis, atoms);
    const auto s = nearest_distances(cell(basis, atoms), true);
    const bool is_exact = brute_force_is_exact(basis, *std::max_element(expected.begin(), expected.end()));
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      const double got = distance(s, static_cast<std::int64_t>(i));
      EXPECT_LE(got, expected[i] + 1e-9);
      EXPECT_TRUE(!is_exact || got >= expected[i] - 1e-9) << got << " and not " << expected[i];
    }
    if (is_exact) ++exact;
  }
  EXPECT_GT(exact, 200);
}

TEST(Geometry, NearestDistancesOfACrystalsCellsAreThoseOfBruteForce) {
  Random random(Seed(2));
  for (const auto& [name, basis] : test::three_cells()) {
    const auto atoms = random_atoms(random, basis, 6);
    const auto expected = brute_force(basis, atoms);
    const auto s = nearest_distances(cell(basis, atoms), true);
    for (std::size_t i = 0; i < atoms.size(); ++i)
      EXPECT_NEAR(distance(s, static_cast<std::int64_t>(i)), expected[i], 1e-9) << name;
  }
}

TEST(Geometry, AnAtomSeesItsOwnImages) {
  EXPECT_NEAR(distance(nearest_distances(cell(cube(4.09), {{1, 2, 3}}), true), 0), 4.09, 1e-12);
  for (const auto& [name, basis] : test::three_cells()) {
    const auto s = nearest_distances(cell(basis, {{0.3, -0.2, 0.9}}), true);
    EXPECT_TRUE(s.valid.all().item<bool>()) << name;
    EXPECT_NEAR(distance(s, 0), brute_force(basis, {{0, 0, 0}}).front(), 1e-12) << name;
  }
}

TEST(Geometry, WithoutImagesOnlyTheCellCounts) {
  const auto atoms = cell(cube(4.0), {{0, 0, 0}, {3, 0, 0}});
  EXPECT_NEAR(distance(nearest_distances(atoms, true), 0), 1.0, 1e-12);
  EXPECT_NEAR(distance(nearest_distances(atoms, false), 0), 3.0, 1e-12);
  EXPECT_FALSE(nearest_distances(cell(cube(4.0), {{0, 0, 0}}), false).valid.any().item<bool>());

  Random random(Seed(3));
  for (const auto& [name, basis] : test::three_cells()) {
    const auto places = random_atoms(random, basis, 5);
    const auto s = nearest_distances(cell(basis, places), false);
    for (std::size_t i = 0; i < places.size(); ++i) {
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t j = 0; j < places.size(); ++j)
        if (j != i) least = std::min(least, length(places[j] - places[i]));
      EXPECT_NEAR(distance(s, static_cast<std::int64_t>(i)), least, 1e-12) << name;
    }
  }
}

TEST(Geometry, RowsWithoutAnAtomAreIgnoredAndGetNoGradient) {
  for (const bool images : {true, false}) {
    for (const auto& [name, form] : kForms) {
      AtomBatch atoms = cell(cube(6.0), {{9, 9, 9}, {0, 0, 0}, {0.1, 0, 0}, {2.5, 0, 0}, {2.4, 0.1, 0}});
      const auto present = at::tensor({0, 1, 0, 1, 0}, at::kLong).to(at::kBool);
      atoms.present.copy_(present.view({1, 1, 5}));
      atoms.positions = leaf(atoms.positions);
      const auto s = nearest_distances(atoms, images);
      EXPECT_TRUE(s.valid.equal(atoms.present));
      EXPECT_NEAR(distance(s, 1), 2.5, 1e-12);
      EXPECT_NEAR(distance(s, 3), 2.5, 1e-12);
      const auto terms = form(s, {3.0, 2.0});
      const auto gradient = torch::autograd::grad({(2 * terms.geo1 + terms.geo2).sum()}, {atoms.positions})[0];
      const auto moved = gradient.abs().sum(-1).view({5}) > 0.0;
      EXPECT_TRUE(moved.equal(present)) << name << gradient;
    }
  }
}

TEST(Geometry, SingularCellsAndAtomsOnTopOfEachOtherGiveNoNan) {
  const Cartesian zero;
  const Cartesian u{3, 1, 0};
  const Cartesian v{0, 2, 1};
  const std::vector<Basis> bases{{zero, zero, zero}, {u, v, zero},     {zero, u, v},       {u, zero, zero},
                                 {u, u, v},          {u, v, u + v},    {u, u, u},          {u, -u, v},
                                 {1e-20 * u, u, v},  {1e15 * u, v, u}, {cross(u, v), u, v}};
  const std::vector<std::vector<Cartesian>> places{
      {{0, 0, 0}}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, {{0, 0, 0}, {0, 0, 0}, {2, 0.3, 1}}, {u, v, zero, u + v}};
  for (const Basis& basis : bases)
    for (const auto& atoms : places)
      for (const auto type : {at::kFloat, at::kDouble})
        for (const bool images : {true, false})
          for (const auto& [name, form] : kForms) {
            AtomBatch batch = cell(basis, atoms);
            batch.lattice = batch.lattice.to(type).requires_grad_(true);
            batch.positions = batch.positions.to(type).requires_grad_(true);
            const auto terms = form(nearest_distances(batch, images), {1.8, 3.0});
            const auto sum = (terms.geo1 + terms.geo2).sum();
            EXPECT_TRUE(all_finite(sum)) << name;
            const auto gradients = torch::autograd::grad({sum}, {batch.lattice, batch.positions});
            EXPECT_TRUE(all_finite(gradients[0]) && all_finite(gradients[1])) << name;
          }
}

TEST(Geometry, ACellThatIsNotFiniteEndsAndMovesNoOtherCell) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const AtomBatch sound = cell(cube(2.5), {{0, 0, 0}});
  for (const double bad : {nan, infinite}) {
    Basis basis = cube(2.5);
    basis[1][0] = bad;
    const auto broken = {cell(basis, {{0, 0, 0}}), cell(cube(2.5), {{bad, 0, 0}})};
    for (const AtomBatch& other : broken) {
      const auto s = nearest_distances(stacked({sound, other}, 0), true);
      EXPECT_NEAR(distance(s, 0), 2.5, 1e-12);
    }
  }
}

TEST(Geometry, DoesNotDependOnOriginOrderOrChoiceOfCell) {
  Random random(Seed(4));
  for (const auto& [name, basis] : test::three_cells()) {
    for (int trial = 0; trial < 10; ++trial) {
      const auto atoms = random_atoms(random, basis, 5);
      const auto s = nearest_distances(cell(basis, atoms), true);

      const Cartesian shift{between(random, -9, 9), between(random, -9, 9), between(random, -9, 9)};
      std::vector<Cartesian> moved;
      for (const Cartesian& atom : atoms) moved.push_back(atom + shift);
      EXPECT_LT(largest_difference(nearest_distances(cell(basis, moved), true).distance, s.distance), 1e-9) << name;

      const auto order = random.permutation(5);
      std::vector<Cartesian> permuted;
      for (const std::size_t i : order) permuted.push_back(atoms[i]);
      const auto permuted_s = nearest_distances(cell(basis, permuted), true);
      for (std::size_t i = 0; i < 5; ++i)
        EXPECT_NEAR(distance(permuted_s, static_cast<std::int64_t>(i)),
                    distance(s, static_cast<std::int64_t>(order[i])), 1e-9)
            << name;

      // other vectors of the same lattice, and every atom some cells away
      const Basis other = test::changed(test::random_change(random, 6), basis);
      std::vector<Cartesian> away;
      for (const Cartesian& atom : atoms) {
        const auto far = [&random] { return static_cast<std::int64_t>(random.below(9)) - 4; };
        away.push_back(atom + test::combined({far(), far(), far()}, other));
      }
      EXPECT_LT(largest_difference(nearest_distances(cell(other, away), true).distance, s.distance), 1e-8) << name;
    }
  }
}

TEST(Geometry, GradientsAreThoseOfCentralDifferences) {
  Random random(Seed(5));
  const std::vector<DistanceWindow> windows{{1.8, 3.0}, {2.6, 2.2}, {6.0, 0.5}};
  for (const auto& [name, exact] : test::three_cells()) {
    Basis basis = exact;  // strained: among equal distances the least has no derivative
    for (Cartesian& row : basis)
      for (double& component : row.components) component += between(random, -0.1, 0.1);
    for (const std::size_t count : {1U, 2U, 5U}) {
      for (const bool images : {true, false}) {
        if (count == 1 && !images) continue;
        AtomBatch atoms = cell(basis, random_atoms(random, basis, count));
        atoms.lattice = leaf(atoms.lattice);
        atoms.positions = leaf(atoms.positions);
        for (const auto& [form_name, form] : kForms) {
          for (const DistanceWindow& window : windows) {
            const auto loss = [&, chosen = form] {
              const auto terms = chosen(nearest_distances(atoms, images), window);
              return (1.3 * terms.geo1 + 0.7 * terms.geo2).sum();
            };
            const auto check = check_gradient(loss, {atoms.lattice, atoms.positions});
            EXPECT_LT(check.worst, 1e-5) << name << ", " << count << " atoms, " << form_name
                                         << (images ? ", images: " : ": ") << check.where;
            EXPECT_TRUE(window.smallest != 6.0 || check.largest > 0.1) << name << ", " << form_name;
          }
        }
      }
    }
  }
}

TEST(Geometry, TheLatticeFeelsItsImages) {
  AtomBatch atoms = cell(cube(2.5), {{0, 0, 0}});
  atoms.lattice = leaf(atoms.lattice);
  atoms.positions = leaf(atoms.positions);
  const auto terms = hinge_geometry(nearest_distances(atoms, true), {2.6, 3.0});
  const auto gradients = torch::autograd::grad({terms.geo1.sum()}, {atoms.lattice, atoms.positions});
  EXPECT_NEAR(gradients[0].abs().sum().item<double>(), 0.2, 1e-12);  // one of three equal vectors: 2 (d1 - s)
  EXPECT_EQ(gradients[1].abs().sum().item<double>(), 0.0);           // an atom moves with its images
}

TEST(Geometry, MembersAndStructuresAreIndependent) {
  Random random(Seed(6));
  std::vector<AtomBatch> members;
  for (int member = 0; member < 2; ++member) {
    std::vector<AtomBatch> structures;
    for (const auto& [name, basis] : test::three_cells())
      structures.push_back(cell(basis, random_atoms(random, basis, 4)));
    members.push_back(stacked(structures, 1));
  }
  AtomBatch both = stacked(members, 0);
  both.positions = leaf(both.positions);
  const auto s = nearest_distances(both, true);
  for (const auto& [name, form] : kForms) {
    const auto terms = form(s, {2.5, 2.6});
    for (std::int64_t member = 0; member < 2; ++member) {
      const auto alone = form(nearest_distances(members[static_cast<std::size_t>(member)], true), {2.5, 2.6});
      EXPECT_EQ(value(terms.geo1[member]), value(alone.geo1)) << name;
      EXPECT_EQ(value(terms.geo2[member]), value(alone.geo2)) << name;
    }
    const auto gradient = torch::autograd::grad({(terms.geo1[0] + 2 * terms.geo2[0])}, {both.positions}, {}, true)[0];
    EXPECT_GT(gradient[0].abs().sum().item<double>(), 0.0) << name;
    EXPECT_EQ(gradient[1].abs().sum().item<double>(), 0.0) << name;
  }
}

// Nearest distances 1.5, 1.5, 4.0 in the first structure (the fourth row holds no atom), 2.0 and 2.0 in the second.
NearestDistances two_structures() {
  AtomBatch first = cell(cube(10.0), {{0, 0, 0}, {1.5, 0, 0}, {5.5, 0, 0}, {5, 5, 5}});
  AtomBatch second = cell(cube(10.0), {{0, 0, 0}, {0, 9, 9}, {0, 0, 8}, {5, 5, 5}});
  first.present[0][0][3].fill_(false);
  second.present[0][0][1].fill_(false);
  second.present[0][0][3].fill_(false);
  return nearest_distances(stacked({first, second}, 1), true);
}

TEST(Geometry, LiteralForm) {
  const auto terms = literal_geometry(two_structures(), {1.8, 3.0});
  EXPECT_NEAR(value(terms.geo1), (0.3 * 0.3 + 0.2 * 0.2) / 2, 1e-12);
  EXPECT_NEAR(value(terms.geo2), -(1.0 * 1.0 + 1.0 * 1.0) / 2, 1e-12);
}

TEST(Geometry, LiteralFormIsZeroWhereADistanceIsExactlyALimit) {
  const auto s = nearest_distances(cell(cube(10.0), {{0, 0, 0}, {1.8, 0, 0}, {0, 3.0, 0}}), true);
  EXPECT_NEAR(value(literal_geometry(s, {1.8, 3.0}).geo1), 0.0, 1e-12);
  EXPECT_NEAR(value(literal_geometry(s, {1.8, 3.0}).geo2), 0.0, 1e-12);
}

TEST(Geometry, SpringForm) {
  const auto terms = spring_geometry(two_structures(), {1.8, 3.0});
  EXPECT_NEAR(value(terms.geo1), ((2 * 0.3 * 0.3 + 2.2 * 2.2) + 2 * 0.2 * 0.2) / 2, 1e-12);
  EXPECT_NEAR(value(terms.geo2), ((2 * 1.5 * 1.5 + 1.0) + 2 * 1.0) / 2, 1e-12);
}

TEST(Geometry, SpringFormPullsToTheMiddleOfTheWindow) {
  AtomBatch atoms = cell(cube(10.0), {{0, 0, 0}, {2.4, 0, 0}});
  atoms.positions = leaf(atoms.positions);
  const auto terms = spring_geometry(nearest_distances(atoms, true), {1.8, 3.0});
  const auto gradient = torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {atoms.positions})[0];
  EXPECT_NEAR(gradient.abs().max().item<double>(), 0.0, 1e-12);
}

TEST(Geometry, HingeForm) {
  const auto terms = hinge_geometry(two_structures(), {1.8, 3.0});
  EXPECT_NEAR(value(terms.geo1), 2 * 0.3 * 0.3 / 2, 1e-12);
  EXPECT_NEAR(value(terms.geo2), 1.0 / 2, 1e-12);
}

TEST(Geometry, HingeFormIsZeroExactlyInsideTheWindow) {
  for (const double apart : {1.81, 2.4, 2.99}) {
    AtomBatch atoms = cell(cube(10.0), {{0, 0, 0}, {apart, 0, 0}});
    atoms.positions = leaf(atoms.positions);
    const auto terms = hinge_geometry(nearest_distances(atoms, true), {1.8, 3.0});
    EXPECT_EQ(value(terms.geo1), 0.0);
    EXPECT_EQ(value(terms.geo2), 0.0);
    const auto gradient = torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {atoms.positions})[0];
    EXPECT_EQ(gradient.abs().max().item<double>(), 0.0);
  }
}

TEST(Geometry, AStructureWithoutANeighbourAddsNothing) {
  AtomBatch empty = cell(cube(3.5), {{0, 0, 0}, {1, 0, 0}});
  empty.present.fill_(false);
  const AtomBatch full = cell(cube(3.5), {{0, 0, 0}, {1, 0, 0}});
  for (const auto& [name, form] : kForms) {
    AtomBatch pair = stacked({full, empty}, 1);
    pair.positions = leaf(pair.positions);
    const auto alone = form(nearest_distances(full, true), {1.8, 0.5});
    const auto terms = form(nearest_distances(pair, true), {1.8, 0.5});
    EXPECT_NEAR(value(terms.geo1), value(alone.geo1) / 2, 1e-12) << name;
    EXPECT_NEAR(value(terms.geo2), value(alone.geo2) / 2, 1e-12) << name;
    const auto gradient = torch::autograd::grad({(terms.geo1 + 3 * terms.geo2).sum()}, {pair.positions})[0];
    EXPECT_GT(gradient[0][0].abs().sum().item<double>(), 0.0) << name;
    EXPECT_EQ(gradient[0][1].abs().sum().item<double>(), 0.0) << name;

    const auto nothing = form(nearest_distances(empty, true), {1.8, 3.0});
    EXPECT_EQ(value(nothing.geo1), 0.0) << name;
    EXPECT_EQ(value(nothing.geo2), 0.0) << name;
  }
}

TEST(Geometry, RefusesOtherShapesByName) {
  const AtomBatch atoms = cell(cube(3.5), {{0, 0, 0}, {1, 0, 0}});
  const auto message = [](const AtomBatch& batch) -> std::string {
    try {
      nearest_distances(batch, true);
    } catch (const ShapeError& error) {
      return error.what();
    }
    return "no ShapeError";
  };
  EXPECT_EQ(message({atoms.lattice, atoms.positions, atoms.present.slice(2, 0, 1)}),
            "atom mask: expected [1, 1, 2], got [1, 1, 1]");
  EXPECT_EQ(message({atoms.lattice.slice(2, 0, 2), atoms.positions, atoms.present}),
            "lattices: expected [1, 1, 3, 3], got [1, 1, 2, 3]");
  EXPECT_EQ(message({atoms.lattice, atoms.positions[0], atoms.present}),
            "atom positions: expected [*, *, *, 3], got [1, 2, 3]");
}

}  // namespace
}  // namespace crystalgan
