#include <gtest/gtest.h>

#include <set>
#include <string>
#include <variant>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/methods/method.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

using test::small_configuration;

Structure cubic(const std::string& name, double a, const std::vector<std::pair<const char*, Fractional>>& atoms) {
  std::vector<Site> sites;
  for (const auto& [symbol, position] : atoms) sites.push_back({Element::from_symbol(symbol), position});
  return {Lattice::from_parameters(a, a, a, 90, 90, 90), std::move(sites), name};
}

// R in the corner, the second metal in the centre, X on the faces.
Structure perovskite(const char* corner, const char* centre, const char* face) {
  return cubic(std::string(corner) + centre + face + "3", 3.9,
               {{corner, {0, 0, 0}},
                {centre, {0.5, 0.5, 0.5}},
                {face, {0.5, 0.5, 0}},
                {face, {0.5, 0, 0.5}},
                {face, {0, 0.5, 0.5}}});
}

Structure half_heusler(const char* one, const char* other, const char* third) {
  std::vector<Site> sites{{Element::from_symbol(one), {0, 0, 0}},
                          {Element::from_symbol(other), {0.25, 0.25, 0.25}},
                          {Element::from_symbol(third), {0.5, 0.5, 0.5}}};
  return {Lattice(Basis{Cartesian{0, 3, 3}, Cartesian{3, 0, 3}, Cartesian{3, 3, 0}}), std::move(sites),
          std::string(one) + other + third};
}

Binaries with_prototypes(std::vector<Structure> prototypes) {
  Binaries binaries = test::small_binaries();  // Pd-H and Ni-H
  binaries.prototypes = std::move(prototypes);
  return binaries;
}

std::vector<RawStructure> made_from(std::vector<Structure> prototypes, std::int64_t count, std::int64_t members = 1,
                                    std::int64_t member = 0) {
  Configuration configuration = small_configuration();
  configuration.training.members = members;
  return make_substitute(configuration, with_prototypes(std::move(prototypes)), member)->generate(count);
}

const Structure& structure_of(const RawStructure& raw) { return std::get<Structure>(raw.structure); }

// All three kinds of site of a perovskite differ: 3! ways.
TEST(Substitute, DecoratesAPrototypeInEveryInequivalentWay) {
  const auto made = made_from({perovskite("Ca", "Ti", "O")}, 100);
  ASSERT_EQ(made.size(), 6U);
  std::set<std::string> formulas;
  for (const RawStructure& raw : made) {
    formulas.insert(formula(structure_of(raw).composition()));
    EXPECT_NEAR(structure_of(raw).lattice().volume(), rule_volume(structure_of(raw).composition()), 1e-9);
    EXPECT_EQ(raw.parent_a, "CaTiO3");
    EXPECT_EQ(raw.origin, "substitute");
  }
  EXPECT_EQ(formulas, (std::set<std::string>{"NiPdH3", "NiPd3H", "Ni3PdH"}));
}

// In a half-Heusler the site with four and four neighbours differs, the two others are alike: 3 ways, not 6.
TEST(Substitute, MakesNoCrystalTwice) {
  EXPECT_EQ(made_from({half_heusler("Li", "Mg", "N")}, 100).size(), 3U);
  EXPECT_EQ(
      made_from({perovskite("Ca", "Ti", "O"), perovskite("Sr", "Ti", "O"), perovskite("K", "Mg", "F")}, 100).size(),
      6U);
}

// Pd and Ni sit at 69 and 67 of Pettifor's string, H at 103; Pt at 68, Co at 64, F at 102; Ca at 16, Ti at 51, O at 101.
TEST(Substitute, BeginsWithTheNearestChemistry) {
  const auto made = made_from({half_heusler("Ca", "Ti", "O"), perovskite("Pt", "Co", "F")}, 2);
  ASSERT_EQ(made.size(), 2U);
  EXPECT_EQ(made[0].parent_a, "PtCoF3");
  // |68 - 69| + |64 - 67| + |102 - 103| = 5 steps: Pt gives way to Pd, Co to Ni, F to H
  EXPECT_EQ(structure_of(made[0]).sites().front().element, Element::from_symbol("Pd"));
  EXPECT_EQ(structure_of(made[0]).composition().at(Element::from_symbol("H")), 3);
}

TEST(Substitute, LeavesOutItsOwnSystemAndWhatIsNoTernary) {
  const auto made =
      made_from({perovskite("Pd", "Ni", "H"), perovskite("Ca", "Ca", "O"), half_heusler("Li", "Mg", "N")}, 100);
  ASSERT_EQ(made.size(), 3U);
  for (const RawStructure& raw : made) EXPECT_EQ(raw.parent_a, "LiMgN");
}

TEST(Substitute, SharesItsStructuresOutAmongItsMembers) {
  const std::vector<Structure> prototypes{perovskite("Ca", "Ti", "O"), half_heusler("Li", "Mg", "N")};
  std::vector<Structure> all;
  for (std::int64_t member = 0; member < 2; ++member)
    for (const RawStructure& raw : made_from(prototypes, 100, 2, member)) all.push_back(structure_of(raw));
  ASSERT_EQ(all.size(), 9U);
  EXPECT_EQ(made_from(prototypes, 100, 2, 0).size(), 5U);
}

TEST(Substitute, NeedsPrototypesOfOtherSystems) {
  EXPECT_THROW(made_from({}, 1), StructureError);
  EXPECT_THROW(made_from({perovskite("Pd", "Ni", "H")}, 1), StructureError);
}

}  // namespace
}  // namespace crystalgan
