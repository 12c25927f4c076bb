#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

TEST(ChgnetCalculator, SaysWhoItIs) {
  const auto calculator = make_chgnet_calculator();
  EXPECT_EQ(calculator->identity().name, "CHGNet");
  EXPECT_EQ(calculator->identity().version, "0.3.0");
  EXPECT_EQ(calculator->identity().trust, Trust::screening);
  EXPECT_EQ(calculator->elements().size(), 89U);
}

// -4.3128040896 eV/atom: tests/data/chgnet/reference.json, "rocksalt PdH, primitive", which has this lattice constant.
TEST(ChgnetCalculator, GivesTheEnergyOfTheCell) {
  const auto calculator = make_chgnet_calculator();
  const CellEnergy found = calculator->evaluate(test::rocksalt());
  EXPECT_NEAR(found.energy, -4.3128040896 * 8, 8 * 2e-5);
  EXPECT_EQ(found.forces.size(), 8U);
  EXPECT_EQ(calculator->another()->evaluate(test::rocksalt()).energy, found.energy);
}

TEST(ChgnetCalculator, RefusesElementsThatItHardlySaw) {
  const Structure radon(Lattice::from_parameters(4, 4, 4, 90, 90, 90), {{Element::from_symbol("Rn"), {0, 0, 0}}},
                        "gas");
  EXPECT_THROW(make_chgnet_calculator()->evaluate(radon), StructureError);
}

}  // namespace
}  // namespace crystalgan
