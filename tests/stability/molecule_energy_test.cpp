#include "crystalgan/stability/molecule_energy.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/stability/ranking_example.hpp"

namespace crystalgan {
namespace {

using namespace test;

constexpr double kAtom = -0.25;          // eV
constexpr double kMeasuredH2 = 4.748;    // eV, of the well
constexpr double kMeasuredH2A = 0.7414;  // Å

ElementEnergy hydrogen_by(double depth, double length) { return molecule_energy(kH, Morse(depth, length, kAtom)); }

void expect_by_the_calculator(const ElementEnergy& found, double depth) {
  EXPECT_NEAR(found.energy, kAtom - depth / 2.0, 1e-4);  // forces below 0.01 eV/Å
  EXPECT_EQ(found.source, "H2 molecule by the calculator");
}

void expect_by_the_measured_well(const ElementEnergy& found) {
  EXPECT_NEAR(found.energy, kAtom - kMeasuredH2 / 2.0, 1e-12);
  EXPECT_TRUE(found.source.starts_with("single atom by the calculator less half the measured well depth of H2"))
      << found.source;
  EXPECT_NE(found.source.find("Huber & Herzberg 1979"), std::string::npos);
}

TEST(MoleculeEnergy, IsTheCalculatorsWhereItBindsWell) {
  expect_by_the_calculator(hydrogen_by(kMeasuredH2, kMeasuredH2A), kMeasuredH2);
  EXPECT_EQ(hydrogen_by(kMeasuredH2, kMeasuredH2A).element, kH);
}

TEST(MoleculeEnergy, AQuarterOfTheLengthAndHalfOfTheDepthAreForgiven) {
  expect_by_the_calculator(hydrogen_by(2.5, 0.90), 2.5);
  expect_by_the_calculator(hydrogen_by(7.0, 0.80), 7.0);
}

TEST(MoleculeEnergy, IsThatOfTheAtomLessHalfTheMeasuredWellWhereNothingBinds) {
  expect_by_the_measured_well(hydrogen_by(0.0, kMeasuredH2A));
}

TEST(MoleculeEnergy, TheSameWhereTheMoleculeIsTooShortOrTooLong) {
  expect_by_the_measured_well(hydrogen_by(kMeasuredH2, 0.5));
  expect_by_the_measured_well(hydrogen_by(kMeasuredH2, 0.95));
  expect_by_the_measured_well(hydrogen_by(kMeasuredH2, 1.4));
}

TEST(MoleculeEnergy, TheSameWhereItIsTooShallowOrTooDeep) {
  expect_by_the_measured_well(hydrogen_by(2.2, kMeasuredH2A));
  expect_by_the_measured_well(hydrogen_by(7.3, kMeasuredH2A));
}

TEST(MoleculeEnergy, KnowsTheGasesThatMetalsBind) {
  for (const std::string symbol : {"H", "N", "O", "F", "Cl"})
    EXPECT_TRUE(is_molecular(Element::from_symbol(symbol))) << symbol;
  for (const std::string symbol : {"Pd", "C", "B", "S", "Br", "I"})
    EXPECT_FALSE(is_molecular(Element::from_symbol(symbol))) << symbol;
  EXPECT_THROW(molecule_energy(kPd, Morse(1.0, 1.0, 0.0)), StructureError);
}

TEST(MoleculeEnergy, ACalculatorThatCannotEvenDoTheAtomIsAnError) {
  const Told broken([](const Structure&) -> double { throw NumericalError("told: broken"); });
  EXPECT_THROW(molecule_energy(kH, broken), NumericalError);
}

TEST(MoleculeEnergy, ACalculatorThatFailsOnTheMoleculeAloneIsNoError) {
  const Told one_atom([](const Structure& structure) -> double {
    if (structure.size() > 1) throw NumericalError("told: broken");
    return kAtom;
  });
  expect_by_the_measured_well(molecule_energy(kH, one_atom));
}

}  // namespace
}  // namespace crystalgan
