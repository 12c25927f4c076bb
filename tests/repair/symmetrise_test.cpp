#include "crystalgan/repair/symmetrise.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

// Å; what is symmetric to rounding is symmetric at this tolerance.
constexpr double kExact = 1e-5;

std::vector<Structure> binaries() { return built_in_binaries(Element::from_symbol("Pd"), Element::from_symbol("H")); }

int group_of(const std::optional<Structure>& structure) {
  if (!structure) return 0;
  const auto found = find_space_group(*structure, kExact);
  return found ? found->number : 0;
}

// Every atom moved by up to `most` along each axis, every lattice vector likewise.
Structure rattled(const Structure& structure, double most, Random& random) {
  Basis rows = structure.lattice().rows();
  for (Cartesian& row : rows)
    for (double& component : row.components) component += test::between(random, -most, most);
  const Structure shaken = test::shaken(structure, most, random);
  return {Lattice(rows), shaken.sites(), structure.name()};
}

// Å; operations of what was rattled by `most` miss by up to two such displacements of the length sqrt(3) most, and a
// little more where the cell is strained.
double reach(double most) { return 5.0 * most; }

TEST(Symmetrised, RattledPrototypesReturnToTheirSpaceGroup) {
  Random random(Seed(2).derive("rattled"));
  for (const double most : {0.0, 0.02, 0.05, 0.1}) {
    int returned = 0;
    int all = 0;
    for (const Structure& structure : binaries()) {
      const int expected = group_of(structure);
      const auto found = symmetrised(rattled(structure, most, random), std::max(reach(most), 0.01));
      const int number = group_of(found);
      ++all;
      returned += number == expected ? 1 : 0;
      // what lies so near to a higher symmetry may as well be taken there
      EXPECT_TRUE(number >= expected || number > 2) << structure.name() << " " << most << ": " << number;
    }
    EXPECT_GE(returned, most <= 0.05 ? all * 9 / 10 : all * 3 / 4) << most;
  }
}

TEST(Symmetrised, RocksaltReturnsFromEveryDescription) {
  Random random(Seed(2).derive("description"));
  for (int round = 0; round < 10; ++round) {
    const Structure structure = rattled(test::rocksalt(), 0.05, random);
    const double tolerance = reach(0.05);
    EXPECT_EQ(group_of(symmetrised(structure, tolerance)), 225);
    EXPECT_EQ(group_of(symmetrised(test::recut(structure, test::random_change(random, 3)), tolerance)), 225);
    EXPECT_EQ(group_of(symmetrised(test::other_handed(structure), tolerance)), 225);
    EXPECT_EQ(group_of(symmetrised(test::translated(structure, {0.3, -7.2, 0.9}), tolerance)), 225);
    EXPECT_EQ(group_of(symmetrised(test::rotated(structure, 1.1), tolerance)), 225);
    EXPECT_EQ(group_of(symmetrised(test::permuted(structure, random.permutation(8)), tolerance)), 225);
  }
}

TEST(Symmetrised, ACubeBentAndStretchedIsACubeAgain) {
  // one atom: only the cell has to be mended, and the volume is kept
  for (const Basis& bent : {Basis{Cartesian{3.0, 0.1, 0}, Cartesian{0, 3.1, 0.1}, Cartesian{0.1, 0, 2.9}},
                            Basis{Cartesian{3.0, 0.1, 0}, Cartesian{3.0, 3.2, 0.1}, Cartesian{6.1, 0.1, 2.9}}}) {
    const Structure structure(Lattice(bent), {{Element::from_symbol("Ni"), {0.3, 0.1, 0.7}}}, "bent");
    const auto cube = symmetrised(structure, 0.5);
    ASSERT_TRUE(cube);
    EXPECT_EQ(group_of(cube), 221);
    EXPECT_NEAR(shortest_distance(*cube), std::cbrt(structure.lattice().volume()), 1e-12);
    EXPECT_NEAR(cube->lattice().volume(), structure.lattice().volume(), 1e-9);
  }
}

TEST(Symmetrised, HexagonalCellsBecomeExactlyHexagonal) {
  const Basis cell = test::three_cells()[1].basis;
  Basis bent = cell;
  bent[0][1] += 0.08;
  bent[2][0] -= 0.1;
  const Structure structure(
      Lattice(bent),
      {{Element::from_symbol("Pd"), {0.34, 0.65, 0.26}}, {Element::from_symbol("Pd"), {0.66, 0.35, 0.74}}}, "hcp");
  EXPECT_EQ(group_of(symmetrised(structure, 0.4)), 194);
}

TEST(Symmetrised, NothingComesOfAStructureWithoutSymmetry) {
  Random random(Seed(2).derive("nothing"));
  for (const Structure& structure : test::random_crystals(random)) EXPECT_FALSE(symmetrised(structure, 0.05));
}

TEST(Symmetrised, InversionAndTranslationAloneCountAsNothing) {
  const Element pd = Element::from_symbol("Pd");
  const Element h = Element::from_symbol("H");
  const Basis skewed{Cartesian{3.1, 0.2, -0.1}, Cartesian{0.8, 3.9, 0.3}, Cartesian{-1.3, 0.7, 4.9}};
  const Structure inverted(Lattice(skewed), {{pd, {0, 0, 0}}, {h, {0.21, 0.34, 0.17}}, {h, {0.79, 0.66, 0.83}}}, "P-1");
  ASSERT_EQ(find_space_group(inverted, kExact)->number, 2);
  EXPECT_FALSE(symmetrised(inverted, 0.1));
  EXPECT_FALSE(symmetrised(test::supercell(inverted, 1, 2, 1), 0.1));
}

TEST(Symmetrised, KeepsCompositionOrderVolumeAndCentre) {
  Random random(Seed(2).derive("kept"));
  for (const Structure& structure : binaries()) {
    const Structure before = rattled(structure, 0.05, random);
    const auto after = symmetrised(before, 0.25);
    ASSERT_TRUE(after) << structure.name();
    EXPECT_NEAR(after->lattice().volume(), before.lattice().volume(), 1e-9);
    EXPECT_EQ(after->name(), before.name());
    Fractional centre;
    for (std::size_t atom = 0; atom < before.size(); ++atom) {
      EXPECT_EQ(after->sites()[atom].element, before.sites()[atom].element);
      Fractional by = after->sites()[atom].position - before.sites()[atom].position;
      for (double& component : by.components) component -= std::round(component);
      centre = centre + by;
      EXPECT_LT(length(after->lattice().cartesian(by)), 0.25) << structure.name();
    }
    for (const double component : centre.components) EXPECT_NEAR(component, 0.0, 1e-9) << structure.name();
  }
}

TEST(Symmetrised, WhatIsExactStaysWhereItIs) {
  for (const Structure& structure : binaries()) {
    const auto same = symmetrised(structure, 0.05);
    if (!same) continue;
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_LT(length(same->lattice().rows()[i] - structure.lattice().rows()[i]), 1e-5) << structure.name();
  }
}

TEST(Symmetrised, SupercellsFindTheirTranslations) {
  Random random(Seed(2).derive("supercell"));
  int seen = 0;
  for (const Structure& structure : binaries()) {
    if (structure.size() > 4) continue;
    const Structure large = rattled(test::supercell(structure, 2, 2, 2), 0.02, random);
    EXPECT_EQ(group_of(symmetrised(large, reach(0.02))), group_of(structure)) << structure.name();
    ++seen;
  }
  EXPECT_GE(seen, 5);
}

TEST(Symmetrised, SymmetryThatDoesNotPreserveTheCellIsNotFound) {
  // Doubled along one primitive vector the cell of rocksalt is rhombohedral: of m-3m only -3m maps it onto itself.
  Random random(Seed(2).derive("doubled"));
  for (const Structure& structure : binaries()) {
    if (!structure.name().ends_with("-NaCl")) continue;
    const Structure doubled = rattled(test::supercell(structure, 2, 1, 1), 0.02, random);
    EXPECT_EQ(group_of(symmetrised(doubled, reach(0.02))), 166);
  }
}

TEST(Symmetrised, ASmallerToleranceFindsNoMore) {
  Random random(Seed(2).derive("tolerance"));
  for (const Structure& structure : binaries()) {
    const Structure before = rattled(structure, 0.05, random);
    EXPECT_FALSE(symmetrised(before, 1e-4)) << structure.name();
  }
}

TEST(Symmetrised, NothingWhereImagesCannotBeToldApart) {
  for (const Structure& structure : test::one_atom_crystals()) {
    const double half = 0.5 * shortest_distance(structure);
    EXPECT_FALSE(symmetrised(structure, 1.001 * half)) << structure.name();
  }
}

}  // namespace
}  // namespace crystalgan
