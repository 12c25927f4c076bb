#include "crystalgan/crystal/reduction.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

std::array<double, 6> parameters(const Structure& structure) {
  const auto [a, b, c] = structure.lattice().lengths();
  const auto [alpha, beta, gamma] = structure.lattice().angles();
  return {a, b, c, alpha, beta, gamma};
}

void expect_same_parameters(const Structure& got, const std::array<double, 6>& expected, double tolerance,
                            const std::string& where) {
  const auto found = parameters(got);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(found[i], expected[i], tolerance) << where << ", parameter " << i;
}

/// The sorted distances that each atom sees.
std::vector<std::vector<double>> shells(const Structure& structure, double cutoff) {
  std::vector<std::vector<double>> seen(structure.size());
  for (const Neighbor& neighbor : neighbors_within(structure, cutoff))
    seen[neighbor.first].push_back(neighbor.distance);
  return seen;
}

void expect_same_crystal(const Structure& got, const Structure& expected, double cutoff) {
  ASSERT_EQ(got.size(), expected.size());
  EXPECT_EQ(got.name(), expected.name());
  EXPECT_NEAR(got.lattice().volume() / expected.lattice().volume(), 1.0, 1e-9);
  const auto seen = shells(got, cutoff);
  const auto wanted = shells(expected, cutoff);
  for (std::size_t atom = 0; atom < got.size(); ++atom) {
    EXPECT_EQ(got.sites()[atom].element, expected.sites()[atom].element);
    ASSERT_EQ(seen[atom].size(), wanted[atom].size()) << expected.name();
    for (std::size_t i = 0; i < seen[atom].size(); ++i)
      EXPECT_NEAR(seen[atom][i], wanted[atom][i], 1e-8) << expected.name();
  }
}

TEST(NiggliReduced, OfTheFaceCentredCubeIsTheSixtyDegreeRhombohedron) {
  const double a = 4.09;
  const Structure primitive(Lattice({Cartesian{a, 0, 0}, Cartesian{a / 2, a / 2, 0}, Cartesian{1.5 * a, a, a / 2}}),
                            {{Element::from_symbol("Pd"), {0, 0, 0}}}, "fcc");
  const double half = a / std::sqrt(2.0);
  expect_same_parameters(niggli_reduced(primitive), {half, half, half, 60, 60, 60}, 1e-9, "fcc");
}

TEST(NiggliReduced, HasTheParametersOfPymatgen) {
  Random random(Seed(1).derive("Niggli"));
  for (const auto& cell : test::crystal_reference()["niggli"]) {
    const auto expected = cell["parameters"].get<std::array<double, 6>>();
    const Structure structure(Lattice(test::basis_of(cell["rows"])), {{Element::from_symbol("Pd"), {0.1, 0.2, 0.3}}},
                              cell["name"].get<std::string>());
    expect_same_parameters(niggli_reduced(structure), expected, 1e-4, structure.name());
    for (int trial = 0; trial < 5; ++trial)
      expect_same_parameters(niggli_reduced(test::recut(structure, test::random_change(random, 4))), expected, 1e-4,
                             structure.name() + ", recut");
  }
}

TEST(NiggliReduced, IsTheSameCrystalRightHandedAndWrapped) {
  Random random(Seed(1).derive("same crystal"));
  for (const Structure& good : test::random_crystals(random))
    for (int trial = 0; trial < 20; ++trial) {
      const Structure structure = test::recut(good, test::random_change(random, 6));
      const Structure reduced = niggli_reduced(structure);
      expect_same_crystal(reduced, good, 4.5);
      EXPECT_TRUE(reduced.lattice().right_handed());
      for (const Site& site : reduced.sites())
        for (const double component : site.position.components) {
          EXPECT_GE(component, 0.0);
          EXPECT_LT(component, 1.0);
        }
    }
}

TEST(NiggliReduced, IsTheSameCrystalInNeedlePlateAndFlatCells) {
  Random random(Seed(1).derive("needles"));
  for (int trial = 0; trial < 200; ++trial) {
    Basis basis = trial % 3 == 0   ? test::needle_basis(random)
                  : trial % 3 == 1 ? test::flat_basis(random)
                                   : test::skewed_basis(random);
    for (Cartesian& row : basis) row = 6.0 * row;
    if (trial % 3 == 0) basis[2] = 5.0 * basis[2];
    const Structure structure(Lattice(test::changed(test::random_change(random, 3), basis)),
                              {{Element::from_symbol("Pd"), {0, 0, 0}}, {Element::from_symbol("H"), {0.3, 0.4, 0.5}}},
                              "trial " + std::to_string(trial));
    const Structure reduced = niggli_reduced(structure);
    EXPECT_TRUE(reduced.lattice().right_handed()) << structure.name();
    EXPECT_NEAR(reduced.lattice().volume() / structure.lattice().volume(), 1.0, 1e-6) << structure.name();
    EXPECT_NEAR(shortest_distance(reduced), shortest_distance(structure), 1e-7) << structure.name();
    expect_same_parameters(niggli_reduced(reduced), parameters(reduced), 1e-6, structure.name());
  }
}

TEST(NiggliReduced, MeetsTheNiggliConditions) {
  // International Tables A, section 9.2.2: a <= b <= c, and the angles all acute or none.
  Random random(Seed(1).derive("conditions"));
  for (int trial = 0; trial < 200; ++trial) {
    Basis basis = trial % 2 == 0 ? test::needle_basis(random) : test::skewed_basis(random);
    for (Cartesian& row : basis) row = 6.0 * row;
    const Structure structure(Lattice(test::changed(test::random_change(random, 6), basis)),
                              {{Element::from_symbol("Pd"), {0, 0, 0}}}, "trial " + std::to_string(trial));
    const auto reduced = niggli_reduced(structure);
    const auto [a, b, c, alpha, beta, gamma] = parameters(reduced);
    EXPECT_LE(a, b + 1e-4) << structure.name();
    EXPECT_LE(b, c + 1e-4) << structure.name();
    const bool acute = alpha < 90.01 && beta < 90.01 && gamma < 90.01;
    const bool obtuse = alpha > 89.99 && beta > 89.99 && gamma > 89.99;
    EXPECT_TRUE(acute || obtuse) << structure.name() << ": " << alpha << ' ' << beta << ' ' << gamma;
    const Basis& rows = reduced.lattice().rows();
    EXPECT_LE(2 * std::fabs(dot(rows[0], rows[1])), a * a + 1e-4) << structure.name();
    EXPECT_LE(2 * std::fabs(dot(rows[0], rows[2])), a * a + 1e-4) << structure.name();
    EXPECT_LE(2 * std::fabs(dot(rows[1], rows[2])), b * b + 1e-4) << structure.name();
  }
}

TEST(NiggliReduced, OfAReducedCellChangesNothing) {
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure once = niggli_reduced(test::structure_of(crystal));
    expect_same_parameters(niggli_reduced(once), parameters(once), 1e-6, once.name());
  }
}

TEST(NiggliReduced, OfALeftHandedCellIsTheSameCrystalNotItsMirrorImage) {
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    const Structure left = test::other_handed(structure);
    ASSERT_FALSE(left.lattice().right_handed());
    const Structure reduced = niggli_reduced(left);
    EXPECT_TRUE(reduced.lattice().right_handed());
    // not even turned: every atom stays where it was, up to lattice vectors
    for (std::size_t atom = 0; atom < structure.size(); ++atom) {
      const Fractional apart =
          structure.lattice().fractional(reduced.lattice().cartesian(reduced.sites()[atom].position) -
                                         structure.lattice().cartesian(structure.sites()[atom].position));
      for (const double component : apart.components)
        EXPECT_NEAR(component, std::round(component), 1e-9) << structure.name();
    }
  }
}

}  // namespace
}  // namespace crystalgan
