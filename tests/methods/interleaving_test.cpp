#include "crystalgan/methods/interleaving.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");
constexpr double kEdge = 4.09;

const std::vector<Site> kOneNickel{{kSystem.b, {0, 0, 0}}};

// The hollow sites of hexagonal hosts lie at thirds.
constexpr double kQuartersAndThirds[] = {0.0, 0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.75};

double limit(Element one, Element other) { return radii_limit(one, other); }

// By brute force: host and guests hold different elements, so what the pairs between them have is the clearance.
double clearance_of(const Structure& host, const std::vector<Site>& guests, const Fractional& shift) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [pair, distance] : shortest_distances(interleaved(host, guests, shift)))
    if ((pair.first == kSystem.b) != (pair.second == kSystem.b))
      least = std::min(least, distance / limit(pair.first, pair.second));
  return least;
}

std::vector<double> clearances(const std::vector<Placement>& placements) {
  std::vector<double> all;
  for (const Placement& placement : placements) all.push_back(placement.clearance);
  return all;
}

// Hosts of Pd and H in a cubic, a hexagonal and a badly skewed cell.
std::vector<Structure> random_hosts(Random& random) {
  std::vector<Structure> hosts;
  for (const auto& [name, basis] : test::three_cells()) {
    std::vector<Site> sites;
    for (const char* symbol : {"Pd", "Pd", "H"})
      sites.push_back({Element::from_symbol(symbol), {random.uniform(), random.uniform(), random.uniform()}});
    hosts.push_back({Lattice(basis), sites, name});
  }
  return hosts;
}

const std::vector<Site> kTwoNickel{{kSystem.b, {0.1, 0.2, 0.3}}, {kSystem.b, {0.4, -0.3, 0.8}}};

TEST(Placements, IntoRocksaltsMetalsTheClearestIsTheOctahedralHollow) {
  // At a/2 from six metals; the tetrahedral one is at a·sqrt(3)/4 from four.
  const Structure host(test::rocksalt(kEdge).lattice(), metals_of(test::rocksalt(kEdge), kSystem), "fcc");
  const auto all = placements(host, kOneNickel, kQuarters);
  ASSERT_EQ(all.size(), 64U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(all[i].clearance, kEdge / 2 / limit(kSystem.a, kSystem.b), 1e-9) << i;
  EXPECT_EQ(all[0].shift, (Fractional{0, 0, 0.5}));  // of four in the cube the first of the grid
  EXPECT_EQ(all[1].shift, (Fractional{0, 0.5, 0}));
  EXPECT_EQ(all[2].shift, (Fractional{0.5, 0, 0}));
  EXPECT_EQ(all[3].shift, (Fractional{0.5, 0.5, 0.5}));
  for (std::size_t i = 4; i < 12; ++i)
    EXPECT_NEAR(all[i].clearance, kEdge * std::sqrt(3.0) / 4 / limit(kSystem.a, kSystem.b), 1e-9) << i;
  EXPECT_NEAR(all.back().clearance, 0.0, 1e-9) << "on top of a metal";
}

TEST(Placements, IntoRocksaltItselfTheClearestIsTheTetrahedralHollow) {
  // At a·sqrt(3)/4 from four Pd and from four H alike; the limit to Pd is the wider one. Eight of them in the cube.
  const auto all = placements(test::rocksalt(kEdge), kOneNickel, kQuarters);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(all[i].clearance, kEdge * std::sqrt(3.0) / 4 / limit(kSystem.a, kSystem.b), 1e-9) << i;
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_TRUE(all[i].shift[axis] == 0.25 || all[i].shift[axis] == 0.75) << i;
  }
  EXPECT_EQ(all[0].shift, (Fractional{0.25, 0.25, 0.25}));
  EXPECT_LT(all[8].clearance, all[7].clearance - 0.01);
}

TEST(Placements, HollowsOfAHexagonalHostLieAtThirds) {
  // Simple hexagonal, a = 3, c = 4: the prism's centre is at sqrt(a²/3 + c²/4) from six metals.
  const Structure host(Lattice::from_parameters(3, 3, 4, 90, 90, 120), {{kSystem.a, {0, 0, 0}}}, "hexagonal");
  const auto all = placements(host, kOneNickel, kQuartersAndThirds);
  ASSERT_EQ(all.size(), 216U);
  EXPECT_EQ(all[0].shift, (Fractional{1.0 / 3.0, 2.0 / 3.0, 0.5}));
  EXPECT_EQ(all[1].shift, (Fractional{2.0 / 3.0, 1.0 / 3.0, 0.5}));
  EXPECT_NEAR(all[1].clearance, std::sqrt(3.0 + 4.0) / limit(kSystem.a, kSystem.b), 1e-9);
  EXPECT_LT(all[2].clearance, all[1].clearance - 0.01);
  EXPECT_LT(placements(host, kOneNickel, kQuarters)[0].clearance, all[1].clearance - 0.01);
}

TEST(Placements, AgreeWithBruteForceAndStandInOrder) {
  Random random{Seed(14)};
  for (const Structure& host : random_hosts(random)) {
    const auto all = placements(host, kTwoNickel, kQuarters);
    ASSERT_EQ(all.size(), 64U);
    for (const Placement& placement : all)
      EXPECT_NEAR(placement.clearance, clearance_of(host, kTwoNickel, placement.shift), 1e-9) << host.name();
    const auto sorted = clearances(all);
    EXPECT_TRUE(std::is_sorted(sorted.rbegin(), sorted.rend())) << host.name();
  }
}

TEST(Placements, TheOriginOfTheCrystalsDoesNotMatter) {
  Random random{Seed(15)};
  const Fractional by{0.37, -1.21, 0.08};
  for (const Structure& host : random_hosts(random)) {
    std::vector<Site> moved = kTwoNickel;
    for (Site& guest : moved) guest.position = guest.position + by;
    const auto before = placements(host, kTwoNickel, kQuartersAndThirds);
    const auto after = placements(test::translated(host, by), moved, kQuartersAndThirds);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].shift, after[i].shift) << host.name();
      EXPECT_NEAR(before[i].clearance, after[i].clearance, 1e-9) << host.name();
    }
  }
}

TEST(Placements, AGuestMovedByAStepOfTheGridHasTheSameClearances) {
  Random random{Seed(16)};
  for (const Structure& host : random_hosts(random)) {
    std::vector<Site> moved = kTwoNickel;
    for (Site& guest : moved) guest.position = guest.position + Fractional{0.25, 0.5, -0.75};
    const auto before = clearances(placements(host, kTwoNickel, kQuarters));
    const auto after = clearances(placements(host, moved, kQuarters));
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], after[i], 1e-9) << host.name();
  }
}

TEST(Placements, TheOrderOfTheAtomsDoesNotMatter) {
  Random random{Seed(17)};
  for (const Structure& host : random_hosts(random)) {
    const auto before = placements(host, kTwoNickel, kQuarters);
    const auto after = placements(test::permuted(host, {2, 0, 1}), {kTwoNickel[1], kTwoNickel[0]}, kQuarters);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i].shift, after[i].shift) << host.name();
  }
}

TEST(WithRoomFor, HasTheVolumeOfBothTogetherAndTheHostsShape) {
  for (const Structure& host : test::handmade_binaries(kSystem.a, kSystem.x)) {
    const Structure room = with_room_for(host, kTwoNickel);
    Composition both = host.composition();
    both[kSystem.b] = 2;
    EXPECT_NEAR(room.lattice().volume(), rule_volume(both), 1e-9);
    EXPECT_EQ(room.composition(), host.composition());
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(room.lattice().angles()[i], host.lattice().angles()[i], 1e-9);
  }
}

TEST(Interleaved, HoldsTheHostAsItIsAndTheGuestsShiftedIntoTheCell) {
  const Structure host = test::rocksalt(kEdge);
  const Structure both = interleaved(host, kTwoNickel, {0.25, 0.25, 0.75});
  ASSERT_EQ(both.size(), host.size() + 2);
  for (std::size_t i = 0; i < host.size(); ++i) EXPECT_EQ(both.sites()[i].position, host.sites()[i].position);
  const std::vector<Fractional> expected{{0.35, 0.45, 0.05}, {0.65, 0.95, 0.55}};
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(both.sites()[host.size() + i].element, kSystem.b);
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(both.sites()[host.size() + i].position[axis], expected[i][axis], 1e-12);
  }
  EXPECT_EQ(both.name(), host.name());
  EXPECT_EQ(both.lattice().rows(), host.lattice().rows());
}

TEST(MetalsOf, AreAllAtomsButXInTheirOrder) {
  const auto metals = metals_of(test::permuted(test::rocksalt(), {4, 1, 5, 0}), kSystem);
  ASSERT_EQ(metals.size(), 2U);
  EXPECT_EQ(metals[0].position, (Fractional{0, 0.5, 0.5}));
  EXPECT_EQ(metals[1].position, (Fractional{0, 0, 0}));
}

}  // namespace
}  // namespace crystalgan
