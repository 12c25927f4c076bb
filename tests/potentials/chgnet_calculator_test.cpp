#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

TEST(ChgnetCalculator, SaysWhoItIs) {
  const auto calculator = make_chgnet_calculator();
  EXPECT_EQ(calculator->identity().name, "CHGNet");
  EXPECT_EQ(calculator->identity().version, "0.3.0");
  EXPECT_EQ(calculator->identity().trust, Trust::universal);
  EXPECT_EQ(calculator->elements().size(), 89U);
}

// -4.3128040896 eV/atom: tests/data/chgnet/reference.json, "rocksalt PdH, primitive", which has this lattice constant.
TEST(ChgnetCalculator, GivesTheEnergyOfTheCell) {
  const auto calculator = make_chgnet_calculator();
  const CellEnergy found = calculator->evaluate(test::rocksalt());
  EXPECT_NEAR(found.energy, -4.3128040896 * 8, 8 * 2e-5);
  EXPECT_EQ(found.forces.size(), 8U);
  EXPECT_EQ(found.moments.size(), 8U);
  EXPECT_EQ(calculator->another()->evaluate(test::rocksalt()).energy, found.energy);
}

TEST(ChgnetCalculator, RefusesElementsThatItHardlySaw) {
  const Structure radon(Lattice::from_parameters(4, 4, 4, 90, 90, 90), {{Element::from_symbol("Rn"), {0, 0, 0}}},
                        "gas");
  EXPECT_THROW(make_chgnet_calculator()->evaluate(radon), StructureError);
}

Structure pair(const std::string& one, const std::string& other, double apart) {
  const double edge = 5.0;
  return {Lattice::from_parameters(edge, edge, edge, 90, 90, 90),
          {{Element::from_symbol(one), {0, 0, 0}}, {Element::from_symbol(other), {apart / edge, 0, 0}}},
          "pair"};
}

TEST(ChgnetCalculator, RefusesAtomsWhereItHasNoRepulsion) {
  const auto calculator = make_chgnet_calculator();
  EXPECT_THROW(calculator->evaluate(pair("Fe", "Fe", 0.499)), StructureError);
  EXPECT_LT(calculator->evaluate(pair("Fe", "Fe", 1.0)).forces[0][0], -1.0) << "eV/Å, apart";
}

// A hydroxyl may be shorter than 0.5 Å by the share of its radii, 0.494 Å.
TEST(ChgnetCalculator, ARelaxationOfAtomsTooCloseEndsWithTheReason) {
  const auto calculator = make_chgnet_calculator();
  RelaxationSettings settings;
  settings.rattle = 0.0;
  const Relaxation close = relaxed(pair("O", "H", 0.497), *calculator, settings, Seed(1));
  EXPECT_EQ(close.end, RelaxationEnd::forbidden);
  EXPECT_NE(close.reason.find("atoms too close"), std::string::npos) << close.reason;
}

TEST(ChgnetCalculator, ARelaxationEndsWithTheMomentsOfItsStructure) {
  const auto calculator = make_chgnet_calculator();
  const double edge = 2.7;  // bcc iron
  const Structure iron(Lattice::from_parameters(edge, edge, edge, 90, 90, 90),
                       {{Element::from_symbol("Fe"), {0, 0, 0}}, {Element::from_symbol("Fe"), {0.5, 0.5, 0.5}}},
                       "iron");
  for (const bool keep_symmetry : {false, true}) {
    RelaxationSettings settings;
    settings.keep_symmetry = keep_symmetry;
    const Relaxation end = relaxed(iron, *calculator, settings, Seed(1));
    ASSERT_EQ(end.moments.size(), 2U);
    const std::vector<double> moments = calculator->evaluate(end.structure).moments;
    EXPECT_NEAR(end.moments[1], moments[1], 1e-4);
    EXPECT_GT(end.moments[1], 2.0) << "µB; 2.2 measured";
    EXPECT_GT(end.moments[1], calculator->evaluate(iron).moments[1] + 0.01) << "more room, more moment";
  }
}

TEST(ChgnetCalculator, ARelaxationOfASingleAtomIsNotConverged) {
  const Structure lonely(Lattice::from_parameters(9, 9, 9, 90, 90, 90), {{Element::from_symbol("Pd"), {0, 0, 0}}},
                         "lonely");
  const Relaxation end = relaxed(lonely, *make_chgnet_calculator(), {}, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::forbidden);
  EXPECT_NE(end.reason.find("neighbour within 6"), std::string::npos) << end.reason;
}

}  // namespace
}  // namespace crystalgan
