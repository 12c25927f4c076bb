#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/potentials/kept_symmetry.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"
#include "crystalgan/potentials/packing/packing_calculator.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const std::string kAngelo = "EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005";

Element element(const std::string& symbol) { return Element::from_symbol(symbol); }

RelaxationSettings keeping() {
  RelaxationSettings settings;
  settings.keep_symmetry = true;
  return settings;
}

/// Å; how far the operations of a crystal with the same sites miss this one.
double miss(const Structure& structure, const std::vector<SiteOperation>& operations) {
  double furthest = 0.0;
  for (const SiteOperation& operation : operations) {
    std::vector<Fractional> apart(structure.size());
    Fractional mean;
    for (std::size_t site = 0; site < structure.size(); ++site) {
      const Fractional& from = structure.sites()[site].position;
      const Fractional& to = structure.sites()[operation.sites[site]].position;
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) apart[site][i] += static_cast<double>(operation.rotation[i][j]) * from[j];
        apart[site][i] -= static_cast<double>(operation.cells[site][i]) + to[i];
        mean[i] += apart[site][i] / static_cast<double>(structure.size());
      }
    }
    for (const Fractional& one : apart)
      furthest = std::max(furthest, length(structure.lattice().cartesian(one - mean)));
    for (std::size_t i = 0; i < 3; ++i) {  // lattice vectors, and sums of two, go to others as long
      for (std::size_t j = 0; j < 3; ++j) {
        Fractional vector;
        vector[i] += 1.0;
        vector[j] += 1.0;
        Fractional image;
        for (std::size_t k = 0; k < 3; ++k)
          image[k] = static_cast<double>(operation.rotation[k][i] + operation.rotation[k][j]);
        furthest = std::max(furthest, std::abs(length(structure.lattice().cartesian(image)) -
                                               length(structure.lattice().cartesian(vector))));
      }
    }
  }
  return furthest;
}

/// Whether all rotations and translations of the start are among those of the end, as spglib sees it at 1e-5 Å.
bool holds_all_of(const Structure& end, const std::vector<SiteOperation>& operations) {
  const auto found = site_operations(end, 1e-5);
  return std::all_of(operations.begin(), operations.end(), [&](const SiteOperation& operation) {
    return std::any_of(found.begin(), found.end(), [&](const SiteOperation& other) {
      return other.rotation == operation.rotation && other.sites == operation.sites;
    });
  });
}

/// Structure types from cubic to monoclinic in primitive cells, each turned; some recut, some as supercells; atoms moved
/// off their places.
std::vector<Structure> symmetric_crystals(Element metal) {
  Random random(Seed(3).derive("symmetric crystals"));
  std::vector<Structure> crystals = built_in_binaries(metal, element("H"));
  const std::size_t types = crystals.size();
  for (std::size_t i = 0; i < types; ++i) {
    const Structure structure = crystals[i];
    crystals[i] = test::rotated(test::rotated(structure, 0.3 + static_cast<double>(i)), 0.8);
    if (i % 3 == 0) crystals.push_back(test::recut(crystals[i], test::random_change(random, 2)));
    if (i % 5 == 0 && structure.size() <= 6) crystals.push_back(test::supercell(structure, 2, 1, 1));
    if (i % 7 == 0) crystals.push_back(test::other_handed(test::shaken(structure, 1e-3, random)));
  }
  crystals.push_back(at_rule_volume(test::rocksalt().named("conventional cubic")));
  crystals.push_back(at_rule_volume({Lattice::from_parameters(4.2, 3.1, 5.3, 90, 103, 90),
                                     {{metal, {0.2, 0, 0.1}},
                                      {metal, {0.8, 0, 0.9}},
                                      {metal, {0.7, 0.5, 0.1}},
                                      {metal, {0.3, 0.5, 0.9}},
                                      {element("H"), {0, 0, 0.5}},
                                      {element("H"), {0.5, 0.5, 0.5}}},
                                     "conventional monoclinic"}));
  return crystals;
}

/// Eight atoms at the corners of cubes: each neighbour pushes straight, and any other arrangement is better.
Structure simple_cubic(Element metal) {
  const Structure cube(Lattice::from_parameters(1, 1, 1, 90, 90, 90), {{metal, {0, 0, 0}}}, "simple cubic");
  return test::supercell(at_rule_volume(cube), 2, 2, 2);
}

int group_of(const Structure& structure) {
  const auto found = find_space_group(structure, 1e-5);
  return found ? found->number : 0;
}

void expect_kept(const Structure& start, Calculator& calculator) {
  const SymmetricCrystal begin = exactly_symmetric(start, kSymmetryTolerance);
  ASSERT_GT(begin.operations.size(), 1U) << start.name();
  EXPECT_LT(miss(begin.structure, begin.operations), 1e-9) << start.name();
  const Relaxation end = relaxed(start, calculator, keeping(), Seed(1));
  EXPECT_GT(end.evaluations, 0U) << start.name() << ": " << end.reason;
  EXPECT_LT(miss(end.structure, begin.operations), 1e-9) << start.name() << ", " << end_name(end.end);
  EXPECT_TRUE(holds_all_of(end.structure, begin.operations)) << start.name() << ", " << end_name(end.end);
}

TEST(SymmetricRelaxation, EveryStructureTypeKeepsItsSpaceGroupWhenPacked) {
  const auto packing = make_packing_calculator();
  const auto crystals = symmetric_crystals(element("Pd"));
  EXPECT_GT(crystals.size(), 30U);
  for (const Structure& start : crystals) expect_kept(start, *packing);
}

TEST(SymmetricRelaxation, ASaddlePointStaysWhereANearbyMinimumIsLower) {
  const auto packing = make_packing_calculator();
  const Structure start = simple_cubic(element("Pd"));
  const Relaxation kept = relaxed(start, *packing, keeping(), Seed(1));
  const Relaxation free = relaxed(start, *packing, {}, Seed(1));
  EXPECT_EQ(kept.end, RelaxationEnd::converged) << kept.reason;
  EXPECT_EQ(free.end, RelaxationEnd::converged) << free.reason;
  EXPECT_EQ(group_of(kept.structure), 221);
  EXPECT_NE(group_of(free.structure), 221);
  EXPECT_LT(free.energy, kept.energy - 0.1);
}

TEST(SymmetricRelaxation, UnderAModelTheSame) {
  if (!kim_absence().empty()) GTEST_SKIP() << kim_absence();
  const auto model = make_kim_calculator(kAngelo);
  for (const Structure& start : symmetric_crystals(element("Al"))) {
    if (start.composition().contains(element("Pd"))) continue;
    expect_kept(start, *model);
  }
  const Structure start = simple_cubic(element("Ni"));
  const Relaxation kept = relaxed(start, *model, keeping(), Seed(1));
  const Relaxation free = relaxed(start, *model, {}, Seed(1));
  EXPECT_EQ(kept.end, RelaxationEnd::converged) << kept.reason;
  EXPECT_EQ(group_of(kept.structure), 221);
  EXPECT_LT(free.energy, kept.energy - 0.1);
}

TEST(SymmetricRelaxation, WithoutSymmetryItIsTheRelaxationWithoutRattle) {
  const auto packing = make_packing_calculator();
  Random random(Seed(4).derive("no symmetry"));
  RelaxationSettings still;
  still.rattle = 0.0;
  for (const Structure& crystal : test::random_crystals(random)) {
    const Structure start = at_rule_volume(crystal);
    EXPECT_TRUE(exactly_symmetric(start, kSymmetryTolerance).operations.empty()) << start.name();
    const Relaxation kept = relaxed(start, *packing, keeping(), Seed(1));
    const Relaxation free = relaxed(start, *packing, still, Seed(1));
    EXPECT_EQ(kept.energy, free.energy) << start.name();
    EXPECT_EQ(kept.evaluations, free.evaluations) << start.name();
    EXPECT_EQ(kept.structure.lattice().rows(), free.structure.lattice().rows()) << start.name();
  }
}

TEST(SymmetricRelaxation, ATurnedCrystalGoesTheSameWay) {
  const auto packing = make_packing_calculator();
  Random random(Seed(4).derive("turned"));
  RelaxationSettings still;
  still.rattle = 0.0;
  still.max_evaluations = 6;  // later rounding shows
  for (const Structure& crystal : test::random_crystals(random)) {
    const Structure start = at_rule_volume(crystal);
    const Relaxation one = relaxed(start, *packing, still, Seed(1));
    const Relaxation other = relaxed(test::rotated(start, 0.7), *packing, still, Seed(1));
    EXPECT_EQ(one.evaluations, other.evaluations) << start.name();
    EXPECT_NEAR(one.energy, other.energy, 1e-7 * std::max(1.0, one.energy)) << start.name();
  }
}

TEST(SymmetricRelaxation, ABentStartIsStraightenedWithinTheTolerance) {
  Random random(Seed(4).derive("bent"));
  Structure start = at_rule_volume(test::shaken(test::rocksalt(), 0.02, random));
  Basis rows = start.lattice().rows();
  rows[1][0] += 0.02;
  start = {Lattice(rows), start.sites(), start.name()};
  const SymmetricCrystal straight = exactly_symmetric(start, 0.1);
  EXPECT_EQ(group_of(straight.structure), 225);
  EXPECT_NEAR(straight.structure.lattice().volume(), start.lattice().volume(), 1e-3 * start.lattice().volume());
  for (std::size_t site = 0; site < start.size(); ++site)
    EXPECT_LT(
        length(start.lattice().cartesian(straight.structure.sites()[site].position - start.sites()[site].position)),
        0.1);
  EXPECT_TRUE(exactly_symmetric(start, 1e-3).operations.empty());
}

TEST(SymmetricRelaxation, AveragesAreThoseOfTheOperations) {
  const SymmetricCrystal cube = exactly_symmetric(test::rotated(test::rocksalt(), 0.4), 0.01);
  EXPECT_EQ(cube.operations.size(), 192U);
  CellEnergy found{-3.0, std::vector<Cartesian>(8, {0.3, -0.2, 0.7}), {{{1, 4, 0}, {4, 2, 5}, {0, 5, 6}}}};
  const CellEnergy mean = averaged(found, cube.structure.lattice(), cube.operations);
  EXPECT_EQ(mean.energy, -3.0);
  for (const Cartesian& force : mean.forces) EXPECT_LT(length(force), 1e-12);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(mean.strain[i][j], i == j ? 3.0 : 0.0, 1e-12);
  const CellEnergy again = averaged(mean, cube.structure.lattice(), {});
  EXPECT_EQ(again.strain, mean.strain);
}

TEST(SymmetricRelaxation, WhatIsAveragedIsInvariant) {
  Random random(Seed(4).derive("fields"));
  for (const Structure& crystal : symmetric_crystals(element("Pd"))) {
    const SymmetricCrystal symmetric = exactly_symmetric(crystal, 0.01);
    CellEnergy found{0.0, std::vector<Cartesian>(crystal.size()), {}};
    for (Cartesian& force : found.forces)
      for (double& component : force.components) component = random.normal();
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j <= i; ++j) found.strain[i][j] = found.strain[j][i] = random.normal();
    const Lattice& lattice = symmetric.structure.lattice();
    const CellEnergy mean = averaged(found, lattice, symmetric.operations);
    for (const SiteOperation& operation : symmetric.operations) {
      const CellEnergy moved = averaged(mean, lattice, {operation});
      for (std::size_t site = 0; site < crystal.size(); ++site)
        EXPECT_LT(length(moved.forces[site] - mean.forces[site]), 1e-9) << crystal.name();
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(moved.strain[i][j], mean.strain[i][j], 1e-9) << crystal.name();
    }
  }
}

TEST(SymmetricRelaxation, OneAxisOfHexagonsLeavesForcesAlongIt) {
  // two hydrogen atoms above metals of P6_3/mmc: forces along the axis stay where they are opposite, all others go
  const Structure start(Lattice::from_parameters(2.9, 2.9, 4.8, 90, 90, 120),
                        {{element("Pd"), {1.0 / 3, 2.0 / 3, 0.25}},
                         {element("Pd"), {2.0 / 3, 1.0 / 3, 0.75}},
                         {element("H"), {1.0 / 3, 2.0 / 3, 0.6}},
                         {element("H"), {2.0 / 3, 1.0 / 3, 0.1}},
                         {element("H"), {1.0 / 3, 2.0 / 3, 0.9}},
                         {element("H"), {2.0 / 3, 1.0 / 3, 0.4}}},
                        "hexagonal");
  const SymmetricCrystal crystal = exactly_symmetric(start, 0.01);
  EXPECT_EQ(crystal.operations.size(), 24U);
  std::vector<Cartesian> forces(6, {0.1, 0.2, 0.0});
  forces[2][2] = 1.0;  // on one of four alike: every one gets a quarter of it, in its own direction
  const CellEnergy mean =
      averaged({0.0, forces, {{{1, 0, 0}, {0, 3, 0}, {0, 0, 7}}}}, crystal.structure.lattice(), crystal.operations);
  const double along[] = {0, 0, 0.25, 0.25, -0.25, -0.25};
  for (std::size_t site = 0; site < 6; ++site) {
    EXPECT_NEAR(mean.forces[site][0], 0.0, 1e-12);
    EXPECT_NEAR(mean.forces[site][1], 0.0, 1e-12);
    EXPECT_NEAR(mean.forces[site][2], along[site], 1e-12) << site;
  }
  EXPECT_NEAR(mean.strain[0][0], 2.0, 1e-12);
  EXPECT_NEAR(mean.strain[1][1], 2.0, 1e-12);
  EXPECT_NEAR(mean.strain[2][2], 7.0, 1e-12);
}

}  // namespace
}  // namespace crystalgan
