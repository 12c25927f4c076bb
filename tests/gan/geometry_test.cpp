#include "crystalgan/gan/geometry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "tests/gan/atom_batches.hpp"
#include "tests/support/cells.hpp"
#include "tests/support/gradient_check.hpp"

namespace crystalgan {
namespace {

using test::between;
using test::cell;
using test::check_gradient;
using test::cube;
using test::stacked;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::pair<std::string, GeometryForm>> kForms{
    {"literal", GeometryForm::literal}, {"spring", GeometryForm::spring}, {"hinge", GeometryForm::hinge}};

std::vector<Cartesian> random_atoms(Random& random, const Basis& basis, std::size_t count) {
  std::vector<Cartesian> atoms;
  for (std::size_t i = 0; i < count; ++i)
    atoms.push_back(random.uniform() * basis[0] + random.uniform() * basis[1] + random.uniform() * basis[2]);
  return atoms;
}

// Nearest distances over all images in [-6, 6]^3.
std::vector<double> brute_force(const Basis& basis, const std::vector<Cartesian>& atoms) {
  std::vector<double> nearest(atoms.size(), kInfinity);
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

// Of all rows of the batch, [B P]; infinite where a row has no neighbour.
std::vector<double> distances_of(const AtomBatch& atoms, bool images = true) {
  std::vector<double> distances(atoms.positions.size(), kInfinity);
  for (const NearestDistance& s : nearest_distances(atoms, images))
    distances[static_cast<std::size_t>(s.from)] = s.distance;
  return distances;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& expected, double tolerance,
                 const std::string& where) {
  ASSERT_EQ(got.size(), expected.size()) << where;
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], tolerance) << where << ", row " << i;
}

// A form of a batch, and the gradient of geo1 times λ5 plus geo2 times λ6.
struct Derived {
  GeometryTerms terms;
  AtomGradient gradient;
};

Derived derived(GeometryForm form, const AtomBatch& atoms, const DistanceWindow& window, bool images = true,
                const GeometryWeights& weights = {}) {
  const auto s = nearest_distances(atoms, images);
  std::vector<double> of_distances(s.size());
  const auto terms = geometry_of_form(form, s, atoms.size(), window, weights, of_distances);
  return {terms, gradient_by_atoms(atoms, s, of_distances)};
}

double size_of(const Cartesian& v) { return std::fabs(v[0]) + std::fabs(v[1]) + std::fabs(v[2]); }
double size_of(const Basis& basis) { return size_of(basis[0]) + size_of(basis[1]) + size_of(basis[2]); }

std::vector<double> numbers_of(const std::vector<Cartesian>& rows) {
  std::vector<double> numbers;
  for (const Cartesian& row : rows) numbers.insert(numbers.end(), row.components.begin(), row.components.end());
  return numbers;
}

std::vector<double> numbers_of(const std::vector<Basis>& lattices) {
  std::vector<Cartesian> rows;
  for (const Basis& basis : lattices) rows.insert(rows.end(), basis.begin(), basis.end());
  return numbers_of(rows);
}

TEST(Geometry, NearestDistancesOfCrystalsAreThoseCountedByHand) {
  struct Crystal {
    std::string name;
    Basis basis;
    std::vector<Cartesian> atoms;
    double nearest;
  };
  const double a = 4.0;
  const Basis fcc{Cartesian{0, a / 2, a / 2}, Cartesian{a / 2, 0, a / 2}, Cartesian{a / 2, a / 2, 0}};
  const Basis bcc{Cartesian{-a / 2, a / 2, a / 2}, Cartesian{a / 2, -a / 2, a / 2}, Cartesian{a / 2, a / 2, -a / 2}};
  const Basis hexagonal{Cartesian{a, 0, 0}, Cartesian{-a / 2, a / 2 * std::sqrt(3.0), 0}, Cartesian{0, 0, 6.0}};
  const std::vector<Crystal> crystals{
      {"fcc", fcc, {{0, 0, 0}}, a / std::sqrt(2.0)},
      {"bcc", bcc, {{0, 0, 0}}, a * std::sqrt(3.0) / 2},
      {"rocksalt", fcc, {{0, 0, 0}, {a / 2, 0, 0}}, a / 2},
      {"diamond", fcc, {{0, 0, 0}, {a / 4, a / 4, a / 4}}, a * std::sqrt(3.0) / 4},
      {"CsCl", cube(a), {{0, 0, 0}, {a / 2, a / 2, a / 2}}, a * std::sqrt(3.0) / 2},
      {"hexagonal", hexagonal, {{0, 0, 0}}, a},
      {"hcp", hexagonal, {{0, 0, 0}, {0, a / std::sqrt(3.0), 3.0}}, std::sqrt(a * a / 3 + 9.0)}};
  Random random(Seed(7));
  for (const auto& [name, basis, atoms, nearest] : crystals) {
    const std::vector<double> expected(atoms.size(), nearest);
    expect_near(distances_of(cell(basis, atoms)), expected, 1e-12, name);
    // and in a badly skewed choice of the same cell
    const Basis skewed = test::changed(test::random_change(random, 8), basis);
    expect_near(distances_of(cell(skewed, atoms)), expected, 1e-9, name + ", skewed");
  }
}

TEST(Geometry, NearestDistancesAreThoseOfBruteForce) {
  Random random(Seed(1));
  int exact = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const Basis basis = test::skewed_basis(random);
    const auto atoms = random_atoms(random, basis, 1 + random.below(5));
    const auto expected = brute_force(basis, atoms);
    const auto got = distances_of(cell(basis, atoms));
    const bool is_exact = brute_force_is_exact(basis, *std::max_element(expected.begin(), expected.end()));
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      EXPECT_LE(got[i], expected[i] + 1e-9);
      EXPECT_TRUE(!is_exact || got[i] >= expected[i] - 1e-9) << got[i] << " and not " << expected[i];
    }
    if (is_exact) ++exact;
  }
  EXPECT_GT(exact, 200);
}

TEST(Geometry, NearestDistancesOfACrystalsCellsAreThoseOfBruteForce) {
  Random random(Seed(2));
  for (const auto& [name, basis] : test::three_cells()) {
    const auto atoms = random_atoms(random, basis, 6);
    expect_near(distances_of(cell(basis, atoms)), brute_force(basis, atoms), 1e-9, name);
  }
}

TEST(Geometry, ADistanceNamesItsNeighbourAndTheDirectionToIt) {
  Random random(Seed(8));
  std::vector<AtomBatch> structures;
  for (const auto& [name, basis] : test::three_cells())
    structures.push_back(cell(basis, random_atoms(random, basis, 4)));
  AtomBatch atoms = stacked(structures);
  atoms.present[6] = 0;
  for (const bool images : {true, false}) {
    const auto s = nearest_distances(atoms, images);
    ASSERT_EQ(s.size(), 11U);
    for (std::size_t i = 0; i < s.size(); ++i) {
      EXPECT_TRUE(i == 0 || s[i - 1].from < s[i].from);
      EXPECT_TRUE(s[i].from != 6 && s[i].to != 6);
      EXPECT_TRUE(s[i].from / 4 == s[i].structure && s[i].to / 4 == s[i].structure);
      EXPECT_TRUE(images || s[i].image == ImageIndex{});
      EXPECT_TRUE(s[i].from != s[i].to || s[i].image != ImageIndex{});
      const Cartesian apart = atoms.positions[static_cast<std::size_t>(s[i].to)] -
                              atoms.positions[static_cast<std::size_t>(s[i].from)] +
                              test::combined(s[i].image, atoms.lattices[static_cast<std::size_t>(s[i].structure)]);
      EXPECT_NEAR(s[i].distance, length(apart), 1e-12);
      EXPECT_LT(length(s[i].distance * s[i].slope - apart), 1e-12);
    }
  }
}

TEST(Geometry, AnAtomSeesItsOwnImages) {
  expect_near(distances_of(cell(cube(4.09), {{1, 2, 3}})), {4.09}, 1e-12, "cubic");
  for (const auto& [name, basis] : test::three_cells())
    expect_near(distances_of(cell(basis, {{0.3, -0.2, 0.9}})), brute_force(basis, {{0, 0, 0}}), 1e-12, name);
}

TEST(Geometry, WithoutImagesOnlyTheCellCounts) {
  const auto atoms = cell(cube(4.0), {{0, 0, 0}, {3, 0, 0}});
  expect_near(distances_of(atoms, true), {1.0, 1.0}, 1e-12, "images");
  expect_near(distances_of(atoms, false), {3.0, 3.0}, 1e-12, "no images");
  EXPECT_TRUE(nearest_distances(cell(cube(4.0), {{0, 0, 0}}), false).empty());

  Random random(Seed(3));
  for (const auto& [name, basis] : test::three_cells()) {
    const auto places = random_atoms(random, basis, 5);
    std::vector<double> expected(places.size(), kInfinity);
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = 0; j < places.size(); ++j)
        if (j != i) expected[i] = std::min(expected[i], length(places[j] - places[i]));
    expect_near(distances_of(cell(basis, places), false), expected, 1e-12, name);
  }
}

TEST(Geometry, RowsWithoutAnAtomAreIgnoredAndGetNoGradient) {
  for (const bool images : {true, false}) {
    for (const auto& [name, form] : kForms) {
      AtomBatch atoms = cell(cube(6.0), {{9, 9, 9}, {0, 0, 0}, {0.1, 0, 0}, {2.5, 0, 0}, {kNan, 0.1, 0}});
      atoms.present = {0, 1, 0, 1, 0};
      const auto s = nearest_distances(atoms, images);
      ASSERT_EQ(s.size(), 2U);
      EXPECT_EQ(s[0].from, 1);
      EXPECT_EQ(s[1].from, 3);
      EXPECT_NEAR(s[0].distance, 2.5, 1e-12);
      EXPECT_NEAR(s[1].distance, 2.5, 1e-12);
      const auto [terms, gradient] = derived(form, atoms, {3.0, 2.0}, images, {2.0, 1.0});
      for (std::size_t row = 0; row < 5; ++row)
        EXPECT_EQ(size_of(gradient.positions[row]) > 0.0, atoms.present[row] != 0) << name << ", " << row;
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
      for (const bool images : {true, false})
        for (const auto& [name, form] : kForms) {
          const auto [terms, gradient] = derived(form, cell(basis, atoms), {1.8, 3.0}, images);
          EXPECT_TRUE(std::isfinite(terms.geo1) && std::isfinite(terms.geo2)) << name;
          EXPECT_TRUE(std::isfinite(size_of(gradient.lattices[0]))) << name;
          for (const Cartesian& of_atom : gradient.positions) EXPECT_TRUE(std::isfinite(size_of(of_atom))) << name;
        }
}

TEST(Geometry, AtomsOnTopOfEachOtherGetGradientZero) {
  for (const bool images : {true, false}) {
    const auto atoms = cell(cube(3.0), {{1, 2, 3}, {1, 2, 3}});
    expect_near(distances_of(atoms, images), {1e-6, 1e-6}, 1e-12, "two atoms");
    const auto [terms, gradient] = derived(GeometryForm::spring, atoms, {1.8, 3.0}, images);
    EXPECT_NEAR(terms.geo1, 2 * 1.8 * 1.8, 1e-5);
    EXPECT_EQ(size_of(gradient.positions[0]) + size_of(gradient.positions[1]) + size_of(gradient.lattices[0]), 0.0);
  }
  // an own image in the same place
  const auto flat = cell({Cartesian{3, 0, 0}, Cartesian{3, 0, 0}, Cartesian{}}, {{1, 2, 3}});
  expect_near(distances_of(flat), {1e-6}, 1e-12, "own image");
  EXPECT_EQ(size_of(derived(GeometryForm::spring, flat, {1.8, 3.0}).gradient.lattices[0]), 0.0);
}

TEST(Geometry, ACellThatIsNotFiniteEndsAndMovesNoOtherCell) {
  const AtomBatch sound = cell(cube(2.5), {{0, 0, 0}});
  for (const double bad : {kNan, kInfinity}) {
    Basis basis = cube(2.5);
    basis[1][0] = bad;
    for (const AtomBatch& other : {cell(basis, {{0, 0, 0}}), cell(cube(2.5), {{bad, 0, 0}})}) {
      const AtomBatch both = stacked({sound, other});
      EXPECT_NEAR(distances_of(both)[0], 2.5, 1e-12);
      for (const auto& [name, form] : kForms) {
        const auto [terms, gradient] = derived(form, both, {2.6, 2.0});
        const auto alone = derived(form, sound, {2.6, 2.0});
        EXPECT_NEAR(2.0 * size_of(gradient.lattices[0]), size_of(alone.gradient.lattices[0]), 1e-12) << name;
      }
    }
  }
}

TEST(Geometry, DoesNotDependOnOriginOrderOrChoiceOfCell) {
  Random random(Seed(4));
  for (const auto& [name, basis] : test::three_cells()) {
    for (int trial = 0; trial < 10; ++trial) {
      const auto atoms = random_atoms(random, basis, 5);
      const auto s = distances_of(cell(basis, atoms));

      const Cartesian shift{between(random, -9, 9), between(random, -9, 9), between(random, -9, 9)};
      std::vector<Cartesian> moved;
      for (const Cartesian& atom : atoms) moved.push_back(atom + shift);
      expect_near(distances_of(cell(basis, moved)), s, 1e-9, name);

      const auto order = random.permutation(5);
      std::vector<Cartesian> permuted;
      std::vector<double> permuted_s;
      for (const std::size_t i : order) {
        permuted.push_back(atoms[i]);
        permuted_s.push_back(s[i]);
      }
      expect_near(distances_of(cell(basis, permuted)), permuted_s, 1e-9, name);

      // other vectors of the same lattice, and every atom some cells away
      const Basis other = test::changed(test::random_change(random, 6), basis);
      std::vector<Cartesian> away;
      for (const Cartesian& atom : atoms) {
        const auto far = [&random] { return static_cast<std::int64_t>(random.below(9)) - 4; };
        away.push_back(atom + test::combined({far(), far(), far()}, other));
      }
      expect_near(distances_of(cell(other, away)), s, 1e-8, name);
    }
  }
}

// Both terms of a form against central differences by every lattice vector and position.
void expect_central_differences(GeometryForm form, const AtomBatch& atoms, const DistanceWindow& window, bool images,
                                const std::string& where) {
  const auto [terms, gradient] = derived(form, atoms, window, images, {1.3, 0.7});
  auto positions = numbers_of(atoms.positions);
  auto lattices = numbers_of(atoms.lattices);
  const auto value = [&] {
    AtomBatch moved = atoms;
    for (std::size_t i = 0; i < positions.size(); ++i) moved.positions[i / 3][i % 3] = positions[i];
    for (std::size_t i = 0; i < lattices.size(); ++i) moved.lattices[i / 9][i / 3 % 3][i % 3] = lattices[i];
    const auto at = derived(form, moved, window, images).terms;
    return 1.3 * at.geo1 + 0.7 * at.geo2;
  };
  const auto by_positions = check_gradient(value, positions, numbers_of(gradient.positions));
  EXPECT_LT(by_positions.worst, 1e-5) << where << ", positions: " << by_positions.where;
  const auto by_lattices = check_gradient(value, lattices, numbers_of(gradient.lattices));
  EXPECT_LT(by_lattices.worst, 1e-5) << where << ", lattices: " << by_lattices.where;
  EXPECT_TRUE(window.smallest != 6.0 || std::max(by_positions.largest, by_lattices.largest) > 0.1) << where;
}

TEST(Geometry, GradientsAreThoseOfCentralDifferences) {
  Random random(Seed(5));
  const std::vector<DistanceWindow> windows{{1.8, 3.0}, {2.6, 2.2}, {6.0, 0.5}};
  for (const auto& [name, exact] : test::three_cells()) {
    Basis basis = exact;  // strained: among equal distances the shortest has no derivative
    for (Cartesian& row : basis)
      for (double& component : row.components) component += between(random, -0.1, 0.1);
    for (const std::size_t count : {1U, 2U, 5U}) {
      for (const bool images : {true, false}) {
        if (count == 1 && !images) continue;
        const AtomBatch atoms = cell(basis, random_atoms(random, basis, count));
        for (const auto& [form_name, form] : kForms)
          for (const DistanceWindow& window : windows)
            expect_central_differences(
                form, atoms, window, images,
                name + ", " + std::to_string(count) + " atoms, " + form_name + (images ? ", images" : ""));
      }
    }
  }
}

TEST(Geometry, TheLatticeFeelsItsImages) {
  const auto [terms, gradient] = derived(GeometryForm::hinge, cell(cube(2.5), {{0, 0, 0}}), {2.6, 3.0});
  EXPECT_NEAR(size_of(gradient.lattices[0]), 0.2, 1e-12);  // one of three equal vectors: 2 (d1 - s)
  EXPECT_EQ(size_of(gradient.positions[0]), 0.0);          // an atom moves with its images
}

TEST(Geometry, StructuresAreIndependent) {
  Random random(Seed(6));
  std::vector<AtomBatch> structures;
  for (const auto& [name, basis] : test::three_cells())
    structures.push_back(cell(basis, random_atoms(random, basis, 4)));
  for (const auto& [name, form] : kForms) {
    const auto [terms, gradient] = derived(form, stacked(structures), {2.5, 2.6}, true, {1.0, 2.0});
    GeometryTerms sum;
    for (std::size_t i = 0; i < structures.size(); ++i) {
      const auto alone = derived(form, structures[i], {2.5, 2.6}, true, {1.0, 2.0});
      sum.geo1 += alone.terms.geo1 / 3.0;
      sum.geo2 += alone.terms.geo2 / 3.0;
      EXPECT_GT(size_of(alone.gradient.lattices[0]), 0.0) << name;
      for (std::size_t k = 0; k < 3; ++k)
        EXPECT_LT(length(3.0 * gradient.lattices[i][k] - alone.gradient.lattices[0][k]), 1e-12) << name;
      for (std::size_t row = 0; row < 4; ++row)
        EXPECT_LT(length(3.0 * gradient.positions[4 * i + row] - alone.gradient.positions[row]), 1e-12) << name;
    }
    EXPECT_NEAR(terms.geo1, sum.geo1, 1e-12) << name;
    EXPECT_NEAR(terms.geo2, sum.geo2, 1e-12) << name;
  }
}

// Nearest distances 1.5, 1.5, 4.0 in the first structure (the fourth row holds no atom), 2.0 and 2.0 in the second.
AtomBatch two_structures() {
  AtomBatch first = cell(cube(10.0), {{0, 0, 0}, {1.5, 0, 0}, {5.5, 0, 0}, {5, 5, 5}});
  AtomBatch second = cell(cube(10.0), {{0, 0, 0}, {0, 9, 9}, {0, 0, 8}, {5, 5, 5}});
  first.present = {1, 1, 1, 0};
  second.present = {1, 0, 1, 0};
  return stacked({first, second});
}

// The gradient by the five distances of two_structures(), added to 100.
std::vector<double> distance_gradient(GeometryForm form, const GeometryWeights& weights) {
  const auto s = nearest_distances(two_structures(), true);
  std::vector<double> gradient(s.size(), 100.0);
  geometry_of_form(form, s, 2, {1.8, 3.0}, weights, gradient);
  return gradient;
}

TEST(Geometry, LiteralForm) {
  const auto terms = derived(GeometryForm::literal, two_structures(), {1.8, 3.0}).terms;
  EXPECT_NEAR(terms.geo1, (0.3 * 0.3 + 0.2 * 0.2) / 2, 1e-12);
  EXPECT_NEAR(terms.geo2, -(1.0 * 1.0 + 1.0 * 1.0) / 2, 1e-12);
  // 2 (s - d) / B for the distance nearest to a limit, the first of equal ones
  expect_near(distance_gradient(GeometryForm::literal, {1, 0}), {99.7, 100, 100, 100.2, 100}, 1e-12, "geo1");
  expect_near(distance_gradient(GeometryForm::literal, {0, 1}), {100, 100, 99, 101, 100}, 1e-12, "geo2");
}

TEST(Geometry, LiteralFormIsZeroWhereADistanceIsExactlyALimit) {
  const auto atoms = cell(cube(10.0), {{0, 0, 0}, {1.8, 0, 0}, {0, 3.0, 0}});
  const auto terms = derived(GeometryForm::literal, atoms, {1.8, 3.0}).terms;
  EXPECT_NEAR(terms.geo1, 0.0, 1e-12);
  EXPECT_NEAR(terms.geo2, 0.0, 1e-12);
}

TEST(Geometry, SpringForm) {
  const auto terms = derived(GeometryForm::spring, two_structures(), {1.8, 3.0}).terms;
  EXPECT_NEAR(terms.geo1, ((2 * 0.3 * 0.3 + 2.2 * 2.2) + 2 * 0.2 * 0.2) / 2, 1e-12);
  EXPECT_NEAR(terms.geo2, ((2 * 1.5 * 1.5 + 1.0) + 2 * 1.0) / 2, 1e-12);
  expect_near(distance_gradient(GeometryForm::spring, {1, 0}), {99.7, 99.7, 102.2, 100.2, 100.2}, 1e-12, "geo1");
  expect_near(distance_gradient(GeometryForm::spring, {0, 1}), {98.5, 98.5, 101, 99, 99}, 1e-12, "geo2");
}

TEST(Geometry, SpringFormPullsToTheMiddleOfTheWindow) {
  const auto at_middle = derived(GeometryForm::spring, cell(cube(10.0), {{0, 0, 0}, {2.4, 0, 0}}), {1.8, 3.0});
  EXPECT_NEAR(size_of(at_middle.gradient.positions[0]) + size_of(at_middle.gradient.positions[1]), 0.0, 1e-12);
}

TEST(Geometry, HingeForm) {
  const auto terms = derived(GeometryForm::hinge, two_structures(), {1.8, 3.0}).terms;
  EXPECT_NEAR(terms.geo1, 2 * 0.3 * 0.3 / 2, 1e-12);
  EXPECT_NEAR(terms.geo2, 1.0 / 2, 1e-12);
  expect_near(distance_gradient(GeometryForm::hinge, {1, 0}), {99.7, 99.7, 100, 100, 100}, 1e-12, "geo1");
  expect_near(distance_gradient(GeometryForm::hinge, {0, 1}), {100, 100, 101, 100, 100}, 1e-12, "geo2");
}

TEST(Geometry, HingeFormIsZeroExactlyInsideTheWindow) {
  for (const double apart : {1.81, 2.4, 2.99}) {
    const auto inside = derived(GeometryForm::hinge, cell(cube(10.0), {{0, 0, 0}, {apart, 0, 0}}), {1.8, 3.0});
    EXPECT_EQ(inside.terms.geo1, 0.0);
    EXPECT_EQ(inside.terms.geo2, 0.0);
    EXPECT_EQ(size_of(inside.gradient.positions[0]) + size_of(inside.gradient.positions[1]), 0.0);
  }
}

TEST(Geometry, AFormOfNoneIsZero) {
  const auto none = derived(GeometryForm::none, two_structures(), {1.8, 3.0});
  EXPECT_EQ(none.terms.geo1, 0.0);
  EXPECT_EQ(none.terms.geo2, 0.0);
  expect_near(distance_gradient(GeometryForm::none, {1, 1}), std::vector<double>(5, 100.0), 0.0, "none");
}

TEST(Geometry, WeightsMultiplyTheGradientAndNotTheTerms) {
  for (const auto& [name, form] : kForms) {
    const auto s = nearest_distances(two_structures(), true);
    std::vector<double> geo1(5);
    std::vector<double> geo2(5);
    std::vector<double> both(5);
    const auto terms = geometry_of_form(form, s, 2, {1.8, 3.0}, {1, 0}, geo1);
    geometry_of_form(form, s, 2, {1.8, 3.0}, {0, 1}, geo2);
    const auto weighted = geometry_of_form(form, s, 2, {1.8, 3.0}, {-2, 3}, both);
    EXPECT_EQ(terms.geo1, weighted.geo1) << name;
    EXPECT_EQ(terms.geo2, weighted.geo2) << name;
    for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(both[i], -2 * geo1[i] + 3 * geo2[i], 1e-12) << name;
  }
}

TEST(Geometry, ATermOfWeightZeroLeavesNoNanInTheGradient) {
  const std::vector<NearestDistance> s{{0, 0, 1, {}, kNan, {}}, {0, 1, 0, {}, kInfinity, {}}};
  for (const auto& [name, form] : kForms) {
    std::vector<double> gradient(2);
    geometry_of_form(form, s, 1, {1.8, 3.0}, {0, 0}, gradient);
    expect_near(gradient, {0, 0}, 0.0, name);
  }
}

TEST(Geometry, AStructureWithoutANeighbourAddsNothing) {
  const AtomBatch full = cell(cube(3.5), {{0, 0, 0}, {1, 0, 0}});
  AtomBatch empty = full;
  empty.present = {0, 0};
  for (const auto& [name, form] : kForms) {
    const auto alone = derived(form, full, {1.8, 0.5});
    const auto [terms, gradient] = derived(form, stacked({full, empty}), {1.8, 0.5}, true, {1, 3});
    EXPECT_NEAR(terms.geo1, alone.terms.geo1 / 2, 1e-12) << name;
    EXPECT_NEAR(terms.geo2, alone.terms.geo2 / 2, 1e-12) << name;
    EXPECT_GT(size_of(gradient.positions[0]), 0.0) << name;
    EXPECT_EQ(size_of(gradient.positions[2]) + size_of(gradient.positions[3]), 0.0) << name;
    EXPECT_EQ(size_of(gradient.lattices[1]), 0.0) << name;

    const auto nothing = derived(form, empty, {1.8, 3.0});
    EXPECT_EQ(nothing.terms.geo1, 0.0) << name;
    EXPECT_EQ(nothing.terms.geo2, 0.0) << name;
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
  EXPECT_EQ(message({2, atoms.lattices, atoms.positions, {1}}), "atom mask: expected [2], got [1]");
  EXPECT_EQ(message({3, atoms.lattices, atoms.positions, atoms.present}), "atom positions: expected [3], got [2]");
  EXPECT_EQ(message({2, {}, atoms.positions, atoms.present}), "atom positions: expected [0], got [2]");
}

}  // namespace
}  // namespace crystalgan
