#include "crystalgan/crystal/translations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "crystalgan/crystal/moved_crystal.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/repeating_cell.hpp"
#include "crystalgan/crystal/standard_cell.hpp"
#include "crystalgan/crystal/symmetry_search.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const Element kPalladium = Element::from_symbol("Pd");

Structure simple_cubic(double a = 4.0) {
  return {Lattice::from_parameters(a, a, a, 90, 90, 90), {{kPalladium, {0, 0, 0}}}, "simple cubic"};
}

Structure hexagonal() {
  return {Lattice::from_parameters(3, 3, 4.9, 90, 90, 120),
          {{kPalladium, {1.0 / 3, 2.0 / 3, 0.25}}, {kPalladium, {2.0 / 3, 1.0 / 3, 0.75}}},
          "hexagonal close-packed"};
}

/// 4,913, 4,732 and 4,608 atoms.
std::vector<std::pair<Structure, int>> large_crystals() {
  return {{test::supercell(simple_cubic(), 17, 17, 17), 221},
          {test::supercell(hexagonal(), 13, 13, 14), 194},
          {test::supercell(test::rocksalt(5.6), 8, 8, 9), 225}};
}

Structure without_atom(const Structure& structure, std::size_t index) {
  std::vector<Site> sites = structure.sites();
  sites.erase(sites.begin() + static_cast<std::ptrdiff_t>(index));
  return {structure.lattice(), std::move(sites), structure.name()};
}

Translations translations_of(const Structure& structure, double max_mismatch) {
  return find_translations(structure.lattice().rows(), points_of(structure), max_mismatch);
}

/// Of every vector from the first atom to another one of one element, tried on all atoms.
std::size_t count_all(const Structure& structure, double max_mismatch) {
  const NearDistance distance(structure.lattice().rows(), max_mismatch);
  const auto points = points_of(structure).begin()->second;
  std::size_t count = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Fractional vector = points[i] - points[0];
    if (!distance.within(vector) && std::ranges::all_of(points, [&](const Fractional& from) {
          return std::ranges::any_of(points, [&](const Fractional& to) { return distance.within(from + vector - to); });
        }))
      ++count;
  }
  return count;
}

TEST(Translations, AreThoseOfEveryTrialWhateverTheNoise) {
  Random random(Seed(1).derive("translations"));
  for (const double noise : {0.0, 1e-4, 1e-2, 0.05, 0.1, 0.3})
    for (const double max_mismatch : {0.2, 0.5}) {
      const Structure structure = test::shaken(test::supercell(simple_cubic(), 5, 5, 6), noise, random);
      EXPECT_EQ(translations_of(structure, max_mismatch).all.size(), count_all(structure, max_mismatch)) << noise;
      const Structure hollow = without_atom(structure, 30);
      EXPECT_EQ(translations_of(hollow, max_mismatch).all.size(), count_all(hollow, max_mismatch)) << noise;
    }
}

TEST(Translations, OfLargeCrystalsTakeStepsInProportionToTheirAtoms) {
  Random random(Seed(1).derive("steps"));
  for (const auto& [crystal, group] : large_crystals()) {
    const auto atoms = std::ssize(crystal.sites());
    for (const double noise : {0.0, 1e-4}) {
      const Translations found = translations_of(niggli_reduced(test::shaken(crystal, noise, random)), 0.5);
      EXPECT_GE(found.all.size(), 1151U);
      EXPECT_LT(found.steps, 20 * atoms) << crystal.name() << noise;
    }
    const Structure hollow = niggli_reduced(without_atom(crystal, 99));
    EXPECT_TRUE(translations_of(hollow, 0.5).all.empty());
    EXPECT_LT(translations_of(hollow, 0.5).steps, 100 * atoms) << crystal.name();
    const Structure noisy = niggli_reduced(test::shaken(crystal, 0.3, random));
    EXPECT_LT(translations_of(noisy, 0.5).steps, 100 * atoms) << crystal.name();
  }
}

TEST(MovedCrystal, MissesAsMuchAsTheFurthestAtom) {
  const Structure crystal = test::supercell(simple_cubic(), 5, 5, 5);
  std::vector<Site> sites = crystal.sites();
  sites[77].position = sites[77].position + crystal.lattice().fractional({0.06, 0, 0.08});
  const Structure uneven(crystal.lattice(), sites, "uneven");
  const PointsOfElements points = points_of(uneven);
  MovedCrystal moved(uneven.lattice().rows(), points, 0.2);
  EXPECT_EQ(moved.square({{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {0, 0, 0}}), 0.0);
  EXPECT_NEAR(moved.square({{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {0.2, 0, 0}}), 0.01, 1e-12);
  EXPECT_NEAR(moved.square({{{{0, -1, 0}, {1, 0, 0}, {0, 0, 1}}}, {0, 0, 0}}), 0.01, 1e-12);
  EXPECT_GT(moved.square({{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {0.1, 0, 0}}), 0.04);
}

TEST(MovedCrystal, CountsWhatAtomsAreComparedWith) {
  Random random(Seed(1).derive("crowd"));
  std::vector<Site> sites;
  for (int i = 0; i < 2000; ++i)
    sites.push_back({kPalladium, {0.04 * random.uniform(), 0.04 * random.uniform(), 0.04 * random.uniform()}});
  const auto comparisons = [&](double edge, double max_mismatch) {
    const Structure crowd(Lattice::from_parameters(edge, edge, edge, 90, 90, 90), sites, "crowd");
    const PointsOfElements points = points_of(crowd);
    MovedCrystal moved(crowd.lattice().rows(), points, max_mismatch);
    for (const Fractional& point : points.begin()->second) moved.square({{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, point});
    return moved.comparisons();
  };
  EXPECT_LT(comparisons(500, 0.2), 2000 * 500);  // 20 Å
  EXPECT_GT(comparisons(5, 0.2), 2000 * 1000);   // 0.2 Å
}

TEST(LargeCrystal, RepeatsInItsPrimitiveCell) {
  Random random(Seed(1).derive("repeat"));
  for (const auto& [crystal, group] : large_crystals())
    for (const double noise : {0.0, 1e-4, 1e-2}) {
      const Structure found = repeating_cell(niggli_reduced(test::shaken(crystal, noise, random)), 0.25);
      EXPECT_LE(found.size(), 2U) << crystal.name() << noise;
      EXPECT_NEAR(found.volume_per_atom(), crystal.volume_per_atom(), 1e-9);
    }
}

TEST(LargeCrystal, RepeatsWithinTheToleranceAsASmallOneDoes) {
  // 64 atoms that are up to 0.1 Å off: no two copies are further apart than 0.35 Å
  Random random(Seed(1).derive("within"));
  const Structure shaken = test::shaken(test::supercell(simple_cubic(), 4, 4, 4), 0.1, random);
  EXPECT_EQ(repeating_cell(niggli_reduced(shaken), 0.36).size(), 1U);
  EXPECT_EQ(repeating_cell(niggli_reduced(shaken), 0.02).size(), 64U);
}

TEST(LargeCrystal, HasTheSpaceGroupOfItsPrimitiveCell) {
  Random random(Seed(1).derive("large"));
  for (const auto& [crystal, group] : large_crystals())
    for (const double noise : {0.0, 1e-4}) {
      const SymmetryFound found = search_symmetry(test::shaken(crystal, noise, random));
      ASSERT_TRUE(found.group) << crystal.name() << noise;
      EXPECT_EQ(found.group->number, group) << crystal.name() << noise;
      EXPECT_FALSE(symmetry_remark(found));
    }
}

TEST(LargeCrystal, WithoutSymmetryIsP1) {
  Random random(Seed(1).derive("noise"));
  for (const auto& [crystal, group] : large_crystals()) {
    const SymmetryFound found = search_symmetry(test::shaken(crystal, 0.3, random));
    ASSERT_TRUE(found.group) << crystal.name();
    EXPECT_EQ(found.group->number, 1) << crystal.name();
  }
}

TEST(LargeCrystal, IsSearchedAroundAVacancy) {
  const SymmetryFound found = search_symmetry(without_atom(test::supercell(simple_cubic(), 17, 17, 17), 2000));
  ASSERT_TRUE(found.group);
  EXPECT_EQ(found.group->number, 221);
}

TEST(LargeCrystal, WhoseSymmetryIsInDoubtIsNotSearched) {
  Random random(Seed(1).derive("doubt"));
  const SymmetryFound found = search_symmetry(test::shaken(test::supercell(simple_cubic(), 10, 10, 10), 0.06, random));
  EXPECT_FALSE(found.group);
  EXPECT_EQ(symmetry_remark(found),
            "symmetry not searched: no clear symmetry at 0.1 A, and more than 750 atoms in the smallest cell");
}

TEST(LargeCrystal, HasTheStandardCellOfItsPrimitiveCell) {
  const auto found = standard_cell(test::supercell(test::rocksalt(), 6, 6, 6), 1e-3);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->group.number, 225);
  EXPECT_EQ(found->conventional.size(), 8U);
  EXPECT_EQ(found->primitive.size(), 2U);
  const auto primitive = primitive_cell(test::supercell(test::rocksalt(), 6, 6, 6));
  ASSERT_TRUE(primitive);
  EXPECT_EQ(primitive->size(), 2U);
}

TEST(SpglibCell, IsNotCalledForCellsItFailsOn) {
  // spglib 2.0.2 reads a null pointer for this one, whose shortest vector is 0.19 Å (docs/upstream.md)
  const Structure cell(Lattice({Cartesian{21.349, 0.11, 0}, Cartesian{7.168, 0, 0}, Cartesian{0, 0, 8.297}}),
                       {{Element::from_symbol("Cd"), {1.0816666666666668, 0.5680833333333334, -0.9898333333333333}}},
                       "spglib");
  EXPECT_FALSE(is_for_spglib(cell));
  EXPECT_FALSE(primitive_cell(cell));
  EXPECT_FALSE(standard_cell(cell, 0.1));
  EXPECT_TRUE(is_for_spglib(simple_cubic(0.5)));
  EXPECT_FALSE(is_for_spglib(simple_cubic(0.49)));
  EXPECT_FALSE(is_for_spglib(test::supercell(simple_cubic(), 8, 8, 12)));
}

}  // namespace
}  // namespace crystalgan
