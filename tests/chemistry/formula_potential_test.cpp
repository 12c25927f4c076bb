#include "crystalgan/chemistry/formula_potential.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

RankedFormula formula_of(const RoleCounts& formula, double a, double b) {
  return {formula, 0.0, a, b, FormulaSource::requested, ""};
}

TEST(FormulaPotential, OfStrontiumTitanateHasItsEnergies) {
  ContactLengths contacts(shipped_pool());
  const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Ti", "O");
  const auto model = formula_potential(contacts, system, formula_of({1, 1, 3}, 2.0, 4.0));
  ASSERT_TRUE(model);
  const double a = 3.9, h = a / 2;
  IonicCell cell{{Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}},
                 {{0, 0, 0}, {h, h, h}, {h, h, 0}, {h, 0, h}, {0, h, h}},
                 {0, 1, 2, 2, 2}};
  const IonicTerms terms = ionic_energy(*model, cell);
  EXPECT_NEAR(terms.coulomb, -182.8012, 1e-4);
  EXPECT_NEAR(terms.repulsion, 27.622, 0.05);
  EXPECT_NEAR(terms.energy(), -155.183, 0.05);
  EXPECT_NEAR(IonicRelaxation().relax(*model, cell, 50).energy, -155.277, 0.05);
  EXPECT_NEAR(std::cbrt(cell_volume(cell.rows)), 3.954, 0.002);
}

TEST(FormulaPotential, IsNeutral) {
  ContactLengths contacts(shipped_pool());
  const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Ti", "O");
  for (const RoleCounts& formula : {RoleCounts{1, 1, 3}, {2, 3, 7}, {5, 1, 4}}) {
    const auto model = formula_potential(contacts, system, formula_of(formula, 2.0, 3.667));
    ASSERT_TRUE(model);
    EXPECT_NEAR(formula.a * model->charges[0] + formula.b * model->charges[1] + formula.x * model->charges[2], 0.0,
                1e-12);
    EXPECT_NEAR(model->charges[1] / model->charges[0], 3.667 / 2.0, 1e-12);
  }
}

TEST(FormulaPotential, MetalsRepelByChargeAlone) {
  ContactLengths contacts(shipped_pool());
  const auto model =
      formula_potential(contacts, ChemicalSystem::from_symbols("Sr", "Ti", "O"), formula_of({1, 1, 3}, 2.0, 4.0));
  ASSERT_TRUE(model);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) EXPECT_EQ(model->contacts[i][j], kNoRepulsion);
  EXPECT_EQ(model->contacts[2][2], 2.0);
}

TEST(FormulaPotential, AMetalAnionHasContactsOfItsOwn) {
  ContactLengths contacts(shipped_pool());
  const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Al", "H");
  const auto model = formula_potential(contacts, system, formula_of({1, 1, 1}, 2.0, -1.0));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->charges, (std::array<double, 3>{2.0, -1.0, -1.0}));
  EXPECT_EQ(model->contacts[1][2], 2.1);
  EXPECT_EQ(model->contacts[1][1], 2.7);
  const auto silicide = contacts.at_valence(system.a, Element::from_symbol("Si"), 2.0);
  ASSERT_TRUE(silicide);
  EXPECT_NEAR(model->contacts[0][1], *silicide + 1.25 - 1.10, 1e-12);  // Al 1.25 Å
  // without silicides
  const BinaryPool pool({test::rocksalt_of("Sr", "H", 5.2)});
  ContactLengths few(pool);
  EXPECT_NEAR(formula_potential(few, system, formula_of({1, 1, 1}, 2.0, -1.0))->contacts[0][1],
              *few.at_valence(system.a, system.x, 2.0) + 0.8, 1e-12);
}

TEST(FormulaPotential, IsNothingWithoutABinaryOfX) {
  const BinaryPool pool({test::rocksalt_of("Sr", "O", 5.2)});
  ContactLengths contacts(pool);
  EXPECT_FALSE(
      formula_potential(contacts, ChemicalSystem::from_symbols("Sr", "Ti", "N"), formula_of({1, 1, 2}, 2.0, 4.0)));
  const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Ti", "O");
  EXPECT_FALSE(formula_potential(contacts, system, formula_of({1, 1, 3}, 2.0, -4.0))) << "no positive charge";
}

TEST(FormulaPotential, AMetalWithoutBinariesHasAnEstimatedContact) {
  const BinaryPool pool({test::rocksalt_of("Sr", "O", 5.2)});
  ContactLengths contacts(pool);
  const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Ti", "O");
  const auto model = formula_potential(contacts, system, formula_of({1, 1, 3}, 2.0, 4.0));
  ASSERT_TRUE(model);
  EXPECT_NEAR(model->contacts[1][2], *contacts.at_valence(system.a, system.x, 4.0) * (1.40 + 0.60) / (2.00 + 0.60),
              1e-9)
      << "by the radii";
  EXPECT_EQ(model->contacts[0][2], contacts.at_valence(system.a, system.x, 2.0));
}

}  // namespace
}  // namespace crystalgan
