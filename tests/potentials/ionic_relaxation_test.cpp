#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/random.hpp"
#include "tests/potentials/strontium_titanate.hpp"
#include "tests/support/numbers.hpp"

namespace crystalgan {
namespace {

IonicCell perovskite(double a) {
  const double h = a / 2;
  return {{Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}},
          {{0, 0, 0}, {h, h, h}, {h, h, 0}, {h, 0, h}, {0, h, h}},
          {0, 1, 2, 2, 2}};
}

IonicCell shaken_perovskite() {
  IonicCell cell = perovskite(4.2);
  Random random(Seed(4).derive("shaken"));
  for (Cartesian& position : cell.positions)
    for (std::size_t axis = 0; axis < 3; ++axis) position[axis] += 0.4 * (random.uniform() - 0.5);
  return cell;
}

TEST(IonicRelaxation, FindsTheLatticeConstantOfStrontiumTitanate) {
  IonicCell cell = perovskite(4.3);
  const IonicRelaxed relaxed = IonicRelaxation(kExactAccuracy).relax(test::strontium_titanate(), cell, 100);
  EXPECT_TRUE(relaxed.end == IonicEnd::converged || relaxed.end == IonicEnd::flat);
  EXPECT_NEAR(std::cbrt(cell_volume(cell.rows)), 3.954, 0.002);
  EXPECT_NEAR(relaxed.energy, -155.275, 0.001);
  EXPECT_NEAR(relaxed.energy, relaxed.coulomb + relaxed.repulsion, 1e-12);
  EXPECT_NEAR(relaxed.energy, ionic_energy(test::strontium_titanate(), cell).energy(), 1e-6);
}

TEST(IonicRelaxation, KeepsTheSymmetryOfItsStart) {
  IonicCell cell = perovskite(4.3);
  IonicRelaxation().relax(test::strontium_titanate(), cell, 20);
  const double a = cell.rows[0][0];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(cell.rows[i][j], i == j ? a : 0.0, 1e-9);
  EXPECT_NEAR(cell.positions[2][0], a / 2, 1e-9);
}

TEST(IonicRelaxation, ComesBackFromASmallShake) {
  IonicCell cell = shaken_perovskite();
  const double before = ionic_energy(test::strontium_titanate(), cell).energy();
  const IonicRelaxed relaxed = IonicRelaxation().relax(test::strontium_titanate(), cell, 300);
  EXPECT_LT(relaxed.energy, before - 2.0);
  EXPECT_NEAR(relaxed.energy, -155.275, 0.01);
}

TEST(IonicRelaxation, GoesOnWhereItStopped) {
  IonicRelaxation relaxation;
  IonicCell cell = shaken_perovskite();
  const IonicRelaxed few = relaxation.relax(test::strontium_titanate(), cell, 3);
  EXPECT_EQ(few.end, IonicEnd::out_of_steps);
  EXPECT_GE(few.steps, 3);
  EXPECT_NEAR(few.energy, ionic_energy(test::strontium_titanate(), cell).energy(), 2e-3);
  const IonicRelaxed more = relaxation.relax(test::strontium_titanate(), cell, 25);
  EXPECT_LT(more.energy, few.energy);
}

TEST(IonicRelaxation, IsTheSameEveryTime) {
  IonicRelaxation used;
  IonicCell other = perovskite(5.0);
  used.relax(test::strontium_titanate(), other, 30);
  IonicCell one = shaken_perovskite(), two = shaken_perovskite();
  const IonicRelaxed first = IonicRelaxation().relax(test::strontium_titanate(), one, 40);
  const IonicRelaxed second = used.relax(test::strontium_titanate(), two, 40);
  EXPECT_EQ(first.energy, second.energy);
  EXPECT_EQ(first.steps, second.steps);
  for (std::size_t atom = 0; atom < one.positions.size(); ++atom) EXPECT_EQ(one.positions[atom], two.positions[atom]);
}

TEST(IonicRelaxation, LeavesACellThatFallsApart) {
  IonicModel repelling;  // charges of one sign, no contact
  repelling.charges = {1.0, 0.0, 0.0};
  repelling.set_contact(0, 0, 5.0);
  IonicCell cell{{Cartesian{2, 0, 0}, Cartesian{0, 2, 0}, Cartesian{0, 0, 2}}, {{0, 0, 0}}, {0}};
  const IonicRelaxed relaxed = IonicRelaxation().relax(repelling, cell, 1000);
  EXPECT_TRUE(std::isfinite(relaxed.energy));
  EXPECT_LT(relaxed.steps, 1000);
}

TEST(IonicRelaxation, SurvivesAtomsOnTopOfEachOther) {
  IonicCell cell = perovskite(3.9);
  cell.positions[2] = cell.positions[1];
  const IonicRelaxed relaxed = IonicRelaxation().relax(test::strontium_titanate(), cell, 50);
  EXPECT_TRUE(std::isfinite(relaxed.energy));
}

}  // namespace
}  // namespace crystalgan
