#include "crystalgan/crystal/site_symmetry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

constexpr double kTolerance = 1e-3;  // Å

SitePermutation identity(std::size_t size) {
  SitePermutation same(size);
  for (std::size_t i = 0; i < size; ++i) same[i] = i;
  return same;
}

TEST(SitePermutations, OfRocksaltAre48InThePrimitiveAnd192InTheCubicCell) {
  const Structure rocksalt = test::rocksalt();
  EXPECT_EQ(site_permutations(rocksalt, kTolerance).size(), 192U);
  EXPECT_EQ(site_permutations(*primitive_cell(rocksalt), kTolerance).size(), 48U);
  // half of the rotations keep a cell doubled along one axis; two cells of four lattice points
  EXPECT_EQ(site_permutations(test::supercell(rocksalt, 1, 1, 2), kTolerance).size(), 16U * 8U);
}

TEST(SitePermutations, TakeRocksaltAtomsToEveryAtomOfTheirElement) {
  const auto permutations = site_permutations(test::rocksalt(), kTolerance);
  for (std::size_t atom = 0; atom < 8; ++atom) {
    std::map<std::size_t, int> reached;
    for (const SitePermutation& permutation : permutations) ++reached[permutation[atom]];
    ASSERT_EQ(reached.size(), 4U);
    for (const auto& [to, times] : reached) {
      EXPECT_EQ(to < 4, atom < 4);
      EXPECT_EQ(times, 48);  // the order of m-3m
    }
  }
}

TEST(SitePermutations, KeepElementsAndDistances) {
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    const NearestImages images(structure);
    for (const SitePermutation& permutation : site_permutations(structure, kTolerance)) {
      EXPECT_TRUE(std::ranges::is_permutation(permutation, identity(structure.size()))) << structure.name();
      for (std::size_t i = 0; i < structure.size(); ++i) {
        EXPECT_EQ(structure.sites()[permutation[i]].element, structure.sites()[i].element) << structure.name();
        for (std::size_t j = 0; j < i; ++j)
          EXPECT_NEAR(images.between(permutation[i], permutation[j]).distance, images.between(i, j).distance,
                      4 * kTolerance)
              << structure.name();
      }
    }
  }
}

TEST(SitePermutations, AreAGroup) {
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const auto all = site_permutations(test::structure_of(crystal), kTolerance);
    const std::set<SitePermutation> different(all.begin(), all.end());
    EXPECT_TRUE(different.contains(identity(all.front().size())));
    for (const SitePermutation& one : different) {
      for (const SitePermutation& other : different) {
        SitePermutation product;
        for (const std::size_t to : other) product.push_back(one[to]);
        ASSERT_TRUE(different.contains(product)) << crystal["name"];
      }
    }
  }
}

TEST(SitePermutations, FollowTheOrderOfTheSitesAndNotTheCell) {
  Random random(Seed(1).derive("description"));
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    const auto expected = site_permutations(structure, kTolerance);
    const std::set<SitePermutation> different(expected.begin(), expected.end());
    const auto in_recut = site_permutations(test::recut(structure, test::random_change(random, 3)), kTolerance);
    EXPECT_EQ(std::set<SitePermutation>(in_recut.begin(), in_recut.end()), different) << structure.name();
    const auto order = random.permutation(structure.size());
    std::set<SitePermutation> renumbered;
    for (const SitePermutation& permutation : site_permutations(test::permuted(structure, order), kTolerance)) {
      SitePermutation in_old(structure.size());
      for (std::size_t i = 0; i < order.size(); ++i) in_old[order[i]] = order[permutation[i]];
      renumbered.insert(in_old);
    }
    EXPECT_EQ(renumbered, different) << structure.name();
  }
}

TEST(SitePermutations, OfACrystalWithoutSymmetryIsTheIdentity) {
  Random random(Seed(1).derive("no symmetry"));
  for (const Structure& structure : test::random_crystals(random))
    EXPECT_EQ(site_permutations(structure, kTolerance), std::vector<SitePermutation>{identity(structure.size())})
        << structure.name();
}

TEST(SitePermutations, OfACellRepeatedAreItsTranslations) {
  Random random(Seed(1).derive("translations"));
  for (const Structure& structure : test::random_crystals(random)) {
    const auto permutations = site_permutations(test::supercell(structure, 1, 3, 1), kTolerance);
    ASSERT_EQ(permutations.size(), 3U) << structure.name();
    std::set<std::size_t> reached;
    for (const SitePermutation& permutation : permutations) reached.insert(permutation[0]);
    EXPECT_EQ(reached, (std::set<std::size_t>{0, 1, 2})) << structure.name();
  }
}

TEST(SitePermutations, OfASupercellAreThoseOfItsPrimitiveCellThatKeepItsLattice) {
  std::size_t compared = 0;
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const auto primitive = primitive_cell(test::structure_of(crystal), kTolerance);
    ASSERT_TRUE(primitive);
    if (primitive->size() > 4) continue;
    const auto operations = site_operations(*primitive, kTolerance);
    for (const CellChange& change : sublattices(3)) {
      auto expected = site_permutations(supercell(*primitive, change), kTolerance);
      auto got = site_permutations(operations, change);
      std::ranges::sort(expected);
      std::ranges::sort(got);
      EXPECT_EQ(got, expected) << primitive->name();
      ++compared;
    }
  }
  EXPECT_GT(compared, 40U);
}

TEST(SiteSymmetry, HasTheSpaceGroupOfItsOperations) {
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    EXPECT_EQ(site_symmetry(structure, kTolerance).space_group, find_space_group(structure, kTolerance)->number)
        << structure.name();
  }
  const Element h = Element::from_symbol("H");
  const Structure overlapping(test::rocksalt().lattice(), {{h, {0, 0, 0}}, {h, {0, 0, 0}}}, "");
  EXPECT_EQ(site_symmetry(overlapping, kTolerance).space_group, 0);
  EXPECT_EQ(site_symmetry(overlapping, kTolerance).operations.size(), 1U);
}

TEST(SiteOperations, TakeEverySiteToWhereTheySay) {
  Random random(Seed(1).derive("cells"));
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::recut(test::structure_of(crystal), test::random_change(random, 3));
    for (const SiteOperation& operation : site_operations(structure, kTolerance)) {
      // the vector from site 0 to site i, turned, is the one between their images
      const auto image = [&](std::size_t i) {
        const auto& [u, v, w] = operation.cells[i];
        return structure.sites()[operation.sites[i]].position +
               Fractional{static_cast<double>(u), static_cast<double>(v), static_cast<double>(w)};
      };
      for (std::size_t i = 1; i < structure.size(); ++i) {
        const Fractional apart = structure.sites()[i].position - structure.sites()[0].position;
        Fractional turned;
        for (std::size_t row = 0; row < 3; ++row)
          for (std::size_t column = 0; column < 3; ++column)
            turned[row] += static_cast<double>(operation.rotation[row][column]) * apart[column];
        EXPECT_LT(length(structure.lattice().cartesian(image(i) - image(0) - turned)), 4 * kTolerance)
            << structure.name();
      }
    }
  }
}

TEST(SitePermutations, TheToleranceDecidesAboutShakenAtoms) {
  Random random(Seed(1).derive("shaken"));
  const Structure shaken = test::shaken(test::rocksalt(), 0.02, random);
  EXPECT_EQ(site_permutations(shaken, 0.1).size(), 192U);
  EXPECT_EQ(site_permutations(shaken, 1e-4).size(), 1U);
}

TEST(SitePermutations, OfAtomsOnTopOfEachOtherIsTheIdentity) {
  const Element h = Element::from_symbol("H");
  for (const auto& [name, basis] : test::three_cells()) {
    const Structure overlapping(Lattice(basis), {{h, {0, 0, 0}}, {h, {0, 0, 0}}}, name);
    EXPECT_EQ(site_permutations(overlapping, kTolerance), std::vector<SitePermutation>{identity(2)}) << name;
  }
}

}  // namespace
}  // namespace crystalgan
