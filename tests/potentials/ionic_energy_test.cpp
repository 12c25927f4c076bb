#include "crystalgan/potentials/ionic/ionic_energy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "crystalgan/core/error.hpp"
#include "tests/potentials/calculator_checks.hpp"
#include "tests/potentials/strontium_titanate.hpp"

namespace crystalgan {
namespace {

const Element kStrontium = Element::from_symbol("Sr");
const Element kTitanium = Element::from_symbol("Ti");

// Sr, Ti and all others as A, B and X.
IonicCell cell_of(const Structure& structure) {
  IonicCell cell{structure.lattice().rows(), {}, {}};
  for (const Site& site : structure.sites()) {
    cell.positions.push_back(structure.lattice().cartesian(site.position));
    cell.kinds.push_back(site.element == kStrontium ? 0 : site.element == kTitanium ? 1 : 2);
  }
  return cell;
}

// The potential as a calculator, for the checks that all of them pass.
class IonicCalculator final : public Calculator {
 public:
  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<IonicCalculator>(); }
  CellEnergy evaluate(const Structure& structure) override {
    const IonicTerms terms = ionic_energy(test::strontium_titanate(), cell_of(structure), 1e-14);
    return {terms.energy(), terms.forces, terms.strain};
  }

 private:
  CalculatorIdentity identity_{"ionic", "1", "test", Trust::screening};
  std::set<Element> elements_;
};

// -E a / e² of ions of charge ±1 or ±2 in a cell of a cubic lattice constant a.
double madelung(const Basis& rows, const std::vector<Cartesian>& positions, const std::vector<std::uint8_t>& kinds,
                std::array<double, 3> charges, double length) {
  IonicModel model;
  model.charges = charges;
  return -ionic_energy(model, {rows, positions, kinds}).coulomb * length / kCoulombConstant;
}

TEST(IonicEnergy, HasTheMadelungConstantsOfSimpleCrystals) {
  const double a = 5.64, h = a / 2, q = a / 4;
  const Basis faces{Cartesian{0, h, h}, Cartesian{h, 0, h}, Cartesian{h, h, 0}};
  const Basis cube{Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}};
  // by the shortest distance; Sakamoto, J. Chem. Phys. 28, 164 (1958)
  EXPECT_NEAR(madelung(faces, {{0, 0, 0}, {h, 0, 0}}, {0, 2}, {1, 0, -1}, h), 1.747564594633, 1e-11);
  EXPECT_NEAR(madelung(cube, {{0, 0, 0}, {h, h, h}}, {0, 2}, {1, 0, -1}, h * std::sqrt(3.0)), 1.762674773070, 1e-11);
  EXPECT_NEAR(madelung(faces, {{0, 0, 0}, {q, q, q}}, {0, 2}, {1, 0, -1}, q * std::sqrt(3.0)), 1.638055053388, 1e-11);
  EXPECT_NEAR(madelung(faces, {{0, 0, 0}, {q, q, q}, {-q, -q, -q}}, {0, 2, 2}, {2, 0, -1}, q * std::sqrt(3.0)),
              5.038784879, 1e-8);
}

TEST(IonicEnergy, AgreesWithPymatgensEwaldSum) {
  const auto reference = nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/ionic.json"));
  ASSERT_GT(reference["crystals"].size(), 5U);
  for (const auto& crystal : reference["crystals"]) {
    const std::string name = crystal["name"].get<std::string>();
    IonicModel model;
    IonicCell cell;
    std::vector<double> kinds;  // charges that have a kind
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) cell.rows[i][j] = crystal["rows"][i][j].get<double>();
    for (std::size_t atom = 0; atom < crystal["charges"].size(); ++atom) {
      const auto position = crystal["positions"][atom].get<std::vector<double>>();
      const double charge = crystal["charges"][atom].get<double>();
      const auto kind = std::find(kinds.begin(), kinds.end(), charge) - kinds.begin();
      if (static_cast<std::size_t>(kind) == kinds.size()) kinds.push_back(charge);
      model.charges[static_cast<std::size_t>(kind)] = charge;
      cell.positions.push_back({position[0], position[1], position[2]});
      cell.kinds.push_back(static_cast<std::uint8_t>(kind));
    }
    ASSERT_LE(kinds.size(), 3U);
    const IonicTerms terms = ionic_energy(model, cell, 1e-14);
    const double energy = crystal["energy"].get<double>() * kCoulombConstant;
    EXPECT_NEAR(terms.coulomb / energy, 1.0, 1e-10) << name;
    for (std::size_t atom = 0; atom < cell.positions.size(); ++atom)
      for (std::size_t axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(terms.forces[atom][axis], crystal["forces"][atom][axis].get<double>() * kCoulombConstant,
                    1e-8 * std::abs(energy))
            << name;
    EXPECT_NEAR(ionic_energy(model, cell).coulomb / energy, 1.0, 1e-8) << name;
    EXPECT_NEAR(ionic_energy(model, cell, kScreeningAccuracy).coulomb / energy, 1.0, 1e-5) << name;
  }
}

TEST(IonicEnergy, DerivesItsOwnEnergy) {
  IonicCalculator calculator;
  for (const Structure& structure : test::trial_crystals(kStrontium, kTitanium)) {
    test::expect_derivatives(
        calculator, structure,
        1e-6 * std::max(1.0, std::abs(calculator.evaluate(structure).energy) / static_cast<double>(structure.size())));
    test::expect_no_net_force(calculator, structure);
  }
}

TEST(IonicEnergy, DoesNotDependOnTheDescription) {
  IonicCalculator calculator;
  for (const Structure& structure : test::trial_crystals(kStrontium, kTitanium))
    test::expect_invariance(calculator, structure);
}

// Two X without charge, alone in a large cell.
double repulsion_at(double distance) {
  IonicModel model;
  model.set_contact(2, 2, 2.0);
  const Basis rows{Cartesian{30, 0, 0}, Cartesian{0, 30, 0}, Cartesian{0, 0, 30}};
  const IonicTerms terms = ionic_energy(model, {rows, {{0, 0, 0}, {0, distance, 0}}, {2, 2}});
  EXPECT_EQ(terms.coulomb, 0.0);
  return terms.repulsion;
}

TEST(IonicEnergy, RepelsByAnExponentialThatEndsSmoothly) {
  EXPECT_NEAR(repulsion_at(2.0), 1.0, 1e-12);
  EXPECT_NEAR(repulsion_at(1.4), std::exp(2.0), 1e-12);
  EXPECT_NEAR(repulsion_at(4.6), 0.5 * std::exp(-2.6 / 0.3), 1e-15);
  EXPECT_EQ(repulsion_at(4.8), 0.0);
  const double tangent = 2.0 - 0.3 * std::log(400.0);  // Å, from where it is straight
  EXPECT_NEAR(repulsion_at(tangent), 400.0, 1e-9);
  EXPECT_NEAR(repulsion_at(tangent - 0.15), 400.0 * 1.5, 1e-9);
  EXPECT_TRUE(std::isfinite(repulsion_at(0.0)));
}

TEST(IonicEnergy, ServesMovedAtomsAndStrainedCells) {
  Random random(Seed(3).derive("ionic"));
  for (const Structure& structure : test::trial_crystals(kStrontium, kTitanium)) {
    const IonicCell cell = cell_of(structure);
    IonicEnergy energy(1e-10);
    energy.prepare(test::strontium_titanate(), cell);
    for (const double most : {0.05, 0.3, 1.5}) {
      IonicCell moved = cell_of(test::strained(test::shaken(structure, most, random), 0, 1, 0.02 * most));
      const IonicTerms& terms = energy.evaluate(moved.rows, moved.positions);
      const IonicTerms fresh = ionic_energy(test::strontium_titanate(), moved, 1e-10);
      EXPECT_NEAR(terms.energy() / fresh.energy(), 1.0, 1e-8) << structure.name() << " moved by " << most;
      EXPECT_EQ(energy.is_worn(moved.rows), false);
    }
    EXPECT_TRUE(energy.is_worn(test::strained(structure, 2, 2, 0.1).lattice().rows()));
  }
}

TEST(IonicEnergy, RefusesWhatIsNoCell) {
  const Basis rows{Cartesian{3, 0, 0}, Cartesian{0, 3, 0}, Cartesian{0, 0, 3}};
  const Basis flat{Cartesian{3, 0, 0}, Cartesian{0, 3, 0}, Cartesian{3, 3, 0}};
  EXPECT_THROW(ionic_energy({}, {rows, {}, {}}), StructureError);
  EXPECT_THROW(ionic_energy({}, {rows, {{0, 0, 0}}, {}}), StructureError);
  EXPECT_THROW(ionic_energy({}, {rows, {{0, 0, 0}}, {3}}), StructureError);
  EXPECT_THROW(ionic_energy({}, {flat, {{0, 0, 0}}, {0}}), StructureError);
  EXPECT_THROW(ionic_energy({}, {rows, {{0, std::nan(""), 0}}, {0}}), StructureError);
  EXPECT_THROW(IonicEnergy(0.0), ConfigError);
}

}  // namespace
}  // namespace crystalgan
