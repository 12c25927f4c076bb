#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/potentials/chgnet/potential.hpp"
#include "tests/potentials/chgnet_references.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan::chgnet {
namespace {

const Element kPalladium = Element::from_symbol("Pd");
const Element kOxygen = Element::from_symbol("O");

SymmetricCrystal symmetric(const Structure& structure) { return exactly_symmetric(structure, 1e-3); }

// ABX3 with a rhombohedral cell of 10 atoms (R-3c, no. 167), as LaAlO3: forces on X, a strain that is not isotropic.
Structure tilted_perovskite() {
  std::vector<Site> sites;
  for (const double a : {0.25, 0.75}) sites.push_back({Element::from_symbol("La"), {a, a, a}});
  for (const double b : {0.0, 0.5}) sites.push_back({Element::from_symbol("Al"), {b, b, b}});
  const double x = 0.83;
  for (const auto& [p, q, r] :
       {std::array{x, 0.5 - x, 0.25}, std::array{0.25, x, 0.5 - x}, std::array{0.5 - x, 0.25, x}})
    for (const double sign : {1.0, -1.0}) sites.push_back({kOxygen, {sign * p, sign * q, sign * r}});
  return {Lattice::from_parameters(5.36, 5.36, 5.36, 60.8, 60.8, 60.8), std::move(sites), "LaAlO3"};
}

// No atom on a special position: P3_1 (no. 144), whose operations are screws.
Structure chiral() {
  std::vector<Site> sites;
  for (const auto& [element, x, y, z] :
       {std::tuple{kPalladium, 0.12, 0.31, 0.05}, std::tuple{kOxygen, 0.45, 0.62, 0.2}}) {
    sites.push_back({element, {x, y, z}});
    sites.push_back({element, {-y, x - y, z + 1.0 / 3}});
    sites.push_back({element, {y - x, -x, z + 2.0 / 3}});
  }
  return {Lattice::from_parameters(5.1, 5.1, 6.3, 90, 90, 120), std::move(sites), "chiral"};
}

std::vector<Structure> crystals_to_try() {
  std::vector<Structure> crystals{tilted_perovskite(), chiral(), test::supercell(chiral(), 1, 1, 2)};
  for (const nlohmann::json& reference : test::chgnet_references()) crystals.push_back(test::structure_of(reference));
  for (const Structure& binary : built_in_binaries(kPalladium, kOxygen))
    if (binary.size() <= 6) crystals.push_back(at_rule_volume(binary));
  const std::size_t count = crystals.size();
  Random random(Seed(3).derive("symmetric crystals"));
  for (std::size_t i = 0; i < count; ++i) {
    const Structure crystal = crystals[i];
    if (i % 4 == 0 && crystal.size() <= 3) crystals.push_back(test::supercell(crystal, 2, 1, 1));
    if (i % 4 == 1) crystals.push_back(test::recut(test::rotated(crystal, 0.7), test::random_change(random, 2)));
    if (i % 4 == 2) crystals.push_back(test::other_handed(test::translated(crystal, {0.37, -1.21, 5.6})));
    if (i % 4 == 3) crystals.push_back(test::permuted(crystal, random.permutation(crystal.size())));
  }
  crystals.push_back(test::supercell(test::rocksalt(), 1, 1, 1));
  std::erase_if(crystals, [](const Structure& crystal) { return symmetric(crystal).operations.empty(); });
  return crystals;
}

struct LargestDifferences {
  double energy = 0.0, site_energy = 0.0, force = 0.0, strain = 0.0, moment = 0.0;
};

LargestDifferences between(const Prediction& one, const Prediction& other) {
  LargestDifferences largest;
  const auto count = [](double& so_far, double a, double b) { so_far = std::max(so_far, std::abs(a - b)); };
  count(largest.energy, one.energy_per_atom(), other.energy_per_atom());
  for (std::size_t site = 0; site < one.moments.size(); ++site) {
    count(largest.site_energy, one.site_energies[site], other.site_energies[site]);
    count(largest.moment, one.moments[site], other.moments[site]);
    for (std::size_t axis = 0; axis < 3; ++axis) count(largest.force, one.forces[site][axis], other.forces[site][axis]);
  }
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) count(largest.strain, one.strain[i][j], other.strain[i][j]);
  return largest;
}

template <class Number>
void expect_same_results(const std::vector<Structure>& structures, const LargestDifferences& tolerance) {
  Potential<Number> potential;
  for (const Structure& structure : structures) {
    const SymmetricCrystal crystal = symmetric(structure);
    const Prediction plain = potential.evaluate(crystal.structure);
    const auto difference = between(plain, potential.evaluate(crystal));
    EXPECT_LT(difference.energy, tolerance.energy) << structure.name();
    EXPECT_LT(difference.site_energy, tolerance.site_energy) << structure.name();
    EXPECT_LT(difference.force, tolerance.force) << structure.name();
    EXPECT_LT(difference.strain, tolerance.strain * static_cast<double>(structure.size())) << structure.name();
    EXPECT_LT(difference.moment, tolerance.moment) << structure.name();
  }
}

TEST(ChgnetSymmetry, ResultsInDoubleAreThoseOfAllRows) {
  const std::vector<Structure> crystals = crystals_to_try();
  EXPECT_GT(crystals.size(), 40U);
  expect_same_results<double>(crystals, {1e-10, 1e-10, 1e-10, 1e-10, 1e-10});
}

// The tolerances of float32 against the package.
TEST(ChgnetSymmetry, ResultsInFloatAreThoseOfAllRows) {
  expect_same_results<float>(crystals_to_try(), {2e-5, 2e-5, 5e-4, 1e-3, 1e-4});
}

// Forces and a strain that are not 0 by symmetry, or the tests above would see little.
TEST(ChgnetSymmetry, ForcesAreSeen) {
  Potential<double> potential;
  for (const Structure& structure : {tilted_perovskite(), chiral()}) {
    const SymmetricCrystal crystal = symmetric(structure);
    EXPECT_EQ(crystal.operations.size(), structure.name() == "chiral" ? 3U : 12U);
    const Prediction& found = potential.evaluate(crystal);
    EXPECT_GT(length(found.forces.back()), 0.1) << structure.name();
    EXPECT_GT(std::abs(found.strain[0][0] - found.strain[2][2]) + std::abs(found.strain[0][1]), 0.1);
  }
}

TEST(ChgnetSymmetry, TheEnergyAloneIsTheSame) {
  Potential<float> potential;
  const SymmetricCrystal crystal = symmetric(tilted_perovskite());
  const double energy = potential.evaluate(crystal).energy;
  EXPECT_EQ(potential.evaluate(crystal, Wanted::energy).energy, energy);
}

TEST(ChgnetSymmetry, AnOperationThatTheCrystalDoesNotHaveIsRefused) {
  Potential<double> potential;
  SymmetricCrystal crystal = symmetric(tilted_perovskite());
  std::vector<Site> sites = crystal.structure.sites();
  sites.back().position[0] += 1e-4;
  crystal.structure = {crystal.structure.lattice(), std::move(sites), "bent"};
  EXPECT_THROW(potential.evaluate(crystal), StructureError);
}

CrystalGraph graph_of(const Structure& structure) {
  const SymmetricCrystal crystal = symmetric(structure);
  CrystalGraph found;
  found.make(crystal.structure, crystal.operations);
  return found;
}

// 12 neighbours at 60, 90, 120 and 180°, as often as in the cuboctahedron; shells at 1, √2, √3 and 2 times 2.9 Å.
TEST(ChgnetOrbits, OfFccAreItsShells) {
  for (const int cells : {1, 2}) {
    const Structure fcc(Lattice::from_parameters(2.9, 2.9, 2.9, 60, 60, 60), {{kPalladium, {0.3, 0.1, 0.9}}}, "fcc");
    const auto [geometry, equivalence, graph] = graph_of(test::supercell(fcc, cells, cells, cells));
    EXPECT_EQ(graph.atom_counts, std::vector<Index>{static_cast<Index>(cells * cells * cells)});
    EXPECT_EQ(graph.times, (std::vector<Index>{12, 6, 24, 12}));
    EXPECT_EQ(graph.short_bonds, 1U);
    EXPECT_EQ(graph.angles(), 4U);
    // From both ends of a bond, four at 60 and 120°, two at 90° and one at 180° from each.
    std::map<int, Index> times;
    for (std::size_t angle = 0; angle < graph.angles(); ++angle)
      times[static_cast<int>(std::lround(std::acos(graph.cosines[graph.angle_pair[angle]]) * 180.0 /
                                         std::numbers::pi))] += graph.angle_times[angle];
    EXPECT_EQ(times, (std::map<int, Index>{{60, 8}, {90, 4}, {120, 8}, {180, 2}}));
  }
}

// The figures of 184 bonds and 612 angles: 14 and 24 orbits.
TEST(ChgnetOrbits, OfPalladiumHydride) {
  const auto [geometry, equivalence, graph] = graph_of(test::rocksalt());
  EXPECT_EQ(graph.atoms(), 2U);
  EXPECT_EQ(graph.directed_bonds(), 14U);
  EXPECT_EQ(graph.angles(), 24U);
  Index bonds = 0;
  for (std::size_t row = 0; row < graph.directed_bonds(); ++row)
    bonds += graph.times[row] * graph.atom_counts[graph.centre[row]];
  EXPECT_EQ(bonds, 8 * 92U);
  Index angles = 0;
  for (std::size_t row = 0; row < graph.angles(); ++row)
    angles += graph.angle_times[row] * equivalence.bonds.counts[graph.angle_first[row]];
  EXPECT_EQ(angles, 8 * 306U);
}

}  // namespace
}  // namespace crystalgan::chgnet
