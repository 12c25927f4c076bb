#include "crystalgan/crystal/standard_cell.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/symmetric_crystals.hpp"

namespace crystalgan {
namespace {

constexpr double kTight = 1e-3;  // Å

Element element(const char* symbol) { return Element::from_symbol(symbol); }

/// Whether an atom of this element is exactly here, but for the rounding of the operation itself.
bool has_atom(const Structure& structure, const Element& kind, const Fractional& position) {
  return std::ranges::any_of(structure.sites(), [&](const Site& site) {
    Fractional apart = site.position - position;
    for (double& x : apart.components) x = std::fabs(x - std::round(x));
    return site.element == kind && std::ranges::max(apart.components) < 1e-14;
  });
}

void expect_operations_hold(const StandardCell& cell) {
  for (const SymmetryOperation& operation : cell.operations)
    for (const Site& site : cell.conventional.sites())
      ASSERT_TRUE(has_atom(cell.conventional, site.element, operation(site.position))) << cell.group.symbol;
}

void expect_sites_make_the_cell(const StandardCell& cell) {
  std::size_t atoms = 0;
  for (const WyckoffSite& site : cell.sites) {
    atoms += site.multiplicity;
    EXPECT_TRUE(has_atom(cell.conventional, site.element, site.position)) << cell.group.symbol;
  }
  EXPECT_EQ(atoms, cell.conventional.size()) << cell.group.symbol;
}

void expect_same_distances(const Structure& got, const Structure& expected, double tolerance) {
  const auto wanted = shortest_distances(expected);
  const auto found = shortest_distances(got);
  ASSERT_EQ(found.size(), wanted.size()) << expected.name();
  for (const auto& [pair, distance] : wanted) EXPECT_NEAR(found.at(pair), distance, tolerance) << expected.name();
}

TEST(StandardCell, OfSkewedRocksaltIsTheCubeOfTheInternationalTables) {
  Random random(Seed(1).derive("rocksalt"));
  const Structure skewed = test::recut(test::rotated(test::rocksalt(4.0), 0.3), test::random_change(random, 3));
  const auto cell = standard_cell(skewed, kTight);
  ASSERT_TRUE(cell);
  EXPECT_EQ(cell->group.symbol, "Fm-3m");
  EXPECT_EQ(cell->hall_symbol, "-F 4 2 3");
  EXPECT_EQ(cell->operations.size(), 192U);
  ASSERT_EQ(cell->sites.size(), 2U);
  for (const WyckoffSite& site : cell->sites) {
    EXPECT_EQ(site.multiplicity, 4U);
    EXPECT_EQ(site.letter, site.position == Fractional(0, 0, 0) ? 'a' : 'b');
  }
  EXPECT_EQ(cell->conventional.lattice().rows(), (Basis{Cartesian{4, 0, 0}, {0, 4, 0}, {0, 0, 4}}));
  EXPECT_EQ(cell->primitive.lattice().rows(), (Basis{Cartesian{0, 2, 2}, {2, 0, 2}, {2, 2, 0}}));
  ASSERT_EQ(cell->primitive.size(), 2U);
  for (const Site& site : cell->primitive.sites())
    EXPECT_TRUE(site.position == Fractional(0, 0, 0) || site.position == Fractional(0.5, 0.5, 0.5));
}

TEST(StandardCell, HasExactThirdsAndTheAngleOf120Degrees) {
  const Structure hexagonal(
      Lattice::from_parameters(3.2, 3.2000004, 5.2, 90, 90, 120.00003),
      {{element("Mg"), {0.333332, 0.666667, 0.250001}}, {element("Mg"), {0.666667, 0.333333, 0.75}}}, "magnesium");
  const auto cell = standard_cell(hexagonal, kTight);
  ASSERT_TRUE(cell);
  EXPECT_EQ(cell->group.number, 194);
  EXPECT_EQ(cell->sites.front().letter, 'c');
  EXPECT_TRUE(has_atom(cell->conventional, element("Mg"), {1.0 / 3.0, 2.0 / 3.0, 0.25}));
  for (const Site& site : cell->conventional.sites())
    for (const double x : site.position.components)
      EXPECT_TRUE(x == 1.0 / 3.0 || x == 2.0 / 3.0 || x == 0.25 || x == 0.75) << x;
  EXPECT_EQ(cell->conventional.lattice().rows()[0][0], -2.0 * cell->conventional.lattice().rows()[1][0]);
}

TEST(StandardCell, IsTheCrystalOfSpglibInPython) {
  Random random(Seed(1).derive("standard"));
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const Structure structure = test::structure_of(crystal);
    for (const Structure& description : {structure, test::recut(structure, test::random_change(random, 3)),
                                         test::supercell(structure, 2, 1, 1), test::other_handed(structure)}) {
      const auto cell = standard_cell(description, kTight);
      ASSERT_TRUE(cell) << structure.name();
      EXPECT_EQ(cell->group.number, crystal["number"].get<int>()) << structure.name();
      EXPECT_EQ(cell->primitive.size(), crystal["primitive_atoms"].get<std::size_t>()) << structure.name();
      EXPECT_NEAR(cell->primitive.lattice().volume(), crystal["primitive_volume"].get<double>(), 1e-3);
      EXPECT_EQ(cell->primitive.name(), structure.name());
      expect_operations_hold(*cell);
      expect_sites_make_the_cell(*cell);
      expect_same_distances(cell->conventional, structure, 2.0 * kTight);
      expect_same_distances(cell->primitive, structure, 2.0 * kTight);
    }
  }
}

TEST(StandardCell, IsExactInEverySpaceGroup) {
  Random random(Seed(1).derive("all groups"));
  for (int group = 1; group <= 230; ++group) {
    const Structure crystal = test::random_symmetric_crystal(group, random);
    const auto cell = standard_cell(test::recut(crystal, test::random_change(random, 1)), kTight);
    ASSERT_TRUE(cell) << group;
    EXPECT_EQ(cell->group.number, find_space_group(crystal, kTight)->number) << group;
    expect_operations_hold(*cell);
    expect_sites_make_the_cell(*cell);
    expect_same_distances(cell->primitive, crystal, 1e-7);
    const auto again = find_space_group(cell->primitive, 1e-6);
    ASSERT_TRUE(again) << group;
    EXPECT_EQ(again->number, cell->group.number) << group;
    EXPECT_EQ(primitive_cell(cell->primitive, kTight)->size(), cell->primitive.size()) << group;
  }
}

TEST(StandardCell, KeepsTheOrderOfTheElementsAndGroupsThem) {
  const auto cell = standard_cell({Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                                   {{element("O"), {0.5, 0.5, 0}},
                                    {element("Ti"), {0.5, 0.5, 0.5}},
                                    {element("O"), {0.5, 0, 0.5}},
                                    {element("Ba"), {0, 0, 0}},
                                    {element("O"), {0, 0.5, 0.5}}},
                                   "perovskite"},
                                  kTight);
  ASSERT_TRUE(cell);
  std::string order;
  for (const Site& site : cell->primitive.sites()) order += site.element.symbol();
  EXPECT_EQ(order, "OOOTiBa");
  EXPECT_EQ(cell->group.number, 221);
}

TEST(StandardCell, TheToleranceDecides) {
  Random random(Seed(1).derive("shaken"));
  const Structure shaken = test::shaken(test::rocksalt(), 0.02, random);
  EXPECT_EQ(standard_cell(shaken, 0.1)->primitive.size(), 2U);
  EXPECT_EQ(standard_cell(shaken, 1e-4)->primitive.size(), 8U);
}

TEST(StandardCell, OfAtomsOnTopOfEachOtherIsNothing) {
  EXPECT_FALSE(standard_cell({Lattice::from_parameters(3, 3, 3, 90, 90, 90),
                              {{element("H"), {0, 0, 0}}, {element("H"), {0, 0, 1e-5}}},
                              "near"},
                             kTight));
}

}  // namespace
}  // namespace crystalgan
