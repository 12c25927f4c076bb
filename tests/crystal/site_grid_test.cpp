#include "crystalgan/crystal/site_grid.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const Basis kCubic{Cartesian{9, 0, 0}, Cartesian{0, 9, 0}, Cartesian{0, 0, 9}};
const Basis kHexagonal{Cartesian{7, 0, 0}, Cartesian{-3.5, 6.062177826491071, 0}, Cartesian{0, 0, 11}};
const Basis kLarge{Cartesian{500, 0, 0}, Cartesian{0, 500, 0}, Cartesian{0, 0, 500}};
const Basis kSkewed{Cartesian{5, 0, 0}, Cartesian{23.4, 6, 0}, Cartesian{-31.5, 17.5, 7}};
const Basis kFlat{Cartesian{40, 0, 0}, Cartesian{0, 40, 0}, Cartesian{1, 2, 0.5}};

std::vector<Fractional> random_points(std::size_t count, Random& random) {
  std::vector<Fractional> points;
  for (std::size_t i = 0; i < count; ++i)
    points.push_back({3.0 * random.uniform() - 1.0, random.uniform(), random.uniform() - 5.0});
  return points;
}

Structure random_structure(const Basis& rows, std::size_t atoms, Random& random) {
  std::vector<Site> sites;
  for (const Fractional& point : random_points(atoms, random))
    sites.push_back({Element::from_symbol(sites.size() % 9 == 0 ? "H" : "Pd"), point});
  return {Lattice(rows), std::move(sites), "random"};
}

TEST(SiteGrid, VisitsEveryPointWithinReachOnce) {
  Random random(Seed(1).derive("grid"));
  for (const Basis& rows : {kCubic, kHexagonal, kSkewed, kFlat}) {
    const Lattice lattice(rows);
    const ClosestImage images(rows);
    const auto points = random_points(100, random);
    const SiteGrid grid(rows, points);
    for (const double reach : {0.0, 0.3, 2.0, 8.0, 100.0, std::numeric_limits<double>::infinity()})
      for (const Fractional& place : {points[7], Fractional{0, 0, 0}, Fractional{-1e-17, 1 - 1e-16, 17.3}}) {
        std::multiset<std::size_t> visited;
        grid.near(place, reach, [&](std::size_t n) {
          visited.insert(n);
          return true;
        });
        for (std::size_t n = 0; n < points.size(); ++n) {
          const Cartesian apart = lattice.cartesian(points[n] - place);
          const auto [i, j, k] = images.nearest(apart);
          const Cartesian nearest = apart + static_cast<double>(i) * rows[0] + static_cast<double>(j) * rows[1] +
                                    static_cast<double>(k) * rows[2];
          EXPECT_LE(visited.count(n), 1U);
          if (length(nearest) <= reach) {
            EXPECT_EQ(visited.count(n), 1U) << reach;
          }
        }
      }
  }
}

TEST(SiteGrid, LooksAtFewPoints) {
  Random random(Seed(1).derive("few"));
  const auto points = random_points(8000, random);
  const SiteGrid grid(kCubic, points);  // boxes of 0.57 Å
  std::size_t visited = 0;
  for (const Fractional& place : points) grid.near(place, 0.1, [&](std::size_t) { return ++visited > 0; });
  EXPECT_LT(visited, 8 * 8000U);
}

/// In a cube of this edge, in fractions, around a corner of the cell; every tenth where the one before is.
std::vector<Fractional> crowded_points(std::size_t count, double edge, Random& random) {
  std::vector<Fractional> points;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = [&] { return edge * (random.uniform() - 0.5); };
    const Fractional point{place(), place() + 1.0, place()};
    points.push_back(i % 10 == 9 ? points.back() : point);
  }
  return points;
}

TEST(SiteGrid, LooksAtFewPointsWhereTheyCrowdInALargeCell) {
  Random random(Seed(1).derive("crowd"));
  const auto points = crowded_points(8000, 0.04, random);  // 1 Å apart
  const SiteGrid grid(kLarge, points);
  std::size_t visited = 0;
  for (const Fractional& place : points) grid.near(place, 0.1, [&](std::size_t) { return ++visited > 0; });
  EXPECT_LT(visited, 30 * 8000U);
}

TEST(SiteGrid, VisitsEveryPointWithinReachOnceWhereTheyCrowd) {
  Random random(Seed(1).derive("crowd"));
  for (const Basis& rows : {kCubic, kHexagonal, kSkewed, kFlat})
    for (const double edge : {0.0, 1e-12, 0.01, 0.3}) {
      const Lattice lattice(rows);
      const ClosestImage images(rows);
      const auto points = crowded_points(300, edge, random);
      const SiteGrid grid(rows, points);
      for (const double reach : {0.0, 0.01, 0.3, 20.0, std::numeric_limits<double>::infinity()})
        for (const Fractional& place : {points[7], points[8], Fractional{-1e-17, 1 - 1e-16, 17.01}}) {
          std::vector<std::size_t> visits(points.size());
          grid.near(place, reach, [&](std::size_t n) { return ++visits[n] > 0; });
          for (std::size_t n = 0; n < points.size(); ++n) {
            const Cartesian apart = lattice.cartesian(points[n] - place);
            const auto [i, j, k] = images.nearest(apart);
            const Cartesian nearest = apart + static_cast<double>(i) * rows[0] + static_cast<double>(j) * rows[1] +
                                      static_cast<double>(k) * rows[2];
            EXPECT_LE(visits[n], 1U);
            EXPECT_TRUE(visits[n] == 1 || length(nearest) > reach) << reach;
          }
        }
    }
}

TEST(SiteGrid, EndsWhenAVisitSaysSo) {
  const SiteGrid grid(kCubic, std::vector<Fractional>{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
  int visits = 0;
  grid.near({0, 0, 0}, 1.0, [&](std::size_t) { return ++visits < 2; });
  EXPECT_EQ(visits, 2);
}

/// In a cube of 15 Å around a corner of a large cell.
Structure crowd_of(std::size_t atoms, Random& random) {
  std::vector<Site> sites;
  for (const Fractional& point : crowded_points(atoms, 0.03, random))
    sites.push_back({Element::from_symbol(sites.size() % 9 == 0 ? "H" : "Pd"), point});
  return {Lattice(kLarge), std::move(sites), "crowd"};
}

TEST(LargeStructures, LookAtFewAtomsFirstWhereTheyCrowd) {
  Random random(Seed(1).derive("first"));
  const Structure structure = crowd_of(3000, random);
  const AtomsAround around(structure);
  std::size_t looked_at = 0;
  for (std::size_t atom = 0; atom < structure.size(); ++atom)
    looked_at += around.within(atom, around.first_reach(atom)).size();
  EXPECT_LE(looked_at, 250 * structure.size());
}

TEST(LargeStructures, HaveTheDistancesOfAllPairs) {
  Random random(Seed(1).derive("pairs"));
  for (const Basis& rows : {kCubic, kHexagonal, kSkewed, kFlat})
    for (const std::size_t atoms : {65U, 200U}) {
      const Structure structure = random_structure(rows, atoms, random);
      const NearestImages images(structure);
      std::map<ElementPair, double> expected, of_different;
      for (std::size_t i = 0; i < atoms; ++i)
        for (std::size_t j = i; j < atoms; ++j) {
          const auto pair = element_pair(structure.sites()[i].element, structure.sites()[j].element);
          const double distance = images.between(i, j).distance;
          for (auto* const distances : {&expected, &of_different}) {
            if (distances == &of_different && i == j) continue;
            const auto [entry, added] = distances->emplace(pair, distance);
            if (!added) entry->second = std::min(entry->second, distance);
          }
        }
      EXPECT_EQ(shortest_distances(structure), expected);
      EXPECT_EQ(shortest_distances_of_different_atoms(structure), of_different);
    }
}

TEST(LargeStructures, HaveTheNearestNeighboursOfAllPairs) {
  Random random(Seed(1).derive("nearest"));
  for (const Basis& rows : {kCubic, kSkewed, kFlat, kLarge}) {
    const bool crowd = rows == kLarge;
    const Structure structure = crowd ? crowd_of(900, random) : random_structure(rows, 90, random);
    const NearestImages images(structure);
    const auto is_hydrogen = [&](std::size_t i) { return structure.sites()[i].element.symbol() == "H"; };
    const auto found =
        nearest_neighbors(structure, [&](std::size_t i, std::size_t j) { return is_hydrogen(i) && is_hydrogen(j); });
    EXPECT_EQ(found.size(), crowd ? 100U : 10U);
    for (const Neighbor& neighbor : found) {
      double expected = std::numeric_limits<double>::infinity();
      for (std::size_t j = 0; j < structure.size(); ++j)
        if (is_hydrogen(j)) expected = std::min(expected, images.between(neighbor.first, j).distance);
      EXPECT_EQ(neighbor.distance, expected);
    }
    EXPECT_TRUE(nearest_neighbors(structure, [](std::size_t, std::size_t) { return false; }).empty());
  }
}

TEST(LargeStructures, HaveTheNeighboursOfTheSmallCell) {
  const Structure small = test::rocksalt();
  const Structure large = test::supercell(small, 3, 2, 3);  // 144 atoms
  EXPECT_EQ(neighbors_within(large, 4.5).size(), 18 * neighbors_within(small, 4.5).size());
  EXPECT_EQ(neighbors_within(large, 14.0).size(), 18 * neighbors_within(small, 14.0).size());
}

}  // namespace
}  // namespace crystalgan
