#include "crystalgan/crystal/averaged_primitive.hpp"

#include <gtest/gtest.h>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPd = Element::from_symbol("Pd");

TEST(AveragedPrimitive, UndoesEverySupercell) {
  Random random{Seed(2)};
  for (const Structure& crystal : random_crystals(random))
    for (const auto& [na, nb, nc] : {std::array{2, 1, 1}, std::array{1, 3, 1}, std::array{2, 1, 2}}) {
      const Structure primitive = averaged_primitive_cell(supercell(crystal, na, nb, nc), 0.1);
      EXPECT_EQ(primitive.size(), crystal.size()) << crystal.name();
      EXPECT_NEAR(primitive.volume_per_atom(), crystal.volume_per_atom(), 1e-9) << crystal.name();
    }
}

TEST(AveragedPrimitive, UndoesALargeSupercell) {
  Random random{Seed(7)};
  const Structure cube(Lattice::from_parameters(4, 4, 4, 90, 90, 90), {{kPd, {0, 0, 0}}}, "cube");
  for (const double most : {0.0, 1e-4, 0.02})
    EXPECT_EQ(averaged_primitive_cell(shaken(supercell(cube, 17, 17, 17), most, random), 0.25).size(), 1U) << most;
  EXPECT_EQ(averaged_primitive_cell(shaken(supercell(cube, 17, 17, 17), 0.3, random), 0.25).size(), 4913U);
}

TEST(AveragedPrimitive, FindsTheCentringOfACube) {
  const Structure primitive = averaged_primitive_cell(rocksalt(), 0.1);
  EXPECT_EQ(primitive.size(), 2U);
  EXPECT_NEAR(primitive.lattice().volume(), rocksalt().lattice().volume() / 4.0, 1e-9);
}

TEST(AveragedPrimitive, LeavesAPrimitiveCellAsItIs) {
  Random random{Seed(6)};
  for (const Structure& crystal : random_crystals(random)) {
    const Structure primitive = averaged_primitive_cell(crystal, 0.1);
    EXPECT_EQ(primitive.lattice().rows(), crystal.lattice().rows());
    for (std::size_t i = 0; i < crystal.size(); ++i)
      EXPECT_EQ(primitive.sites()[i].position, crystal.sites()[i].position);
  }
}

TEST(AveragedPrimitive, PutsAnAtomHalfwayBetweenItsCopies) {
  const Structure uneven({Lattice::from_parameters(6, 3, 3, 90, 90, 90)},
                         {{kPd, {0.0, 0, 0}}, {kPd, {0.5 + 0.18 / 6, 0, 0}}}, "uneven");
  const Structure primitive = averaged_primitive_cell(uneven, 0.25);
  ASSERT_EQ(primitive.size(), 1U);
  EXPECT_NEAR(primitive.lattice().cartesian(primitive.sites()[0].position)[0], 0.09, 1e-12);
}

TEST(AveragedPrimitive, KeepsAtomsApartThatAreFurtherOffThanTheTolerance) {
  const Structure uneven({Lattice::from_parameters(6, 3, 3, 90, 90, 90)},
                         {{kPd, {0.0, 0, 0}}, {kPd, {0.5 + 0.3 / 6, 0, 0}}}, "uneven");
  EXPECT_EQ(averaged_primitive_cell(uneven, 0.25).size(), 2U);
}

TEST(AveragedPrimitive, KeepsTwoElementsApart) {
  const Structure alternating({Lattice::from_parameters(6, 3, 3, 90, 90, 90)},
                              {{kPd, {0.0, 0, 0}}, {Element::from_symbol("Ni"), {0.5, 0, 0}}}, "alternating");
  EXPECT_EQ(averaged_primitive_cell(alternating, 0.25).size(), 2U);
}

}  // namespace
}  // namespace crystalgan
