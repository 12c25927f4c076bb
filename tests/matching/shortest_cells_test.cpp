#include "crystalgan/matching/shortest_cells.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const IntegerMatrix kIdentityCell{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

Basis spanned(const IntegerMatrix& multiples, const Basis& basis) { return changed(multiples, basis); }

// Of the Bravais lattices the Niggli cell, and how many cells of its shape there are but for order and signs: counted by
// hand from the shortest vectors.
struct Bravais {
  std::string name;
  Basis rows;
  std::size_t cells;
};

std::vector<Bravais> bravais() {
  const double h = std::sqrt(0.75);
  return {{"cubic", {Cartesian{1, 0, 0}, Cartesian{0, 1, 0}, Cartesian{0, 0, 1}}, 1},
          // the 12 neighbours of an atom: its 8 tetrahedra, of which opposite ones are the same
          {"face-centred", {Cartesian{0, .5, .5}, Cartesian{.5, 0, .5}, Cartesian{.5, .5, 0}}, 4},
          // any three of the four diagonals
          {"body-centred", {Cartesian{-.5, .5, .5}, Cartesian{.5, -.5, .5}, Cartesian{.5, .5, -.5}}, 4},
          // any two of three in the plane
          {"hexagonal", {Cartesian{1, 0, 0}, Cartesian{-.5, h, 0}, Cartesian{0, 0, 1.6}}, 3},
          {"orthorhombic", {Cartesian{1, 0, 0}, Cartesian{0, 1.2, 0}, Cartesian{0, 0, 1.6}}, 1},
          {"triclinic", {Cartesian{1, 0, 0}, Cartesian{.2, 1.2, 0}, Cartesian{.3, .1, 1.6}}, 1}};
}

TEST(ShortestCells, AreAsManyAsTheLatticeHas) {
  for (const auto& [name, rows, cells] : bravais()) {
    const ShortestCells found = shortest_cells(rows);
    EXPECT_EQ(found.niggli, kIdentityCell) << name;
    EXPECT_EQ(found.alike.size(), cells - 1) << name;
    for (const IntegerMatrix& other : found.alike) {
      const CellShape shape = shape_of(spanned(other, rows));
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(shape.lengths[i], shape_of(rows).lengths[i], 1e-12) << name;
        EXPECT_NEAR(shape.cosines[i], shape_of(rows).cosines[i], 1e-12) << name;
      }
    }
  }
}

// A lattice that is face-centred but for its last digits: whichever of its shortest cells is given, the one of 60°.
TEST(ShortestCells, FindTheNiggliCellOfALatticeThatIsNearlySymmetric) {
  const Basis perfect = bravais()[1].rows;
  Random random{Seed(3)};
  std::set<std::string> shapes;
  for (int trial = 0; trial < 200; ++trial) {
    Basis rows = perfect;
    for (Cartesian& row : rows)
      for (double& component : row.components) component += between(random, -1e-5, 1e-5);
    // another basis of shortest vectors
    const Basis given = spanned(
        std::array{IntegerMatrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, IntegerMatrix{{{1, 0, 0}, {0, 1, 0}, {0, -1, 1}}},
                   IntegerMatrix{{{1, -1, 0}, {0, 1, 0}, {0, -1, 1}}}}[random.below(3)],
        rows);
    ShortestCells found = shortest_cells(given);
    const CellShape shape = shape_of(spanned(found.niggli, given));
    for (const double cosine : shape.cosines) EXPECT_NEAR(std::fabs(cosine), 0.5, 1e-3);
    found = shortest_cells(spanned(found.niggli, given));
    EXPECT_EQ(found.alike.size(), 3U);
  }
}

}  // namespace
}  // namespace crystalgan
