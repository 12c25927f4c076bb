#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
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

TEST(ChgnetCalculator, ARelaxationOfASingleAtomIsNotConverged) {
  const Structure lonely(Lattice::from_parameters(9, 9, 9, 90, 90, 90), {{Element::from_symbol("Pd"), {0, 0, 0}}},
                         "lonely");
  const Relaxation end = relaxed(lonely, *make_chgnet_calculator(), {}, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::forbidden);
  EXPECT_NE(end.reason.find("neighbour within 6"), std::string::npos) << end.reason;
}

}  // namespace
}  // namespace crystalgan
