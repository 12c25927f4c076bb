#include "crystalgan/repair/projection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

const DistanceLimits& radii() {
  static const DistanceLimits limits = radii_limits(kPdNiH, built_in_binaries(kPdNiH.a, kPdNiH.x));
  return limits;
}

Structure with_volume_ratio(const Structure& structure, double ratio = 1.0) {
  const double factor = std::cbrt(ratio * rule_volume(structure.composition()) / structure.lattice().volume());
  return {structure.lattice().scaled(factor), structure.sites(), structure.name()};
}

// Pd2Ni2H4, atoms anywhere, in a cell of the shape of each of three_cells().
std::vector<Structure> random_ternaries(Random& random) {
  std::vector<Structure> crystals;
  for (const auto& [name, basis] : test::three_cells()) {
    std::vector<Site> sites;
    for (const Element element : {kPdNiH.a, kPdNiH.a, kPdNiH.b, kPdNiH.b, kPdNiH.x, kPdNiH.x, kPdNiH.x, kPdNiH.x})
      sites.push_back({element, {random.uniform(), random.uniform(), random.uniform()}});
    crystals.push_back(with_volume_ratio({Lattice(basis), std::move(sites), name}));
  }
  return crystals;
}

Structure project(const Structure& structure, const ProjectionSettings& settings = {}) {
  return projected(structure, kPdNiH.x, radii(), settings);
}

// The same lattice vectors, and every atom where its counterpart is or at an image of it.
void expect_same(const Structure& one, const Structure& other, double tolerance = 1e-7) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_LT(length(one.lattice().rows()[i] - other.lattice().rows()[i]), tolerance) << one.name();
  for (std::size_t atom = 0; atom < one.size(); ++atom) {
    EXPECT_EQ(one.sites()[atom].element, other.sites()[atom].element);
    const Fractional apart = one.sites()[atom].position - other.sites()[atom].position;
    for (const double d : apart.components) EXPECT_NEAR(d, std::round(d), tolerance) << one.name() << " " << atom;
  }
}

TEST(Projection, RandomStructuresKeepTheLimitsAfterwards) {
  Random random(Seed(1).derive("kept"));
  const DistanceLimits limits = radii();
  int kept = 0;
  for (int round = 0; round < 100; ++round) {
    for (const Structure& structure : random_ternaries(random)) {
      const Structure mended = project(structure);
      bool all = true;
      for (const auto& [pair, shortest] : shortest_distances(mended))
        all = all && shortest >= limits.pairs.at(pair).min;
      for (const Neighbor& nearest : nearest_metals(mended, kPdNiH.x))
        all = all && nearest.distance <= limits.metals->max;
      kept += all ? 1 : 0;
      EXPECT_TRUE(broken_limit(certify(structure, kPdNiH.x, limits))) << "random atoms clash";
    }
  }
  EXPECT_GE(kept, 294);  // 98 % of 300
}

TEST(Projection, WhatKeepsItsLimitsIsLeftAlone) {
  for (const auto& [name, basis] : test::three_cells()) {
    const Structure one = with_volume_ratio({Lattice(basis), {{kPdNiH.b, {0.1, 0.2, 0.3}}}, name});
    const Structure same = projected(one, kPdNiH.x, published_limits(kPdNiH, 1.0, 4.0));
    EXPECT_EQ(same.lattice().rows(), one.lattice().rows()) << name;
    EXPECT_EQ(same.sites()[0].position, one.sites()[0].position) << name;
  }
}

TEST(Projection, TwoAtomsTooCloseArePartedAlongTheirLine) {
  // 1.9 Å apart where 2 Å and a margin of 0.02 are asked: each moves by the gap of 0.12 Å
  DistanceLimits limits{"hand", {}, std::nullopt};
  limits.pairs[element_pair(kPdNiH.a, kPdNiH.b)] = {2.0, ""};
  for (const auto& [name, basis] : test::three_cells()) {
    const Structure empty(Lattice(basis), {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0, 0, 0}}}, name);
    const Lattice lattice = with_volume_ratio(empty, 1.3).lattice();
    const Cartesian line{0.6 * 1.9, 0.0, 0.8 * 1.9};
    const Structure close(
        lattice, {{kPdNiH.a, {0.1, 0.2, 0.3}}, {kPdNiH.b, Fractional{0.1, 0.2, 0.3} + lattice.fractional(line)}}, name);
    if (shortest_distances(close).at(element_pair(kPdNiH.a, kPdNiH.b)) < 1.89) continue;  // another image is nearer
    ProjectionSettings one_step;
    one_step.steps = 1;
    const Structure parted = projected(close, kPdNiH.x, limits, one_step);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_LT(length(parted.lattice().rows()[i] - lattice.rows()[i]), 1e-12) << name;
    for (const auto& [atom, by] : {std::pair{0U, -0.12}, std::pair{1U, 0.12}}) {
      Fractional moved = parted.sites()[atom].position - close.sites()[atom].position;
      for (double& component : moved.components) component -= std::round(component);
      const Cartesian expected{0.6 * by, 0.0, 0.8 * by};
      EXPECT_LT(length(lattice.cartesian(moved) - expected), 1e-9) << name;
    }
  }
}

TEST(Projection, ACellTooNarrowIsWidenedByStrainAlone) {
  // One nickel, 1.3 Å from its own image: only the cell can mend that.
  const DistanceLimits limits = published_limits(kPdNiH, 1.8, 10.0);
  for (const Basis& basis :
       {Basis{Cartesian{1.3, 0, 0}, Cartesian{0, 2.9, 0}, Cartesian{0, 0, 2.9}},
        Basis{Cartesian{1.3, 0, 0}, Cartesian{-0.65, 0.65 * std::sqrt(3.0), 0}, Cartesian{0, 0, 7}},
        Basis{Cartesian{1.3, 0, 0}, Cartesian{3.5, 2.9, 0}, Cartesian{-1.6, 1.4, 2.9}}}) {
    const Structure narrow(Lattice(basis), {{kPdNiH.b, {0.3, 0.1, 0.7}}}, "narrow");
    const Structure wide = projected(narrow, kPdNiH.x, limits);
    EXPECT_GE(shortest_distance(wide), 1.8);
    EXPECT_LT(shortest_distance(wide), 2.2) << "no wider than needed";
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(wide.sites()[0].position[axis], narrow.sites()[0].position[axis], 1e-12);
  }
}

TEST(Projection, HydrogenSeesItsOwnImagesToo) {
  // 0.9 Å from image to image, where 1 Å is asked of hydrogen; the metals are free
  DistanceLimits limits{"hydrogen", {}, std::nullopt};
  limits.pairs[element_pair(kPdNiH.x, kPdNiH.x)] = {1.0, ""};
  const Structure narrow = with_volume_ratio({Lattice({Cartesian{0.9, 0, 0}, Cartesian{0.2, 4, 0}, Cartesian{0, 1, 4}}),
                                              {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.x, {0.5, 0.5, 0.5}}},
                                              "narrow"});
  const Structure smaller(Lattice({Cartesian{0.9, 0, 0}, narrow.lattice().rows()[1], narrow.lattice().rows()[2]}),
                          narrow.sites(), "narrow");
  EXPECT_GE(shortest_distances(projected(smaller, kPdNiH.x, limits)).at(element_pair(kPdNiH.x, kPdNiH.x)), 1.0);
}

TEST(Projection, AMetalFarFromEveryOtherIsPulledNear) {
  // Two metals on the diagonal of cells of 1.35 times the rule volume, nearest metal beyond what is allowed
  for (const auto& [name, basis] : test::three_cells()) {
    const Structure wide =
        with_volume_ratio({Lattice(basis), {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}}, name}, 1.35);
    double most = 0.0;
    for (const Neighbor& nearest : nearest_metals(wide, kPdNiH.x)) most = std::max(most, nearest.distance);
    most *= 0.95;
    const Structure near = projected(wide, kPdNiH.x, published_limits(kPdNiH, 1.0, most));
    for (const Neighbor& nearest : nearest_metals(near, kPdNiH.x)) EXPECT_LE(nearest.distance, most) << name;
  }
}

TEST(Projection, DoesNotDependOnOriginOrderOrientationAndCell) {
  Random random(Seed(1).derive("equivariance"));
  for (int round = 0; round < 10; ++round) {
    for (const Structure& structure : random_ternaries(random)) {
      const Structure mended = project(structure);
      const Fractional shift{0.123, -2.456, 0.789};
      expect_same(project(test::translated(structure, shift)), test::translated(mended, shift));
      const auto order = random.permutation(structure.size());
      expect_same(project(test::permuted(structure, order)), test::permuted(mended, order));
      expect_same(project(test::rotated(structure, 0.7)), test::rotated(mended, 0.7));
      const auto change = test::random_change(random, 2);
      expect_same(project(test::recut(structure, change)), test::recut(mended, change), 1e-6);
    }
  }
}

TEST(Projection, OfASupercellIsTheSupercellOfTheProjection) {
  Random random(Seed(1).derive("supercell"));
  for (const Structure& structure : random_ternaries(random)) {
    const Structure small = project(structure);
    const Structure large = project(test::supercell(structure, 1, 2, 1));
    EXPECT_LT(length(large.lattice().rows()[1] - 2.0 * small.lattice().rows()[1]), 1e-7) << structure.name();
    for (std::size_t atom = 0; atom < large.size(); ++atom) {
      const Fractional there = small.lattice().fractional(large.lattice().cartesian(large.sites()[atom].position));
      const Fractional apart = there - small.sites()[atom / 2].position;
      for (const double d : apart.components) EXPECT_NEAR(d, std::round(d), 1e-7) << structure.name();
    }
  }
}

TEST(Projection, SymmetricStructuresKeepTheirSpaceGroup) {
  // All distances asked to grow by a twentieth, and every metal to have a metal as near as now: much has to move.
  constexpr double exact = 1e-5;
  for (const Structure& structure : built_in_binaries(kPdNiH.a, kPdNiH.x)) {
    DistanceLimits limits{"stretched", {}, std::nullopt};
    for (const auto& [pair, shortest] : shortest_distances(structure)) limits.pairs[pair] = {1.05 * shortest, ""};
    limits.metals = MetalWindow{0.0, nearest_metals(structure, kPdNiH.x).front().distance, ""};
    const Structure moved = projected(structure, kPdNiH.x, limits);
    EXPECT_NE(moved.lattice().rows(), structure.lattice().rows());
    const auto before = find_space_group(structure, exact);
    const auto after = find_space_group(moved, exact);
    ASSERT_TRUE(before && after) << structure.name();
    EXPECT_EQ(after->number, before->number) << structure.name();
  }
}

TEST(Projection, TheVolumeStaysWithinItsBounds) {
  Random random(Seed(1).derive("volume"));
  for (const double ratio : {0.01, 0.5, 0.75, 1.0, 1.35, 2.0, 100.0}) {
    for (const Structure& structure : random_ternaries(random)) {
      const Structure mended = project(with_volume_ratio(structure, ratio));
      const double volume = mended.lattice().volume() / rule_volume(mended.composition());
      EXPECT_GE(volume, ProjectionSettings{}.min_volume * (1.0 - 1e-12));
      EXPECT_LE(volume, ProjectionSettings{}.max_volume * (1.0 + 1e-12));
    }
  }
}

TEST(Projection, OneStepMovesNoFurtherThanAllowed) {
  Random random(Seed(1).derive("bounds"));
  ProjectionSettings one_step;
  one_step.steps = 1;
  for (const Structure& structure : random_ternaries(random)) {
    const Structure moved = project(structure, one_step);
    for (std::size_t atom = 0; atom < structure.size(); ++atom) {
      Fractional by = moved.sites()[atom].position - structure.sites()[atom].position;
      for (double& component : by.components) component -= std::round(component);
      EXPECT_LE(length(structure.lattice().cartesian(by)), one_step.max_displacement + 1e-9) << structure.name();
    }
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_LE(length(moved.lattice().rows()[i] - structure.lattice().rows()[i]),
                one_step.max_strain * length(structure.lattice().rows()[i]) + 1e-9);
  }
}

TEST(Projection, AtomsOnTopOfEachOtherArePartedTheSameWayEveryTime) {
  for (const auto& [name, basis] : test::three_cells()) {
    const Structure piled = with_volume_ratio({Lattice(basis),
                                               {{kPdNiH.a, {0.2, 0.2, 0.2}},
                                                {kPdNiH.b, {0.2, 0.2, 0.2}},
                                                {kPdNiH.x, {0.2, 0.2, 0.2}},
                                                {kPdNiH.x, {0.2, 0.2, 0.2}}},
                                               name});
    const Structure parted = project(piled);
    EXPECT_FALSE(broken_limit(certify(parted, kPdNiH.x, radii()))) << name;
    expect_same(project(piled), parted, 1e-15);
  }
}

TEST(Projection, ACellTooNarrowToListItsContactsComesBackAsItCame) {
  const Structure thread(Lattice({Cartesian{1e-4, 0, 0}, Cartesian{0, 1e-4, 0}, Cartesian{0, 0, 2e9}}),
                         {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}}, "thread");
  EXPECT_EQ(project(with_volume_ratio(thread)).lattice().rows(), with_volume_ratio(thread).lattice().rows());
}

}  // namespace
}  // namespace crystalgan
