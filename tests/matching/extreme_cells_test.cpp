// What the matcher does with cells that no crystal has: it ends, and says so where it ended too early.
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "crystalgan/matching/structure_matcher.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPd = Element::from_symbol("Pd");
const Element kH = Element::from_symbol("H");

// Seconds of the processor for one comparison. Chosen: it takes one, and thirty with sanitizers.
constexpr double kPatience = 60.0;

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Cell {
  std::string name;
  double a, b, c;
};

const std::vector<Cell> kCells{{"needle", 1.0, 1.0, 1000.0}, {"plate", 0.5, 100.0, 100.0}, {"tiny", 1e-3, 1e-3, 1e-3},
                               {"huge", 1e4, 1e4, 1e4},      {"wire", 1.0, 1.0, 1e6},      {"sheet", 1e-3, 1e4, 1e4},
                               {"lath", 1e-3, 1.0, 1e4}};

// A third of the atoms Pd, but at least one, the others H, anywhere.
Structure random_crystal(const Cell& cell, std::size_t size, Random& random) {
  std::vector<Site> sites;
  for (std::size_t i = 0; i < size; ++i)
    sites.push_back({3 * i < size ? kPd : kH, {random.uniform(), random.uniform(), random.uniform()}});
  return {Lattice::from_parameters(cell.a, cell.b, cell.c, 90, 90, 90), std::move(sites), cell.name};
}

Structure of_one_element(Structure structure) {
  auto sites = structure.sites();
  for (Site& site : sites) site.element = kPd;
  return {structure.lattice(), std::move(sites), structure.name()};
}

// Compares both ways of asking, within time and bound; whether the structures fit.
bool compare(const Structure& first, const Structure& second, const MatcherSettings& settings = {}) {
  StructureMatcher matcher(settings);
  double start = seconds();
  const auto prepared_first = matcher.prepare(first);
  const auto prepared_second = matcher.prepare(second);
  EXPECT_LT(seconds() - start, kPatience) << first.name();
  start = seconds();
  const bool fits = matcher.fit(prepared_first, prepared_second);
  EXPECT_FALSE(fits && matcher.gave_up()) << first.name();
  EXPECT_LE(matcher.steps(), settings.max_steps) << first.name();
  EXPECT_LT(seconds() - start, kPatience) << first.name();
  start = seconds();
  matcher.match(prepared_first, prepared_second);
  EXPECT_LE(matcher.steps(), settings.max_steps) << first.name();
  EXPECT_LT(seconds() - start, kPatience) << first.name();
  return fits;
}

TEST(ExtremeCells, AreComparedInTime) {
  Random random{Seed(41)};
  for (const Cell& cell : kCells)
    for (const std::size_t size : {1U, 2U, 8U}) {
      const Structure crystal = random_crystal(cell, size, random);
      EXPECT_TRUE(compare(crystal, crystal)) << cell.name << " " << size;
      compare(crystal, random_crystal(cell, size, random));
    }
}

TEST(ExtremeCells, OfManyEqualAtomsAreComparedInTime) {
  Random random{Seed(42)};
  for (const Cell& cell : kCells) {
    const Structure crystal = of_one_element(random_crystal(cell, 52, random));
    EXPECT_TRUE(compare(crystal, crystal)) << cell.name;
    compare(crystal, of_one_element(random_crystal(cell, 52, random)), {.max_steps = 10'000'000});
  }
}

// 52 of the 64 points of a grid of 2.5 Å, every atom off by up to `most` Å along each axis.
Structure grid(double most, Random& random) {
  std::vector<Site> sites;
  for (int i = 0; i < 52; ++i) sites.push_back({kPd, {0.25 * (i % 4), 0.25 * (i / 4 % 4), 0.25 * (i / 16)}});
  return shaken({Lattice::from_parameters(10, 10, 10, 90, 90, 90), std::move(sites), "grid"}, most, random);
}

TEST(ExtremeCells, FullOfEqualAtomsNeedNoBound) {
  Random random{Seed(43)};
  const Cell cube{"cube", 10, 10, 10};
  for (const double most : {0.1, 0.3, 0.6}) {
    const Structure one = grid(most, random);
    const Structure other = grid(most, random);
    EXPECT_TRUE(compare(one, translated(recut(one, random_change(random, 2)), {0.2, 0.7, 0.1})));
    EXPECT_EQ(compare(one, other), most < 0.5) << most;
    EXPECT_FALSE(
        compare(of_one_element(random_crystal(cube, 52, random)), of_one_element(random_crystal(cube, 52, random))));
    StructureMatcher matcher;
    matcher.match(matcher.prepare(one), matcher.prepare(other));
    EXPECT_FALSE(matcher.gave_up());
    EXPECT_LT(matcher.steps(), MatcherSettings().max_steps / 20);
  }
}

TEST(ExtremeCells, AreFoundAgainInOtherDescriptions) {
  Random random{Seed(44)};
  for (const Cell& cell : {Cell{"needle", 1, 1, 1000}, Cell{"plate", 0.5, 100, 100}, Cell{"huge", 1e4, 1e4, 1e4}}) {
    const Structure crystal = random_crystal(cell, 4, random);
    const Structure same = rotated(translated(recut(crystal, random_change(random, 3)), {0.1, 0.2, 0.3}), 0.4);
    EXPECT_TRUE(compare(crystal, same)) << cell.name;
    EXPECT_TRUE(compare(same, crystal)) << cell.name;
  }
}

TEST(ExtremeCells, WithTooManyShortVectorsAreGivenUp) {
  Random random{Seed(48)};
  const Cell sheet{"sheet", 1e-3, 1e4, 1e4};
  StructureMatcher matcher;
  const auto one = matcher.prepare(random_crystal(sheet, 8, random));
  const auto other = matcher.prepare(random_crystal(sheet, 8, random));
  EXPECT_FALSE(matcher.fit(one, other));
  EXPECT_TRUE(matcher.gave_up());
  EXPECT_LT(matcher.steps(), 1'000'000);
}

TEST(ExtremeCells, OfNoVolumeInCommonEndToo) {
  MatcherSettings as_given;
  as_given.scale = false;
  Random random{Seed(45)};
  for (const auto& [one, other] : {std::pair{1e-3, 1.0}, std::pair{1.0, 1e-3}, std::pair{1.0, 1e3}})
    EXPECT_FALSE(compare(random_crystal({"one", one, one, one}, 2, random),
                         random_crystal({"other", other, other, other}, 2, random), as_given));
}

TEST(StructureMatcher, SaysWhenItGaveUp) {
  Random random{Seed(46)};
  const Cell needle{"needle", 1.0, 1.0, 1000.0};
  const Structure one = random_crystal(needle, 8, random);
  const Structure other = random_crystal(needle, 8, random);
  StructureMatcher patient;
  EXPECT_FALSE(patient.fit(patient.prepare(one), patient.prepare(other)));
  EXPECT_FALSE(patient.gave_up());
  const std::int64_t needed = patient.steps();
  EXPECT_GT(needed, 1'000'000);

  StructureMatcher hasty({.max_steps = needed - 1});
  EXPECT_FALSE(hasty.fit(hasty.prepare(one), hasty.prepare(other)));
  EXPECT_TRUE(hasty.gave_up());
  EXPECT_FALSE(hasty.match(hasty.prepare(one), hasty.prepare(other)));
  EXPECT_TRUE(hasty.gave_up());
  EXPECT_TRUE(hasty.fit(hasty.prepare(one), hasty.prepare(one)));
  EXPECT_FALSE(hasty.gave_up());
  EXPECT_FALSE(hasty.fit(hasty.prepare(one), hasty.prepare(rocksalt())));
  EXPECT_FALSE(hasty.gave_up());
}

TEST(MatchGroups, CountThePairsThatWereGivenUp) {
  Random random{Seed(47)};
  const Cell needle{"needle", 1.0, 1.0, 1000.0};
  const Structure first = random_crystal(needle, 8, random);
  const Structure second = random_crystal(needle, 8, random);
  const std::vector<Structure> structures{first, rocksalt(), second, translated(first, {0.1, 0.2, 0.3}), second};
  const MatcherSettings hasty{.max_steps = 1'000'000};
  for (const std::size_t threads : {1U, 3U}) {
    const auto groups = match_groups(structures, hasty, threads);
    EXPECT_EQ(groups.first_of, (std::vector<std::size_t>{0, 1, 2, 0, 2}));
    EXPECT_EQ(groups.given_up, 2U);  // the second with the first, and its copy with the first
    const auto found = match_references(structures, {rocksalt(), first}, hasty, threads);
    EXPECT_EQ(found.reference_of[3], 1U);
    EXPECT_FALSE(found.reference_of[2]);
    EXPECT_EQ(found.given_up, 2U);
  }
}

// Every atom may be paired with every other one: the assignment takes steps in proportion to the cube of the sites.
TEST(ExtremeCells, CrowdsOnOneSpotAreGivenUp) {
  Random random{Seed(49)};
  std::vector<Site> sites;
  for (int i = 0; i < 1000; ++i)
    sites.push_back({kPd, {0.02 * random.uniform(), 0.02 * random.uniform(), 0.02 * random.uniform()}});
  const Structure crowd(Lattice::from_parameters(20, 20, 20, 90, 90, 90), std::move(sites), "crowd");
  EXPECT_FALSE(compare(crowd, shaken(crowd, 0.1, random), {.max_steps = 50'000'000}));
}

// Whatever the search for their smallest cell has to do.
TEST(ExtremeCells, OfThousandsOfAtomsArePreparedInTime) {
  Random random{Seed(50)};
  const Structure cube(Lattice::from_parameters(4, 4, 4, 90, 90, 90), {{kPd, {0, 0, 0}}}, "cube");
  for (const double most : {0.0, 1e-4, 0.1, 0.3})
    for (const bool as_pymatgen : {false, true}) {
      const Structure large = shaken(supercell(cube, 12, 13, 13), most, random);
      const StructureMatcher matcher({.as_pymatgen = as_pymatgen});
      const double start = seconds();
      const std::size_t size = matcher.prepare(large).cell.size();
      if (most != 0.1) {  // at the edge of the tolerance
        EXPECT_EQ(size, most < 0.1 ? 1U : 2028U) << most << as_pymatgen;
      }
      EXPECT_LT(seconds() - start, kPatience) << most << as_pymatgen;
    }
  for (const Cell& cell : kCells) {
    const double start = seconds();
    StructureMatcher().prepare(of_one_element(random_crystal(cell, 3000, random)));
    EXPECT_LT(seconds() - start, kPatience) << cell.name;
  }
}

// The memory of a pairing grows with the square of the sites.
TEST(ExtremeCells, ThousandsOfSitesAreGivenUpAtOnce) {
  constexpr int kEdge = 13;
  std::vector<Site> sites;
  for (int i = 0; i < kEdge * kEdge * kEdge; ++i)
    sites.push_back({Element::from_symbol("Pd"),
                     {static_cast<double>(i % kEdge) / kEdge, static_cast<double>(i / kEdge % kEdge) / kEdge,
                      static_cast<double>(i / kEdge / kEdge) / kEdge}});
  const Structure crowd(Lattice::from_parameters(33, 34, 35, 90, 90, 90), std::move(sites), "crowd");
  StructureMatcher matcher({.primitive = false});
  const PreparedStructure prepared = matcher.prepare(crowd);
  EXPECT_FALSE(matcher.fit(prepared, prepared));
  EXPECT_TRUE(matcher.gave_up());
}

}  // namespace
}  // namespace crystalgan
