#include "crystalgan/potentials/packing/packing_calculator.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "tests/potentials/calculator_checks.hpp"

namespace crystalgan {
namespace {

const Element kMg = Element::from_symbol("Mg");
const Element kTi = Element::from_symbol("Ti");
const Element kH = Element::from_symbol("H");

TEST(PackingCalculator, DerivesItsOwnObjective) {
  const auto calculator = make_packing_calculator();
  for (const Structure& structure : test::trial_crystals(kMg, kTi)) {
    const Structure squeezed(structure.lattice().scaled(0.9), structure.sites(), structure.name());
    ASSERT_GT(calculator->evaluate(squeezed).energy, 0.0) << structure.name();
    test::expect_derivatives(*calculator, squeezed, 1e-5);
    test::expect_no_net_force(*calculator, squeezed);
  }
}

TEST(PackingCalculator, DoesNotDependOnTheDescription) {
  const auto calculator = make_packing_calculator();
  for (const Structure& structure : test::trial_crystals(kMg, kTi)) test::expect_invariance(*calculator, structure);
}

TEST(PackingCalculator, IsAtRestWhereNothingOverlapsAtTheVolumeOfTheRule) {
  const auto calculator = make_packing_calculator();
  const Structure palladium_hydride = at_rule_volume(test::rocksalt());
  const CellEnergy found = calculator->evaluate(palladium_hydride);
  EXPECT_NEAR(found.energy, 0.0, 1e-20);
  for (const Cartesian& force : found.forces) EXPECT_EQ(length(force), 0.0);
}

TEST(PackingCalculator, PushesApartWhatOverlapsByHookesLaw) {
  // Two hydrogens 0.8 Å apart, alone in a cell of the rule's volume but for its edges of 20 Å: they touch at 1.0 Å.
  EXPECT_EQ(packing_distance(kH, kH), 1.0);
  EXPECT_EQ(packing_distance(kMg, kH), touching_radius(kMg) + touching_radius(kH));
  const Structure pair(Lattice::from_parameters(20, 20, 20, 90, 90, 90), {{kH, {0, 0, 0}}, {kH, {0.04, 0, 0}}}, "pair");
  const CellEnergy found = make_packing_calculator()->evaluate(pair);
  EXPECT_NEAR(found.forces[0][0], -5.0 * 0.2, 1e-12);
  EXPECT_NEAR(found.forces[1][0], 5.0 * 0.2, 1e-12);
  const double excess = std::log(8000.0 / rule_volume(pair.composition()));
  EXPECT_NEAR(found.energy, 0.5 * 5.0 * 0.04 + 0.5 * 10.0 * 2 * excess * excess, 1e-9);
}

TEST(PackingCalculator, KnowsEveryElementAndClaimsNoEnergies) {
  const auto calculator = make_packing_calculator();
  EXPECT_EQ(calculator->identity().trust, Trust::geometry);
  EXPECT_EQ(trust_name(calculator->identity().trust), "geometry");
  EXPECT_EQ(calculator->another()->identity().name, "packing");
  for (const Element element : calculator->elements()) {
    const Structure crystal(Lattice::from_parameters(3, 3, 3, 60, 60, 60),
                            {{element, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, std::string(element.symbol()));
    EXPECT_TRUE(std::isfinite(calculator->evaluate(crystal).energy)) << element.symbol();
  }
  EXPECT_EQ(calculator->elements().size(), 118U);
}

TEST(PackingCalculator, SurvivesAtomsOnTopOfEachOther) {
  const Structure overlapping(Lattice(test::three_cells()[2].basis), {{kMg, {0, 0, 0}}, {kH, {0, 0, 0}}},
                              "overlapping");
  const CellEnergy found = make_packing_calculator()->evaluate(overlapping);
  EXPECT_TRUE(std::isfinite(found.energy));
  for (const Cartesian& force : found.forces) EXPECT_TRUE(std::isfinite(length(force)));
  EXPECT_THROW(make_packing_calculator()->evaluate(test::rocksalt(0.01)), NumericalError);
}

}  // namespace
}  // namespace crystalgan
