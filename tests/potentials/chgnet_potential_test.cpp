#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/chgnet/potential.hpp"
#include "tests/potentials/calculator_checks.hpp"
#include "tests/potentials/chgnet_references.hpp"

namespace crystalgan::chgnet {
namespace {

using nlohmann::json;

constexpr double kGigapascals = 160.21766208;  // of 1 eV/Å^3

struct Tolerances {
  double energy;  // eV/atom
  double force;   // eV/Å
  double stress;  // GPa
  double moment;  // µB
};

template <class Number>
void expect_references(const Tolerances& tolerances) {
  Potential<Number> potential;
  for (const json& reference : test::chgnet_references()) {
    const Structure structure = test::structure_of(reference);
    const Prediction& found = potential.evaluate(structure);
    EXPECT_NEAR(found.energy_per_atom(), reference.at("energy_eV_per_atom"), tolerances.energy) << structure.name();
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j)
        EXPECT_NEAR(kGigapascals * found.stress[i][j], reference.at("stress_GPa")[i][j], tolerances.stress)
            << structure.name();
      for (std::size_t atom = 0; atom < structure.size(); ++atom)
        EXPECT_NEAR(found.forces[atom][i], reference.at("forces_eV_per_A")[atom][i], tolerances.force)
            << structure.name();
    }
    for (std::size_t atom = 0; atom < structure.size(); ++atom)
      EXPECT_NEAR(found.moments[atom], reference.at("magmoms_muB")[atom], tolerances.moment) << structure.name();
  }
}

TEST(ChgnetPotential, InDoubleAgreesWithThePackage) { expect_references<double>({1e-8, 1e-8, 1e-8, 1e-8}); }

// Some hundred times less than five plausible mistakes cost, and three times the noise of the package in float32.
TEST(ChgnetPotential, InFloatAgreesWithThePackage) { expect_references<float>({2e-5, 5e-4, 0.02, 1e-4}); }

TEST(ChgnetPotential, SeesTheBondsAndAnglesOfThePackage) {
  for (const json& reference : test::chgnet_references()) {
    CrystalGraph crystal;
    crystal.make(test::structure_of(reference));
    EXPECT_EQ(crystal.graph.directed_bonds(), reference.at("directed_bonds")) << reference.at("name");
    EXPECT_EQ(crystal.graph.angles(), reference.at("angles")) << reference.at("name");
  }
}

// In double, so that the checks of calculators apply.
class DoubleCalculator : public Calculator {
 public:
  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  CellEnergy evaluate(const Structure& structure) override {
    const Prediction& found = potential_.evaluate(structure);
    return {found.energy, found.forces, found.strain};
  }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<DoubleCalculator>(); }

 private:
  CalculatorIdentity identity_{"CHGNet in double", "", "", Trust::geometry};
  std::set<Element> elements_;
  Potential<double> potential_;
};

// f'(0) from four points: the error is some h⁴. Straight bonds bend over 1e-3 (kCosineFactor), so h is far below that.
template <class Function>
double derivative_of(Function value_at) {
  const double h = 3e-5;
  return (8.0 * (value_at(h) - value_at(-h)) - (value_at(2 * h) - value_at(-2 * h))) / (12.0 * h);
}

std::array<double, 3> random_row(Random& random) {
  return {random.uniform() - 0.5, random.uniform() - 0.5, random.uniform() - 0.5};
}

// Of all atoms at once along a random direction, and of a random strain.
void expect_own_derivatives(Potential<double>& potential, const Structure& structure) {
  Random random(Seed(7).derive("directions"));
  const Prediction found = potential.evaluate(structure);
  const double tolerance = 1e-8 * static_cast<double>(structure.size());
  std::vector<Cartesian> direction(structure.size());
  double along_direction = 0.0;
  for (std::size_t atom = 0; atom < structure.size(); ++atom) {
    direction[atom].components = random_row(random);
    along_direction -= dot(found.forces[atom], direction[atom]);
  }
  const auto moved = [&](double by) {
    std::vector<Site> sites = structure.sites();
    for (std::size_t atom = 0; atom < sites.size(); ++atom)
      sites[atom].position = sites[atom].position + structure.lattice().fractional(by * direction[atom]);
    return potential.evaluate({structure.lattice(), std::move(sites), structure.name()}).energy;
  };
  EXPECT_NEAR(derivative_of(moved), along_direction, tolerance) << structure.name();

  const std::array<std::array<double, 3>, 3> strain{random_row(random), random_row(random), random_row(random)};
  double along_strain = 0.0;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) along_strain += found.strain[i][j] * strain[i][j];
  const auto deformed = [&](double by) {
    Basis rows = structure.lattice().rows();
    for (Cartesian& row : rows) {
      const Cartesian before = row;
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) row[i] += by * strain[i][j] * before[j];
    }
    return potential.evaluate({Lattice(rows), structure.sites(), structure.name()}).energy;
  };
  EXPECT_NEAR(derivative_of(deformed), along_strain, tolerance) << structure.name();
}

TEST(ChgnetPotential, HasItsOwnDerivatives) {
  Potential<double> potential;
  for (const char* name :
       {"element: hcp Ti", "rocksalt PdH, very skewed", "perovskite BaTiO3", "candidate 0260", "mp-"})
    expect_own_derivatives(potential, test::reference_named(name));
}

TEST(ChgnetPotential, DoesNotDependOnTheDescription) {
  DoubleCalculator calculator;
  for (const char* name : {"close H-H pair", "candidate 0260"}) {
    test::expect_invariance(calculator, test::reference_named(name));
    test::expect_no_net_force(calculator, test::reference_named(name));
  }
}

// A bond that passes 6 Å, and one that passes 3 Å and takes its angles along.
TEST(ChgnetPotential, IsContinuousWhereBondsAndAnglesEnd) {
  Potential<double> potential;
  const Element silver = Element::from_symbol("Ag");
  for (const double length : {3.0, 6.0}) {
    const auto energy_at = [&](double a) {
      return potential.evaluate({Lattice::from_parameters(a, 4.1, 4.3, 90, 90, 75), {{silver, {0, 0, 0}}}, "Ag"})
          .energy;
    };
    const double h = 1e-4;
    const double below = energy_at(length - h), above = energy_at(length + h);
    const double slope = (energy_at(length - h) - energy_at(length - 3 * h)) / (2 * h);
    EXPECT_NEAR(above - below, 2 * h * slope, 1e-5 * h) << length;
  }
}

TEST(ChgnetPotential, GivesTheSameBytesInMemoryThatHeldALargerStructure) {
  Potential<float> potential;
  const Structure small = test::reference_named("close H-H pair");
  const Prediction first = potential.evaluate(small);
  potential.evaluate(test::reference_named("rocksalt PdH, skewed supercell"));
  potential.evaluate(test::reference_named("one atom: simple cubic Po"));
  const Prediction& again = potential.evaluate(small);
  EXPECT_EQ(again.energy, first.energy);
  EXPECT_EQ(again.forces, first.forces);
  EXPECT_EQ(again.stress, first.stress);
  EXPECT_EQ(again.moments, first.moments);
}

TEST(ChgnetPotential, GivesTheEnergyAloneWhereThatIsWanted) {
  Potential<float> potential;
  const Structure structure = test::reference_named("candidate 0260");
  const Prediction all = potential.evaluate(structure);
  const Prediction& alone = potential.evaluate(structure, Wanted::energy);
  EXPECT_EQ(alone.energy, all.energy);
  EXPECT_EQ(alone.moments, all.moments);
  EXPECT_TRUE(alone.forces.empty());
  EXPECT_EQ(alone.strain, StrainDerivative{});
  EXPECT_EQ(alone.stress, StrainDerivative{});
  EXPECT_EQ(predict(std::span(&structure, 1), 1, Wanted::energy)[0].energy, all.energy);
}

TEST(ChgnetPotential, SiteEnergiesAddToTheEnergy) {
  Potential<double> potential;
  const Prediction& found = potential.evaluate(test::reference_named("perovskite BaTiO3"));
  double sum = 0.0;
  for (const double energy : found.site_energies) sum += energy;
  EXPECT_NEAR(sum, found.energy, 1e-12);
}

TEST(Predict, IsTheSameForAnyNumberOfThreads) {
  std::vector<Structure> structures;
  for (const json& reference : test::chgnet_references()) structures.push_back(test::structure_of(reference));
  const auto one = predict(structures, 1);
  for (const std::size_t threads : {3U, 40U}) {
    const auto several = predict(structures, threads);
    ASSERT_EQ(several.size(), one.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(several[i].energy, one[i].energy);
      EXPECT_EQ(several[i].forces, one[i].forces);
      EXPECT_EQ(several[i].strain, one[i].strain);
    }
  }
  EXPECT_TRUE(predict({}, 2).empty());
}

TEST(Predict, NamesTheFirstStructureThatItRefuses) {
  const auto lonely = [](const std::string& name) {
    return Structure(Lattice::from_parameters(9, 9, 9, 90, 90, 90), {{Element::from_symbol("H"), {0, 0, 0}}}, name);
  };
  const std::vector<Structure> structures{test::reference_named("element: hcp Ti"), lonely("one"), lonely("two")};
  for (const std::size_t threads : {1U, 3U}) {
    try {
      predict(structures, threads);
      FAIL() << "expected a StructureError";
    } catch (const StructureError& error) {
      EXPECT_EQ(std::string(error.what()).substr(0, 4), "one:");
    }
  }
}

}  // namespace
}  // namespace crystalgan::chgnet
