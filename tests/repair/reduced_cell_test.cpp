#include "crystalgan/repair/reduced_cell.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

TEST(ReducedCell, HoldsTheSameAtoms) {
  Random random(Seed(5).derive("same"));
  for (const Structure& structure : test::random_crystals(random)) {
    const Structure skewed = test::recut(structure, test::random_change(random, 3));
    const ReducedCell cell(skewed);
    for (std::size_t atom = 0; atom < skewed.size(); ++atom)
      EXPECT_LT(length(cell.lattice().cartesian(cell.positions()[atom]) -
                       skewed.lattice().cartesian(skewed.sites()[atom].position)),
                1e-9);
  }
}

TEST(ReducedCell, RestoresTheStructureItWasMadeFrom) {
  Random random(Seed(5).derive("restored"));
  for (const Structure& structure : test::random_crystals(random)) {
    for (const Structure& choice :
         {test::recut(structure, test::random_change(random, 3)), test::other_handed(structure)}) {
      const ReducedCell cell(choice);
      const Structure same = cell.restored(choice, cell.lattice().rows(), cell.positions());
      for (std::size_t i = 0; i < 3; ++i)
        EXPECT_LT(length(same.lattice().rows()[i] - choice.lattice().rows()[i]), 1e-9);
      for (std::size_t atom = 0; atom < choice.size(); ++atom) {
        EXPECT_EQ(same.sites()[atom].element, choice.sites()[atom].element);
        const Fractional apart = same.sites()[atom].position - choice.sites()[atom].position;
        for (const double d : apart.components) EXPECT_NEAR(d, std::round(d), 1e-9);
      }
    }
  }
}

}  // namespace
}  // namespace crystalgan
