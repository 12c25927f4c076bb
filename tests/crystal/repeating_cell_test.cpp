#include "crystalgan/crystal/repeating_cell.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/descriptions.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPalladium = Element::from_symbol("Pd");

Structure smallest(const Structure& structure, double tolerance) {
  return niggli_reduced(repeating_cell(niggli_reduced(structure), tolerance));
}

Structure chain(double length, std::vector<Site> sites) {
  return {Lattice::from_parameters(length, 3, 3, 90, 90, 90), std::move(sites), "chain"};
}

TEST(RepeatingCell, UndoesEverySupercell) {
  Random random{Seed(2)};
  for (const Structure& crystal : random_crystals(random))
    for (const auto& [na, nb, nc] : {std::array{2, 1, 1}, std::array{1, 3, 1}, std::array{4, 2, 3}}) {
      const Structure found = smallest(supercell(crystal, na, nb, nc), 0.1);
      EXPECT_EQ(found.size(), crystal.size()) << crystal.name();
      EXPECT_NEAR(found.volume_per_atom(), crystal.volume_per_atom(), 1e-9) << crystal.name();
      EXPECT_NEAR(shortest_distance(found), shortest_distance(crystal), 1e-9) << crystal.name();
    }
}

TEST(RepeatingCell, FindsTheCentringOfACube) {
  const Structure found = smallest(rocksalt(), 0.25);
  EXPECT_EQ(found.size(), 2U);
  EXPECT_NEAR(found.lattice().volume(), rocksalt().lattice().volume() / 4.0, 1e-9);
}

TEST(RepeatingCell, LeavesAPrimitiveCellAsItIs) {
  Random random{Seed(6)};
  for (const Structure& crystal : random_crystals(random)) {
    const Structure reduced = niggli_reduced(crystal);
    const Structure found = repeating_cell(reduced, 0.1);
    EXPECT_EQ(found.lattice().rows(), reduced.lattice().rows());
    for (std::size_t i = 0; i < crystal.size(); ++i) EXPECT_EQ(found.sites()[i].position, reduced.sites()[i].position);
  }
}

TEST(RepeatingCell, PutsAnAtomAtTheMeanOfItsCopies) {
  // the third atom is 0.18 Å behind its place: the mean of all, seen from the first two, is 0.06 Å behind
  const Structure uneven =
      chain(9, {{kPalladium, {0, 0, 0}}, {kPalladium, {1.0 / 3, 0, 0}}, {kPalladium, {(6.0 + 0.18) / 9, 0, 0}}});
  const Structure found = repeating_cell(uneven, 0.25);
  ASSERT_EQ(found.size(), 1U);
  const Cartesian at = found.lattice().cartesian(found.sites()[0].position);
  const double apart = at[0] - 3.0 * std::nearbyint(at[0] / 3.0);
  EXPECT_NEAR(apart, 0.06, 1e-12);
}

TEST(RepeatingCell, KeepsAtomsApartThatAreFurtherOffThanTheTolerance) {
  for (const auto& [off, atoms] : {std::pair{0.24, 1U}, std::pair{0.26, 2U}}) {
    const Structure uneven = chain(6, {{kPalladium, {0, 0, 0}}, {kPalladium, {0.5 + off / 6, 0, 0}}});
    EXPECT_EQ(repeating_cell(uneven, 0.25).size(), atoms) << off;
    // in space, whatever the axes
    const double part = off / std::sqrt(3.0);
    const Structure diagonal = chain(6, {{kPalladium, {0, 0, 0}}, {kPalladium, {0.5 + part / 6, part / 3, part / 3}}});
    EXPECT_EQ(repeating_cell(diagonal, 0.25).size(), atoms) << off;
  }
}

TEST(RepeatingCell, NeverMergesNeighbours) {
  // a pair 0.2 Å apart is two atoms, though on every finer lattice they lie that near
  const Structure pair = chain(6, {{kPalladium, {0, 0, 0}}, {kPalladium, {0.2 / 6, 0, 0}}});
  EXPECT_EQ(repeating_cell(pair, 0.25).size(), 2U);
}

TEST(RepeatingCell, KeepsTwoElementsApart) {
  EXPECT_EQ(repeating_cell(chain(6, {{kPalladium, {0, 0, 0}}, {Element::from_symbol("Ni"), {0.5, 0, 0}}}), 0.25).size(),
            2U);
}

TEST(RepeatingCell, TakesTheLatticeThatFitsBest) {
  // doubled along a and b: along a the copies are 0.2 Å off, along b 0.1 Å, along both 0.3 Å
  const double a = 0.2, b = 0.1;
  const Structure net{Lattice::from_parameters(6, 6.4, 3, 90, 90, 90),
                      {{kPalladium, {0, 0, 0}},
                       {kPalladium, {0.5, 0, a / 3}},
                       {kPalladium, {0, 0.5, b / 3}},
                       {kPalladium, {0.5, 0.5, (a + b) / 3}}},
                      "net"};
  Random random{Seed(8)};
  for (int trial = 0; trial < 20; ++trial) {
    const Structure found = smallest(described_otherwise(net, random), 0.25);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_NEAR(found.lattice().lengths()[2], 6.0, 0.01);
  }
}

TEST(RepeatingCell, DoesNotDependOnTheDescription) {
  // the hexagonal cell of a rhombohedral crystal is skewed in its own rhombohedral cell: the copies are means of three
  Random random{Seed(4)};
  for (const auto& crystal : crystal_reference()["crystals"]) {
    const Structure perfect = structure_of(crystal);
    const Structure shifted = shaken(supercell(perfect, 1, 1, 2), 0.06, random);
    const Structure expected = smallest(shifted, 0.25);
    for (int trial = 0; trial < 4; ++trial) {
      const Structure found = smallest(described_otherwise(shifted, random), 0.25);
      ASSERT_EQ(found.size(), expected.size()) << perfect.name();
      EXPECT_NEAR(found.lattice().volume(), expected.lattice().volume(), 1e-6) << perfect.name();
      for (const auto& [pair, distance] : shortest_distances(expected))
        EXPECT_NEAR(shortest_distances(found).at(pair), distance, 1e-6) << perfect.name();
    }
  }
}

}  // namespace
}  // namespace crystalgan
