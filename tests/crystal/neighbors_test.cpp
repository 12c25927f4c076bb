#include "crystalgan/crystal/neighbors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const Element kPd = Element::from_symbol("Pd");
const Element kH = Element::from_symbol("H");

/// The sorted distances that each atom sees.
std::vector<std::vector<double>> shells(const Structure& structure, double cutoff) {
  std::vector<std::vector<double>> seen(structure.size());
  for (const Neighbor& neighbor : neighbors_within(structure, cutoff))
    seen[neighbor.first].push_back(neighbor.distance);
  return seen;
}

void expect_same(const std::vector<double>& got, const std::vector<double>& expected, const std::string& where) {
  ASSERT_EQ(got.size(), expected.size()) << where;
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-9) << where;
}

double true_distance(const Structure& structure, const Neighbor& neighbor) {
  return length(structure.lattice().cartesian(structure.sites()[neighbor.second].position -
                                              structure.sites()[neighbor.first].position) +
                test::combined(neighbor.image, structure.lattice().rows()));
}

TEST(Neighbors, InRocksaltAreSixAtHalfACellAndTwelveAtTheFaceDiagonal) {
  const double a = 4.09;
  for (const auto& distances : shells(test::rocksalt(a), 0.75 * a)) {
    ASSERT_EQ(distances.size(), 18U);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(distances[i], a / 2, 1e-12);
    for (std::size_t i = 6; i < 18; ++i) EXPECT_NEAR(distances[i], a / std::sqrt(2.0), 1e-12);
  }
}

TEST(Neighbors, InAHexagonalLatticeAreSixInThePlaneAndTwoAlongTheAxis) {
  const auto seen = shells(test::one_atom_crystals()[1], 5.1);
  ASSERT_EQ(seen[0].size(), 8U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(seen[0][i], 3.62, 1e-12);
  for (std::size_t i = 6; i < 8; ++i) EXPECT_NEAR(seen[0][i], 5.03, 1e-12);
}

TEST(Neighbors, AnAtomSeesItsOwnImages) {
  for (const Structure& structure : test::one_atom_crystals()) {
    const auto neighbors = neighbors_within(structure, 6.0);
    ASSERT_FALSE(neighbors.empty()) << structure.name();
    EXPECT_EQ(neighbors.size() % 2, 0U) << structure.name();
    for (const Neighbor& neighbor : neighbors) EXPECT_NE(neighbor.image, (ImageIndex{0, 0, 0})) << structure.name();
  }
}

TEST(Neighbors, AtExactlyTheCutoffCount) {
  EXPECT_EQ(neighbors_within(test::rocksalt(4.0), 2.0).size(), 8U * 6U);
  EXPECT_EQ(neighbors_within(test::rocksalt(4.0), 1.999).size(), 0U);
  EXPECT_EQ(neighbors_within(test::rocksalt(4.0), 0.0).size(), 0U);
}

TEST(Neighbors, AtomsOnTopOfEachOtherAreNeighborsAtZero) {
  const Structure structure(Lattice(test::three_cells()[2].basis), {{kPd, {0.1, 0.2, 0.3}}, {kH, {1.1, 0.2, -0.7}}},
                            "overlapping");
  const auto neighbors = neighbors_within(structure, 0.01);
  ASSERT_EQ(neighbors.size(), 2U);
  EXPECT_EQ(neighbors[0].image, (ImageIndex{-1, 0, 1}));
  EXPECT_EQ(neighbors[1].image, (ImageIndex{1, 0, -1}));
  EXPECT_NEAR(shortest_distance(structure), 0.0, 1e-12);
}

TEST(Neighbors, AreThoseOfAseInEveryCrystalSystem) {
  const double cutoff = test::crystal_reference()["neighbor_cutoff"].get<double>();
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    const auto seen = shells(structure, cutoff);
    for (std::size_t atom = 0; atom < structure.size(); ++atom) {
      const auto& expected = crystal["neighbors"][atom];
      double sum = 0.0;
      for (const double distance : seen[atom]) sum += distance;
      ASSERT_EQ(seen[atom].size(), expected["count"].get<std::size_t>()) << structure.name() << " atom " << atom;
      EXPECT_NEAR(seen[atom].front(), expected["nearest"].get<double>(), 1e-9) << structure.name() << " atom " << atom;
      EXPECT_NEAR(sum, expected["sum"].get<double>(), 1e-7) << structure.name() << " atom " << atom;
    }
  }
}

TEST(Neighbors, AreThoseOfABruteForceSearch) {
  Random random(Seed(1).derive("brute force"));
  const double cutoff = 4.0;
  for (const Structure& structure : test::random_crystals(random)) {
    std::vector<std::vector<double>> expected(structure.size());
    for (std::size_t first = 0; first < structure.size(); ++first)
      for (std::size_t second = 0; second < structure.size(); ++second)
        for (std::int64_t i = -12; i <= 12; ++i)
          for (std::int64_t j = -12; j <= 12; ++j)
            for (std::int64_t k = -12; k <= 12; ++k) {
              const double distance = true_distance(structure, {first, second, {i, j, k}, 0.0});
              if (distance <= cutoff && (first != second || i != 0 || j != 0 || k != 0))
                expected[first].push_back(distance);
            }
    const auto seen = shells(structure, cutoff);
    for (std::size_t atom = 0; atom < structure.size(); ++atom) {
      std::sort(expected[atom].begin(), expected[atom].end());
      expect_same(seen[atom], expected[atom], structure.name());
    }
  }
}

TEST(Neighbors, StandAtTheirImageInTheirOrderAndTwice) {
  Random random(Seed(1).derive("order"));
  for (const Structure& structure : test::random_crystals(random)) {
    const auto neighbors = neighbors_within(structure, 5.0);
    for (const Neighbor& neighbor : neighbors) {
      EXPECT_NEAR(neighbor.distance, true_distance(structure, neighbor), 1e-12) << structure.name();
      EXPECT_LE(neighbor.distance, 5.0);
      const ImageIndex back{-neighbor.image[0], -neighbor.image[1], -neighbor.image[2]};
      EXPECT_EQ(std::count_if(neighbors.begin(), neighbors.end(),
                              [&](const Neighbor& other) {
                                return other.first == neighbor.second && other.second == neighbor.first &&
                                       other.image == back;
                              }),
                1)
          << structure.name();
    }
    EXPECT_TRUE(std::is_sorted(neighbors.begin(), neighbors.end(), [](const Neighbor& one, const Neighbor& other) {
      return std::tie(one.first, one.distance, one.second) < std::tie(other.first, other.distance, other.second);
    })) << structure.name();
  }
}

TEST(Neighbors, DoNotDependOnTheDescriptionOfTheCrystal) {
  Random random(Seed(1).derive("description"));
  for (const Structure& structure : test::random_crystals(random)) {
    const auto expected = shells(structure, 4.5);
    const auto order = random.permutation(structure.size());
    const auto in_permuted = shells(test::permuted(structure, order), 4.5);
    const auto in_translated = shells(test::translated(structure, {0.31, -7.2, 1000.7}), 4.5);
    const auto in_rotated = shells(test::rotated(structure, 0.7), 4.5);
    const auto in_recut = shells(test::recut(structure, test::random_change(random, 8)), 4.5);
    const auto in_supercell = shells(test::supercell(structure, 2, 1, 3), 4.5);
    for (std::size_t atom = 0; atom < structure.size(); ++atom) {
      expect_same(in_permuted[atom], expected[order[atom]], structure.name() + ", permuted");
      expect_same(in_translated[atom], expected[atom], structure.name() + ", translated");
      expect_same(in_rotated[atom], expected[atom], structure.name() + ", rotated");
      expect_same(in_recut[atom], expected[atom], structure.name() + ", in another cell");
      for (std::size_t copy = 0; copy < 6; ++copy)
        expect_same(in_supercell[6 * atom + copy], expected[atom], structure.name() + ", in a supercell");
    }
  }
}

TEST(Neighbors, OfABadlyChosenCellTakeNoLongerToFind) {
  // b reaches three thousand cells along a, c as many along b: counted along these vectors, the box around the sphere
  // would hold more than 1e9 images.
  const Basis rows = test::three_cells()[2].basis;
  const Structure good(Lattice(rows), {{kPd, {0, 0, 0}}}, "good");
  const Structure bad = test::recut(good, {{{1, 0, 0}, {3000, 1, 0}, {0, 3000, 1}}});
  EXPECT_EQ(neighbors_within(bad, 5.0).size(), neighbors_within(good, 5.0).size());
}

TEST(NearestImages, OfARandomPairIsTheFirstOfAllItsNeighbors) {
  Random random(Seed(1).derive("nearest"));
  for (const Structure& structure : test::random_crystals(random)) {
    const NearestImages images(structure);
    const auto neighbors = neighbors_within(structure, 8.0);
    for (std::size_t first = 0; first < structure.size(); ++first)
      for (std::size_t second = 0; second < structure.size(); ++second) {
        const auto expected = std::find_if(neighbors.begin(), neighbors.end(), [&](const Neighbor& neighbor) {
          return neighbor.first == first && neighbor.second == second;
        });
        ASSERT_NE(expected, neighbors.end());
        const Neighbor nearest = images.between(first, second);
        EXPECT_EQ(nearest.first, first);
        EXPECT_EQ(nearest.second, second);
        EXPECT_NEAR(nearest.distance, expected->distance, 1e-9) << structure.name();
        EXPECT_NEAR(nearest.distance, true_distance(structure, nearest), 1e-9) << structure.name();
      }
  }
}

TEST(NearestImages, IsNotWhereRoundedFractionsSay) {
  const Structure structure(Lattice({Cartesian{1, 0, 0}, Cartesian{0.9, 0.5, 0}, Cartesian{0, 0, 1}}),
                            {{kPd, {0, 0, 0}}, {kH, {0.45, 0.45, 0}}}, "skewed");
  EXPECT_NEAR(NearestImages(structure).between(0, 1).distance, 0.268, 5e-4);
}

TEST(ShortestDistances, OfRocksaltAreKnownForEveryPair) {
  const auto shortest = shortest_distances(test::rocksalt(4.0));
  ASSERT_EQ(shortest.size(), 3U);
  EXPECT_NEAR(shortest.at(element_pair(kPd, kH)), 2.0, 1e-12);
  EXPECT_NEAR(shortest.at(element_pair(kPd, kPd)), std::sqrt(8.0), 1e-12);
  EXPECT_NEAR(shortest.at(element_pair(kH, kH)), std::sqrt(8.0), 1e-12);
  EXPECT_NEAR(shortest_distance(test::rocksalt(4.0)), 2.0, 1e-12);
}

TEST(ShortestDistances, OfOneAtomAreToItsOwnImages) {
  const auto crystals = test::one_atom_crystals();
  EXPECT_NEAR(shortest_distance(crystals[0]), 4.09, 1e-12);
  EXPECT_NEAR(shortest_distance(crystals[1]), 3.62, 1e-12);
  const Basis skewed = test::three_cells()[2].basis;
  EXPECT_NEAR(shortest_distance(crystals[2]), length(skewed[1] - skewed[0]), 1e-12);
}

TEST(ShortestDistances, DoNotDependOnTheDescriptionOfTheCrystal) {
  Random random(Seed(1).derive("shortest"));
  for (const Structure& structure : test::random_crystals(random)) {
    const auto expected = shortest_distances(structure);
    for (const Structure& other :
         {test::recut(structure, test::random_change(random, 8)), test::supercell(structure, 3, 1, 2),
          test::translated(structure, {0.9, 0.1, -0.4}), test::other_handed(structure)}) {
      const auto got = shortest_distances(other);
      ASSERT_EQ(got.size(), expected.size());
      // a supercell turns own images into other atoms: the pair H-H keeps its distance all the same
      for (const auto& [pair, distance] : expected) EXPECT_NEAR(got.at(pair), distance, 1e-9) << structure.name();
    }
  }
}

TEST(ElementPair, HasOneOrder) {
  EXPECT_EQ(element_pair(kPd, kH), element_pair(kH, kPd));
  EXPECT_EQ(element_pair(kPd, kH).first, kH);
}

TEST(NearestNeighbors, AreThoseThatCountOnly) {
  const Structure structure = test::rocksalt(4.0);
  const auto unlike = nearest_neighbors(structure, [&](std::size_t first, std::size_t second) {
    return structure.sites()[first].element != structure.sites()[second].element;
  });
  ASSERT_EQ(unlike.size(), 8U);
  for (std::size_t atom = 0; atom < 8; ++atom) {
    EXPECT_EQ(unlike[atom].first, atom);
    EXPECT_NEAR(unlike[atom].distance, 2.0, 1e-12);
  }
  const auto own = nearest_neighbors(structure, [](std::size_t first, std::size_t second) { return first == second; });
  ASSERT_EQ(own.size(), 8U);
  for (const Neighbor& neighbor : own) EXPECT_NEAR(neighbor.distance, 4.0, 1e-12);
}

TEST(NearestNeighbors, AnAtomWithoutAnyHasNoEntry) {
  const Structure structure = test::rocksalt();
  const auto of_first = nearest_neighbors(structure, [](std::size_t first, std::size_t) { return first == 3; });
  ASSERT_EQ(of_first.size(), 1U);
  EXPECT_EQ(of_first[0].first, 3U);
}

}  // namespace
}  // namespace crystalgan
