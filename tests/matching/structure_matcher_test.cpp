#include "crystalgan/matching/structure_matcher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPd = Element::from_symbol("Pd");
const Element kNi = Element::from_symbol("Ni");
const Element kH = Element::from_symbol("H");

bool fits(const Structure& first, const Structure& second, const MatcherSettings& settings = {}) {
  StructureMatcher matcher(settings);
  return matcher.fit(matcher.prepare(first), matcher.prepare(second));
}

std::optional<StructureMatch> match(const Structure& first, const Structure& second,
                                    const MatcherSettings& settings = {}) {
  StructureMatcher matcher(settings);
  return matcher.match(matcher.prepare(first), matcher.prepare(second));
}

Structure scaled(const Structure& structure, double factor) {
  return {structure.lattice().scaled(factor), structure.sites(), "scaled"};
}

Structure orthogonal(double a, double b, double c, std::vector<Site> sites) {
  return {Lattice::from_parameters(a, b, c, 90, 90, 90), std::move(sites), "orthogonal"};
}

// The CsCl type with the second atom moved along a.
Structure displaced(double by) { return orthogonal(3, 3, 3, {{kPd, {0, 0, 0}}, {kH, {0.5 + by / 3, 0.5, 0.5}}}); }

// The volume per atom of displaced() is 13.5 Å^3.
const double kUnit = std::cbrt(13.5);

std::vector<Structure> crystals() {
  Random random{Seed(11)};
  auto some = random_crystals(random);
  for (const Structure& binary : built_in_binaries(kPd, kH))
    if (binary.size() <= 8) some.push_back(binary);
  return some;
}

TEST(StructureMatcher, FindsACrystalInEveryDescriptionOfIt) {
  Random random{Seed(3)};
  for (const Structure& crystal : crystals()) {
    const std::vector<std::pair<std::string, Structure>> descriptions{
        {"itself", crystal},
        {"translated", translated(crystal, {0.31, -0.47, 2.2})},
        {"permuted", permuted(crystal, random.permutation(crystal.size()))},
        {"rotated", rotated(crystal, 0.7)},
        {"other handed", other_handed(crystal)},
        {"recut", recut(crystal, random_change(random, 3))},
        {"doubled", supercell(crystal, 1, 2, 1)},
        {"larger", scaled(crystal, 1.2)},
        {"all at once", rotated(recut(translated(supercell(scaled(crystal, 0.95), 2, 1, 1), {0.1, 0.2, 0.3}),
                                      random_change(random, 2)),
                                1.1)}};
    for (const auto& [what, same] : descriptions) {
      EXPECT_TRUE(fits(crystal, same)) << crystal.name() << " " << what;
      const auto found = match(same, crystal);
      ASSERT_TRUE(found) << crystal.name() << " " << what;
      EXPECT_LT(found->rms, 1e-6) << crystal.name() << " " << what;
    }
  }
}

TEST(StructureMatcher, MeasuresADistortionTheSameInEveryDescription) {
  Random random{Seed(5)};
  for (const Structure& crystal : random_crystals(random)) {
    if (crystal.name() != "skewed") continue;  // of symmetric lattices the Niggli cell is not the only one of its shape
    const Structure distorted = shaken(crystal, 0.3, random);
    const auto expected = match(crystal, distorted);
    ASSERT_TRUE(expected);
    EXPECT_GT(expected->rms, 0.01);
    const auto again = match(rotated(translated(crystal, {0.2, 0.3, 0.9}), 0.4),
                             recut(supercell(scaled(distorted, 1.1), 1, 1, 2), random_change(random, 2)));
    ASSERT_TRUE(again);
    EXPECT_NEAR(again->rms, expected->rms, 1e-9);
    EXPECT_NEAR(again->largest, expected->largest, 1e-9);
  }
}

TEST(StructureMatcher, TakesMirrorImagesForTheSame) {
  Random random{Seed(8)};
  for (const Structure& crystal : random_crystals(random)) {
    auto sites = crystal.sites();
    for (Site& site : sites) site.position = -site.position;
    EXPECT_TRUE(fits(crystal, {crystal.lattice(), sites, "inverted"})) << crystal.name();
  }
}

TEST(StructureMatcher, KeepsDifferentStructureTypesApart) {
  std::vector<Structure> types;
  for (const Structure& binary : built_in_binaries(kPd, kH))
    for (const char* type : {"MX-NaCl", "MX-CsCl", "MX-wurtzite", "MX2-fluorite", "MX2-rutile"})
      if (binary.name().ends_with(std::string(type).substr(2))) types.push_back(binary);
  ASSERT_GE(types.size(), 5U);
  for (std::size_t i = 0; i < types.size(); ++i)
    for (std::size_t j = 0; j < types.size(); ++j)
      EXPECT_EQ(fits(types[i], types[j]), i == j) << types[i].name() << " " << types[j].name();
}

TEST(StructureMatcher, TellsElementsApart) {
  const auto layered = [](Element corner, Element centre) {
    return orthogonal(2.9, 2.9, 3.9, {{corner, {0, 0, 0}}, {centre, {0.5, 0.5, 0.5}}, {kH, {0, 0, 0.5}}});
  };
  EXPECT_TRUE(fits(layered(kPd, kNi), layered(kPd, kNi)));
  EXPECT_FALSE(fits(layered(kPd, kNi), layered(kNi, kPd)));
  EXPECT_FALSE(fits(layered(kPd, kNi), layered(kPd, kPd)));
}

TEST(StructureMatcher, CountsDistancesFromTheMeanOfAllSites) {
  // one of two atoms moves by 0.2 Å: each is half of that from the common mean
  const auto found = match(displaced(0.0), displaced(0.2));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->rms, 0.1 / kUnit, 1e-9);
  EXPECT_NEAR(found->largest, 0.1 / kUnit, 1e-9);
}

TEST(StructureMatcher, AllowsSitesToBeOffByLessThanStol) {
  MatcherSettings settings;
  settings.stol = 0.1;
  EXPECT_TRUE(fits(displaced(0.0), displaced(2.0 * (0.1 * kUnit - 1e-6)), settings));
  EXPECT_FALSE(fits(displaced(0.0), displaced(2.0 * (0.1 * kUnit + 1e-6)), settings));
}

TEST(StructureMatcher, CanMatchByTheMeanWhatDoesNotFitByTheLargest) {
  // one atom of four is off by 0.24 Å, so after the common shift one by 3/4 and three by 1/4 of that
  const auto chain = [](double by) {
    return orthogonal(
        3.0, 3.4, 5.0,
        {{kPd, {0.0, 0.0, 0.0}}, {kNi, {0.5, 0.5, 0.1}}, {kH, {0.1, 0.6, 0.6}}, {kH, {0.6 + by / 3.0, 0.1, 0.5}}});
  };
  const double unit = std::cbrt(3.0 * 3.4 * 5.0 / 4.0);
  MatcherSettings settings;
  settings.stol = 0.15 / unit;
  EXPECT_FALSE(fits(chain(0.0), chain(0.24), settings));
  const auto found = match(chain(0.0), chain(0.24), settings);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->largest, 0.18 / unit, 1e-9);
  EXPECT_NEAR(found->rms, std::sqrt((0.18 * 0.18 + 3 * 0.06 * 0.06) / 4.0) / unit, 1e-9);
}

TEST(StructureMatcher, AllowsLengthsToDifferByLessThanLtol) {
  MatcherSettings settings;
  settings.scale = false;
  const std::vector<Site> atom{{kPd, {0, 0, 0}}};
  const Structure cube = orthogonal(3, 3, 3, atom);
  EXPECT_TRUE(fits(cube, orthogonal(3, 3, 3.6 - 1e-6, atom), settings));
  EXPECT_FALSE(fits(cube, orthogonal(3, 3, 3.6 + 1e-6, atom), settings));
  EXPECT_TRUE(fits(orthogonal(3, 3, 3.6 - 1e-6, atom), cube, settings));
  EXPECT_FALSE(fits(orthogonal(3, 3, 3.6 + 1e-6, atom), cube, settings));
}

TEST(StructureMatcher, AllowsAnglesToDifferByLessThanAngleTol) {
  const auto monoclinic = [](double beta) {
    return Structure(Lattice::from_parameters(3, 4, 5, 90, beta, 90), {{kPd, {0, 0, 0}}}, "monoclinic");
  };
  EXPECT_TRUE(fits(monoclinic(90), monoclinic(95 - 1e-6)));
  EXPECT_FALSE(fits(monoclinic(90), monoclinic(95 + 1e-6)));
  EXPECT_FALSE(fits(monoclinic(95 + 1e-6), monoclinic(90)));
}

TEST(StructureMatcher, FindsMapsOntoFarLongerCellsWhereAnglesMayDifferMuch) {
  // the cube's diagonal of 5.2 Å for 5.5 Å, at 54.7° instead of 90°
  MatcherSettings settings;
  settings.scale = false;
  settings.as_pymatgen = true;  // else the two are compared in the cell of the cube, which has no such map
  const std::vector<Site> atom{{kPd, {0, 0, 0}}};
  for (const auto& [tolerance, expected] : {std::pair{35.0, false}, std::pair{36.0, true}}) {
    settings.angle_tol = tolerance;
    EXPECT_EQ(fits(orthogonal(3, 3, 3, atom), orthogonal(3, 3, 5.5, atom), settings), expected);
  }
}

TEST(StructureMatcher, ComparesVolumesAndCellsAsGivenWhenToldTo) {
  MatcherSettings as_given;
  as_given.scale = false;
  EXPECT_FALSE(fits(rocksalt(), scaled(rocksalt(), 1.3), as_given));
  EXPECT_TRUE(fits(rocksalt(), scaled(rocksalt(), 1.1), as_given));
  MatcherSettings whole_cells;
  whole_cells.primitive = false;
  EXPECT_FALSE(fits(rocksalt(), supercell(rocksalt(), 2, 1, 1), whole_cells));
  EXPECT_TRUE(fits(supercell(rocksalt(), 1, 1, 2), supercell(rocksalt(), 2, 1, 1), whole_cells));
}

TEST(StructureMatcher, PairsEverySiteOnceWithOneOfItsElement) {
  Random random{Seed(21)};
  StructureMatcher matcher;
  for (const Structure& crystal : random_crystals(random)) {
    const auto first = matcher.prepare(crystal);
    const auto second = matcher.prepare(permuted(shaken(crystal, 0.1, random), random.permutation(crystal.size())));
    const auto found = matcher.match(first, second);
    ASSERT_TRUE(found) << crystal.name();
    const std::set<std::size_t> partners(found->mapping.begin(), found->mapping.end());
    EXPECT_EQ(partners.size(), crystal.size());
    for (std::size_t i = 0; i < crystal.size(); ++i)
      EXPECT_EQ(first.cell.sites()[i].element, second.cell.sites()[found->mapping[i]].element);
  }
}

TEST(StructureMatcher, RefusesTolerancesThatAllowNothing) {
  for (const double wrong : {0.0, -0.1, std::nan(""), HUGE_VAL}) {
    EXPECT_THROW(StructureMatcher({.ltol = wrong}), ConfigError);
    EXPECT_THROW(StructureMatcher({.stol = wrong}), ConfigError);
    EXPECT_THROW(StructureMatcher({.angle_tol = wrong}), ConfigError);
  }
  EXPECT_THROW(StructureMatcher({.max_steps = 0}), ConfigError);
}

// Two numbers of pymatgen for one pair differ by up to this: its Niggli cells are right to 1e-5 only.
constexpr double kSame = 1e-4;

const nlohmann::json& matcher_reference() {
  static const nlohmann::json reference =
      nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/matcher.json"));
  return reference;
}

Structure cell_of(const nlohmann::json& pair, const char* which) {
  nlohmann::json crystal = pair[which];
  crystal["name"] = pair["name"];
  return structure_of(crystal);
}

TEST(StructureMatcher, AgreesWithPymatgen) {
  const auto& reference = matcher_reference();
  std::size_t matches = 0;
  for (std::size_t s = 0; s < reference["settings"].size(); ++s) {
    const auto& given = reference["settings"][s];
    StructureMatcher matcher({.ltol = given["ltol"].get<double>(),
                              .stol = given["stol"].get<double>(),
                              .angle_tol = given["angle_tol"].get<double>(),
                              .primitive = given["primitive_cell"].get<bool>(),
                              .scale = given["scale"].get<bool>(),
                              .as_pymatgen = true});
    for (const auto& pair : reference["pairs"]) {
      const auto& verdict = pair["verdicts"][s];
      const auto first = matcher.prepare(cell_of(pair, "first"));
      const auto second = matcher.prepare(cell_of(pair, "second"));
      const std::string where = pair["name"].get<std::string>() + ", settings " + std::to_string(s);
      EXPECT_EQ(matcher.fit(first, second), verdict["fit"].get<bool>()) << where;
      const auto found = matcher.match(first, second);
      ASSERT_EQ(found.has_value(), !verdict["rms"].is_null()) << where;
      if (!found) continue;
      EXPECT_NEAR(found->rms, verdict["rms"].get<double>(), kSame) << where;
      EXPECT_NEAR(found->largest, verdict["largest"].get<double>(), kSame) << where;
      ++matches;
    }
  }
  EXPECT_GT(matches, 200U);
}

// Many structures of two compositions, most of them alike in small families; more than one block, and more than go to
// one thread alone.
std::vector<Structure> families(std::size_t count) {
  Random random{Seed(17)};
  std::vector<Structure> parents;
  for (int i = 0; i < 60; ++i)
    for (const Structure& crystal : random_crystals(random)) parents.push_back(crystal);
  std::vector<Structure> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(shaken(parents[random.below(parents.size())], between(random, 0.0, 0.7), random));
  for (const Structure& binary : built_in_binaries(kPd, kH))
    if (binary.size() <= 6) all.push_back(binary);
  return all;
}

TEST(MatchGroups, AreWhatOneStructureAfterAnotherGives) {
  const auto structures = families(700);
  StructureMatcher matcher;
  std::vector<PreparedStructure> prepared;
  for (const Structure& structure : structures) prepared.push_back(matcher.prepare(structure));
  std::vector<std::size_t> expected;
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < structures.size(); ++i) {
    const auto found = std::find_if(firsts.begin(), firsts.end(),
                                    [&](std::size_t first) { return matcher.fit(prepared[first], prepared[i]); });
    expected.push_back(found == firsts.end() ? i : *found);
    if (found == firsts.end()) firsts.push_back(i);
  }
  EXPECT_GT(firsts.size(), 64U);
  EXPECT_LT(firsts.size(), structures.size());
  for (const std::size_t threads : {1U, 2U, 5U}) {
    const auto groups = match_groups(structures, {}, threads);
    EXPECT_EQ(groups.first_of, expected) << threads;
    EXPECT_EQ(groups.given_up, 0U) << threads;
  }
}

TEST(MatchGroups, OfNothingAreNone) { EXPECT_TRUE(match_groups({}, {}, 2).first_of.empty()); }

TEST(MatchReferences, NameTheFirstThatFits) {
  const std::vector<Structure> references{displaced(0.0), rocksalt(), scaled(rocksalt(), 1.1)};
  const std::vector<Structure> structures{supercell(rocksalt(), 2, 1, 1), displaced(0.1),
                                          orthogonal(2, 3, 4, {{kNi, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}})};
  for (const std::size_t threads : {1U, 3U}) {
    const auto [found, given_up] = match_references(structures, references, {}, threads);
    EXPECT_EQ(given_up, 0U);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0], 1U);
    EXPECT_EQ(found[1], 0U);
    EXPECT_FALSE(found[2]);
  }
}

}  // namespace
}  // namespace crystalgan
