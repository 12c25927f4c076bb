#include "crystalgan/crystal/symmetry.hpp"

#include <gtest/gtest.h>

#include <set>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry_search.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

double reference_tolerance() { return test::crystal_reference()["symmetry_tolerance"].get<double>(); }

int number_of(const Structure& structure, double tolerance) {
  const auto found = find_space_group(structure, tolerance);
  return found ? found->number : 0;
}

TEST(SpaceGroup, OfRocksaltIsFm3m) {
  const auto found = find_space_group(test::rocksalt());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->number, 225);
  EXPECT_EQ(found->symbol, "Fm-3m");
}

TEST(SpaceGroup, IsThatOfSpglibInPythonInEveryCrystalSystem) {
  std::set<int> numbers;
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const auto found = find_space_group(test::structure_of(crystal), reference_tolerance());
    ASSERT_TRUE(found) << crystal["name"];
    EXPECT_EQ(found->number, crystal["number"].get<int>()) << crystal["name"];
    EXPECT_EQ(found->symbol, crystal["symbol"].get<std::string>()) << crystal["name"];
    numbers.insert(found->number);
  }
  EXPECT_GE(numbers.size(), 20U);
}

TEST(SpaceGroup, DoesNotDependOnTheDescriptionOfTheCrystal) {
  // among them both hands of quartz, which a transposed or left-handed cell exchanges
  Random random(Seed(1).derive("description"));
  const double tolerance = reference_tolerance();
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    const int expected = crystal["number"].get<int>();
    EXPECT_EQ(number_of(test::recut(structure, test::random_change(random, 3)), tolerance), expected)
        << structure.name();
    EXPECT_EQ(number_of(test::other_handed(structure), tolerance), expected) << structure.name();
    EXPECT_EQ(number_of(test::translated(structure, {0.123, 0.456, -3.21}), tolerance), expected) << structure.name();
    EXPECT_EQ(number_of(test::rotated(structure, 0.4), tolerance), expected) << structure.name();
    EXPECT_EQ(number_of(test::permuted(structure, random.permutation(structure.size())), tolerance), expected)
        << structure.name();
    EXPECT_EQ(number_of(test::supercell(structure, 1, 2, 1), tolerance), expected) << structure.name();
  }
}

TEST(SpaceGroup, IsFoundInAVerySkewedCell) {
  // rock salt of a = 4 Å whose vectors are up to 200 Å long
  for (const int skew : {3, 10, 30, 60}) {
    const test::Change change{{{1, 0, 0}, {skew, 1, 0}, {skew, skew, 1}}};
    const Structure structure = test::recut(*primitive_cell(test::rocksalt(4.0)), change);
    EXPECT_EQ(number_of(structure, 0.1), 225) << skew;
    const auto primitive = primitive_cell(test::recut(test::rocksalt(4.0), change), 0.1);
    ASSERT_TRUE(primitive) << skew;
    EXPECT_EQ(primitive->size(), 2U) << skew;
  }
}

TEST(SymmetrySearch, TakesASmallerToleranceWhereAtomsAreCloserThanTheGivenOne) {
  // two H 0.06 Å apart along c in a cube of Pd
  const Element pd = Element::from_symbol("Pd"), h = Element::from_symbol("H");
  const Structure split{Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                        {{pd, {0, 0, 0}}, {h, {0.5, 0.5, 0.5 + 0.03 / 4}}, {h, {0.5, 0.5, 0.5 - 0.03 / 4}}},
                        "split"};
  const SymmetryFound found = search_symmetry(split);
  ASSERT_TRUE(found.group);
  EXPECT_EQ(found.group->number, 123);
  EXPECT_EQ(found.tolerance, 0.05);
  EXPECT_EQ(symmetry_remark(found),
            "no space group at the tolerance of 0.1 A, which is too large: P4/mmm (123) found at 0.05 A");
}

TEST(SymmetrySearch, SaysNothingOfWhatItFindsAtOnce) {
  const SymmetryFound found = search_symmetry(test::rocksalt());
  EXPECT_EQ(found.group->number, 225);
  EXPECT_EQ(found.tolerance, kSymmetryTolerance);
  EXPECT_FALSE(symmetry_remark(found));
}

TEST(SymmetrySearch, SaysWhereItEndsWithoutAGroup) {
  const Element h = Element::from_symbol("H");
  const SymmetryFound found =
      search_symmetry({Lattice(test::three_cells().front().basis), {{h, {0, 0, 0}}, {h, {0, 0, 0}}}, "same place"});
  EXPECT_FALSE(found.group);
  EXPECT_EQ(symmetry_remark(found), "no space group at the tolerance of 0.1 A, and none down to 0.001 A");
}

TEST(SpaceGroup, TheToleranceDecidesAboutShakenAtoms) {
  Random random(Seed(1).derive("shaken"));
  const Structure shaken = test::shaken(test::rocksalt(), 0.02, random);
  EXPECT_EQ(number_of(shaken, 0.1), 225);
  EXPECT_EQ(number_of(shaken, 1e-4), 1);
}

TEST(SpaceGroup, OfAtomsOnTopOfEachOtherIsNothing) {
  const Element h = Element::from_symbol("H");
  for (const auto& [name, basis] : test::three_cells()) {
    EXPECT_FALSE(find_space_group({Lattice(basis), {{h, {0, 0, 0}}, {h, {0, 0, 0}}}, name})) << name;
    EXPECT_FALSE(find_space_group({Lattice(basis), {{h, {0, 0, 0}}, {h, {1.01, 0, 0}}}, name})) << name;
    EXPECT_FALSE(primitive_cell({Lattice(basis), {{h, {0, 0, 0}}, {h, {1.01, 0, 0}}}, name})) << name;
  }
  // an atom closer to its own image than the tolerance
  EXPECT_FALSE(find_space_group(
      {Lattice({Cartesian{0.05, 0, 0}, Cartesian{1, 3, 0}, Cartesian{0, 1, 3}}), {{h, {0, 0, 0}}}, "thin"}));
}

TEST(PrimitiveCell, HasTheAtomsAndTheVolumeOfSpglibInPython) {
  Random random(Seed(1).derive("primitive"));
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    for (const Structure& description : {structure, test::recut(structure, test::random_change(random, 3)),
                                         test::supercell(structure, 2, 1, 1), test::other_handed(structure)}) {
      const auto primitive = primitive_cell(description, reference_tolerance());
      ASSERT_TRUE(primitive) << structure.name();
      EXPECT_EQ(primitive->size(), crystal["primitive_atoms"].get<std::size_t>()) << structure.name();
      EXPECT_NEAR(primitive->lattice().volume(), crystal["primitive_volume"].get<double>(), 1e-6) << structure.name();
      EXPECT_EQ(reduced(primitive->composition()), reduced(structure.composition())) << structure.name();
      EXPECT_EQ(primitive->name(), structure.name());
    }
  }
}

TEST(PrimitiveCell, IsTheSameCrystal) {
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    const auto primitive = primitive_cell(structure, reference_tolerance());
    ASSERT_TRUE(primitive) << structure.name();
    const auto expected = shortest_distances(structure);
    const auto got = shortest_distances(*primitive);
    ASSERT_EQ(got.size(), expected.size()) << structure.name();
    for (const auto& [pair, distance] : expected) EXPECT_NEAR(got.at(pair), distance, 1e-6) << structure.name();
    EXPECT_EQ(number_of(*primitive, reference_tolerance()), crystal["number"].get<int>()) << structure.name();
  }
}

TEST(PrimitiveCell, IsNotIdealised) {
  const Structure primitive(
      Lattice({Cartesian{0.02, 2.05, 2.04}, Cartesian{2.03, 0, 2.06}, Cartesian{2.05, 2.04, 0.01}}),
      {{Element::from_symbol("Pd"), {0, 0, 0}}, {Element::from_symbol("H"), {0.5, 0.5, 0.505}}}, "strained");
  const auto found = primitive_cell(primitive, 0.1);
  ASSERT_TRUE(found);
  EXPECT_EQ(number_of(*found, 0.1), 225);
  EXPECT_NEAR(found->lattice().volume(), primitive.lattice().volume(), 1e-9);
  EXPECT_NEAR(shortest_distance(*found), shortest_distance(primitive), 1e-9);
}

}  // namespace
}  // namespace crystalgan
