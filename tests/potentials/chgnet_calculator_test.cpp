#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
#include "crystalgan/potentials/kept_symmetry.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/potentials/single_points.hpp"
#include "crystalgan/record/read_limits.hpp"
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

// In a run: the others go on.
TEST(ChgnetCalculator, ACrystalOfTooManyAnglesHasAReasonAndNoEnergy) {
  const ReadLimits usual = read_limits();
  ReadLimits limits;
  limits.chgnet_angles = 10;
  set_read_limits(limits);
  const auto calculator = make_chgnet_calculator();
  const auto points = single_points({test::rocksalt()}, *calculator, 1);
  const Relaxation relaxation = relaxed(test::rocksalt(), *calculator, {}, Seed(1));
  set_read_limits(usual);
  EXPECT_FALSE(points.at(0).energy);
  EXPECT_NE(points.at(0).reason.find("--limit chgnet_angles="), std::string::npos) << points.at(0).reason;
  EXPECT_EQ(relaxation.end, RelaxationEnd::forbidden);
  EXPECT_NE(relaxation.reason.find("--limit chgnet_angles="), std::string::npos) << relaxation.reason;
}

TEST(ChgnetCalculator, SymmetryChangesNothingButRounding) {
  const auto calculator = make_chgnet_calculator();
  // TiO2, rutile: oxygen is pushed along its free coordinate
  Structure rutile(Lattice::from_parameters(4.6, 4.6, 3.0, 90, 90, 90),
                   {{Element::from_symbol("Ti"), {0, 0, 0}},
                    {Element::from_symbol("Ti"), {0.5, 0.5, 0.5}},
                    {Element::from_symbol("O"), {0.29, 0.29, 0}},
                    {Element::from_symbol("O"), {0.71, 0.71, 0}},
                    {Element::from_symbol("O"), {0.79, 0.21, 0.5}},
                    {Element::from_symbol("O"), {0.21, 0.79, 0.5}}},
                   "rutile");
  const SymmetricCrystal crystal = exactly_symmetric(rutile, 1e-3);
  EXPECT_EQ(crystal.operations.size(), 16U);
  const CellEnergy plain = calculator->evaluate(crystal.structure);
  const CellEnergy found = calculator->evaluate_symmetric(crystal);
  EXPECT_NEAR(found.energy, plain.energy, 6 * 2e-5);
  EXPECT_GT(length(plain.forces[2]), 0.1);
  for (std::size_t site = 0; site < 6; ++site) EXPECT_LT(length(found.forces[site] - plain.forces[site]), 5e-4);
  EXPECT_LT(length(found.forces[0]), 1e-12);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(found.strain[i][i], plain.strain[i][i], 1e-3);
  EXPECT_NEAR(calculator->energy_of(rutile), plain.energy, 6 * 2e-5);
}

// Atoms 1e-4 Å off their symmetric places: the symmetric energy is that of the structure to the square of it.
TEST(ChgnetCalculator, TheEnergyAloneIsThatOfTheStructureWithoutSymmetryToo) {
  const auto calculator = make_chgnet_calculator();
  Random random(Seed(2).derive("nearly symmetric"));
  for (const double most : {5e-5, 1e-3, 0.05}) {
    const Structure structure = test::shaken(test::rocksalt(), most, random);
    EXPECT_NEAR(calculator->energy_of(structure), calculator->evaluate(structure).energy, 8 * 2e-6) << most;
  }
  EXPECT_THROW(calculator->energy_of(test::rocksalt(0.9)), StructureError);
}

TEST(ChgnetCalculator, ARelaxationThatKeepsSymmetryIsThatOfAllRows) {
  const auto calculator = make_chgnet_calculator();
  RelaxationSettings keeping;
  keeping.keep_symmetry = true;
  Random random(Seed(2).derive("perovskite"));
  const Structure start = test::shaken({Lattice::from_parameters(4.2, 4.2, 4.2, 90, 90, 90),
                                        {{Element::from_symbol("Ba"), {0, 0, 0}},
                                         {Element::from_symbol("Ti"), {0.5, 0.5, 0.5}},
                                         {Element::from_symbol("O"), {0.5, 0.5, 0}},
                                         {Element::from_symbol("O"), {0.5, 0, 0.5}},
                                         {Element::from_symbol("O"), {0, 0.5, 0.5}}},
                                        "perovskite"},
                                       0.01, random);
  const Relaxation end = relaxed(start, *calculator, keeping, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::converged) << end.reason;
  const SymmetricCrystal crystal = exactly_symmetric(end.structure, 1e-5);
  EXPECT_EQ(crystal.operations.size(), 48U);
  const CellEnergy plain = calculator->evaluate(end.structure);
  EXPECT_NEAR(plain.energy, end.energy, 5 * 2e-5);
  for (const Cartesian& force : plain.forces) EXPECT_LT(length(force), keeping.largest_force + 5e-4);
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

TEST(ChgnetWarnings, NameTheElementsThatTheTrainingSetHardlyHas) {
  const auto of = [](const std::string& symbol) { return chgnet_warnings({Element::from_symbol(symbol)}); };
  for (const char* symbol : {"He", "Ne", "Ar", "Kr", "Xe", "Pm", "Ac", "Pa", "Np", "Pu"})
    EXPECT_EQ(of(symbol).size(), 1U) << symbol;
  for (const char* symbol : {"H", "Pd", "Tc", "Th", "U"}) EXPECT_TRUE(of(symbol).empty()) << symbol;
  EXPECT_EQ(of("Xe").front(), "CHGNet hardly knows Xe: it is in 2100 of the 1580395 structures of its training set");
}

TEST(ChgnetWarnings, NameAStressBeyondTheTrainingSet) {
  const Structure iron(Lattice::from_parameters(2, 2, 2, 90, 90, 90), {{Element::from_symbol("Fe"), {0, 0, 0}}}, "Fe");
  CellEnergy energy{0.0, {{}}, {}};
  energy.strain[1][2] = -50.0 / 160.21766208 * 8.0;
  EXPECT_NEAR(largest_stress(energy, 8.0), 50.0, 1e-12);
  energy.strain[1][2] *= 0.999;
  EXPECT_TRUE(chgnet_warnings(iron, energy).empty());
  energy.strain[1][2] *= 1.02;
  ASSERT_EQ(chgnet_warnings(iron, energy).size(), 1U);
  EXPECT_EQ(chgnet_warnings(iron, energy).front(),
            "CHGNet extrapolates: expected a stress of at most 50 GPa, got 51 GPa");
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

// CHGNet, and the shortest distance that it was asked for.
class WatchedChgnet : public Calculator {
 public:
  const CalculatorIdentity& identity() const override { return chgnet_->identity(); }
  const std::set<Element>& elements() const override { return chgnet_->elements(); }
  std::unique_ptr<Calculator> another() const override { return nullptr; }
  CellEnergy evaluate(const Structure& structure) override {
    shortest = std::min(shortest, shortest_distance(structure));
    return chgnet_->evaluate(structure);
  }
  double shortest = 100.0;

 private:
  std::unique_ptr<Calculator> chgnet_ = make_chgnet_calculator();
};

// Two Fe at 0.62 Å attract each other: without the limit they would come closer.
TEST(ChgnetCalculator, ARelaxationStaysWithinTheDistanceLimitWhereTheNetworkHasNoWall) {
  WatchedChgnet calculator;
  const Structure close = pair("Fe", "Fe", 0.62);
  ASSERT_GT(make_chgnet_calculator()->evaluate(close).forces[0][0], 1.0) << "eV/Å, together";
  const Element iron = Element::from_symbol("Fe");
  RelaxationSettings settings;
  settings.rattle = 0.0;
  settings.min_radii_share = 0.6 / radii_limit(iron, iron);
  const Relaxation end = relaxed(close, calculator, settings, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::forbidden);
  EXPECT_NE(end.reason.find("Fe-Fe: expected at least 0.6 A"), std::string::npos) << end.reason;
  EXPECT_GE(calculator.shortest, 0.6);
  EXPECT_LT(calculator.shortest, 0.62);
  EXPECT_GE(shortest_distance(end.structure), 0.6);
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
