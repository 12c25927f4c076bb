#include "crystalgan/crystal/supercell.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const CellChange kSame{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

/// The sorted distances that each atom sees.
std::vector<std::vector<double>> shells(const Structure& structure, double cutoff) {
  std::vector<std::vector<double>> seen(structure.size());
  for (const Neighbor& neighbor : neighbors_within(structure, cutoff))
    seen[neighbor.first].push_back(neighbor.distance);
  return seen;
}

bool same_lattice(const CellChange& one, const CellChange& other) {
  const Basis unit{Cartesian{1, 0, 0}, Cartesian{0, 1, 0}, Cartesian{0, 0, 1}};
  const Lattice lattice(test::changed(one, unit));
  for (const Cartesian& row : test::changed(other, unit))
    for (const double multiple : lattice.fractional(row).components)
      if (std::abs(multiple - std::round(multiple)) > 1e-9) return false;
  return true;  // as both have the same volume
}

TEST(Sublattices, AreAsManyAsTheSumOverFactorsSays) {
  // Σ over a b c = n of a^2 b: 1, 7, 13, 35, 31, 91
  const std::vector<std::size_t> expected{1, 7, 13, 35, 31, 91};
  for (int n = 1; n <= 6; ++n) EXPECT_EQ(sublattices(n).size(), expected[static_cast<std::size_t>(n - 1)]) << n;
  EXPECT_EQ(sublattices(1).front(), kSame);
  EXPECT_TRUE(sublattices(0).empty());
  EXPECT_TRUE(sublattices(-2).empty());
}

TEST(Sublattices, HaveTheVolumeAndAllDiffer) {
  for (const int multiple : {2, 3, 4}) {
    const auto all = sublattices(multiple);
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(test::determinant(all[i]), multiple);
      for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(same_lattice(all[i], all[j])) << multiple;
    }
  }
}

TEST(Sublattices, AreAllThereAre) {
  // any whole-numbered cell of the volume spans one of them
  Random random(Seed(1).derive("any cell"));
  const auto all = sublattices(4);
  std::vector<bool> met(all.size(), false);
  for (int tries = 0; tries < 40000; ++tries) {
    CellChange change;
    for (auto& row : change)
      for (auto& entry : row) entry = static_cast<std::int64_t>(random.below(9)) - 4;
    if (std::abs(test::determinant(change)) != 4) continue;
    std::size_t equal = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!same_lattice(all[i], change)) continue;
      ++equal;
      met[i] = true;
    }
    EXPECT_EQ(equal, 1U);
  }
  EXPECT_TRUE(std::ranges::all_of(met, [](bool it) { return it; }));
}

TEST(Supercell, IsTheSameCrystal) {
  Random random(Seed(1).derive("supercell"));
  for (const Structure& structure : test::random_crystals(random)) {
    const auto expected = shells(structure, 4.0);
    for (const int multiple : {1, 2, 3, 4}) {
      for (const CellChange& change : sublattices(multiple)) {
        const Structure larger = supercell(structure, change);
        const auto copies = static_cast<std::size_t>(multiple);
        ASSERT_EQ(larger.size(), copies * structure.size());
        EXPECT_NEAR(larger.lattice().volume(), multiple * structure.lattice().volume(), 1e-9);
        EXPECT_EQ(larger.name(), structure.name());
        const auto seen = shells(larger, 4.0);
        for (std::size_t i = 0; i < larger.size(); ++i) {
          EXPECT_EQ(larger.sites()[i].element, structure.sites()[i / copies].element);
          ASSERT_EQ(seen[i].size(), expected[i / copies].size()) << structure.name();
          for (std::size_t j = 0; j < seen[i].size(); ++j) EXPECT_NEAR(seen[i][j], expected[i / copies][j], 1e-9);
        }
      }
    }
  }
}

TEST(Supercell, HoldsEveryCopyOnce) {
  // the copies of an atom differ by vectors of the small lattice, none by one of the large
  Random random(Seed(1).derive("copies"));
  for (const Structure& structure : test::random_crystals(random)) {
    for (const CellChange& change :
         {CellChange{{{2, 0, 0}, {0, 1, 0}, {0, 0, 2}}}, CellChange{{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}},
          CellChange{{{0, 1, 0}, {1, 0, 0}, {0, 0, 2}}}, CellChange{{{3, -2, 5}, {1, 4, -3}, {-2, 1, 2}}}}) {
      const Structure larger = supercell(structure, change);
      const auto copies = static_cast<std::size_t>(std::abs(test::determinant(change)));
      ASSERT_EQ(larger.size(), copies * structure.size());
      for (std::size_t i = 0; i < larger.size(); ++i) {
        const Cartesian there = larger.lattice().cartesian(larger.sites()[i].position);
        const Fractional apart = structure.lattice().fractional(there) - structure.sites()[i / copies].position;
        for (const double multiple : apart.components) EXPECT_NEAR(multiple, std::round(multiple), 1e-9);
      }
      EXPECT_NEAR(shortest_distance(larger), shortest_distance(structure), 1e-9) << structure.name();
    }
  }
}

TEST(HermiteForm, OfSublatticesIsTheSameForEveryBasis) {
  Random random(Seed(1).derive("bases"));
  for (const int multiple : {1, 2, 6}) {
    for (const CellChange& change : sublattices(multiple)) {
      EXPECT_EQ(hermite_form(change), change);
      const test::Change other = test::random_change(random, 3);
      CellChange mixed{};
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
          for (std::size_t k = 0; k < 3; ++k) mixed[i][k] += other[i][j] * change[j][k];
      EXPECT_EQ(hermite_form(mixed), change);
    }
  }
  EXPECT_THROW(hermite_form({{{1, 0, 0}, {0, 1, 0}, {1, 1, 0}}}), StructureError);
}

TEST(CellCopies, AreFoundAgainFromAnyCellOfTheirClass) {
  Random random(Seed(1).derive("classes"));
  for (const CellChange& change :
       {CellChange{{{2, 0, 0}, {1, 2, 0}, {0, 0, 1}}}, CellChange{{{3, -2, 5}, {1, 4, -3}, {-2, 1, 2}}}}) {
    const CellCopies copies(change);
    EXPECT_EQ(copies.cells().size(), static_cast<std::size_t>(std::abs(test::determinant(change))));
    for (std::size_t i = 0; i < copies.cells().size(); ++i) {
      ImageIndex cell = copies.cells()[i];
      for (const ImageIndex& row : change) {
        const auto times = static_cast<std::int64_t>(random.below(9)) - 4;
        for (std::size_t axis = 0; axis < 3; ++axis) cell[axis] += times * row[axis];
      }
      EXPECT_EQ(copies.index_of(cell), i);
    }
  }
}

TEST(Supercell, OfOneCellIsTheStructureItself) {
  const Structure rocksalt = test::rocksalt();
  const Structure same = supercell(rocksalt, kSame);
  EXPECT_EQ(same.lattice().rows(), rocksalt.lattice().rows());
  for (std::size_t i = 0; i < rocksalt.size(); ++i) EXPECT_EQ(same.sites()[i].position, rocksalt.sites()[i].position);
}

TEST(Supercell, WithoutAVolumeIsRefused) {
  EXPECT_THROW(supercell(test::rocksalt(), {{{1, 2, 3}, {2, 4, 6}, {0, 0, 1}}}), StructureError);
}

}  // namespace
}  // namespace crystalgan
