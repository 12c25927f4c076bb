#include "crystalgan/methods/symmetry/symmetry_mode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

/// Likes few orbits, few free coordinates and small cells: enough to tell, without training.
TemplateDiscriminator simple_discriminator() {
  TemplateDiscriminator made;
  made.deviation.fill(1.0);
  const std::map<std::string_view, double> weights{
      {"metal_orbits", -1.0}, {"x_orbits", -1.0}, {"parameters", -0.3}, {"atoms", -0.1}, {"log_point_group", 0.7}};
  for (std::size_t i = 0; i < kTemplateFeatures; ++i)
    if (const auto found = weights.find(kTemplateFeatureNames[i]); found != weights.end())
      made.weights[i] = found->second;
  return made;
}

const ChemicalSystem kSrTiO = ChemicalSystem::from_symbols("Sr", "Ti", "O");

SymmetrySettings only(std::vector<RoleCounts> formulas, std::vector<int> groups = {}) {
  SymmetrySettings settings;
  settings.formulas = std::move(formulas);
  settings.space_groups = std::move(groups);
  return settings;
}

SymmetryResult of_sr_ti_o(const SymmetrySettings& settings) {
  return symmetry_mode(shipped_pool(), {}, kSrTiO, simple_discriminator(), settings);
}

void expect_equal(const SymmetryResult& one, const SymmetryResult& other) {
  ASSERT_EQ(one.candidates.size(), other.candidates.size());
  for (std::size_t i = 0; i < one.candidates.size(); ++i) {
    const SymmetryCandidate &a = one.candidates[i], &b = other.candidates[i];
    EXPECT_EQ(a.origin, b.origin);
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.energy, b.energy);
    EXPECT_EQ(a.structure.lattice().rows(), b.structure.lattice().rows());
    for (std::size_t site = 0; site < a.structure.size(); ++site)
      EXPECT_EQ(a.structure.sites()[site].position, b.structure.sites()[site].position);
  }
  ASSERT_EQ(one.formulas.size(), other.formulas.size());
  for (std::size_t i = 0; i < one.formulas.size(); ++i) {
    EXPECT_EQ(one.formulas[i].ranked.formula, other.formulas[i].ranked.formula);
    EXPECT_EQ(one.formulas[i].candidates, other.formulas[i].candidates);
  }
}

TEST(SymmetryMode, SrTiO3IsACubicPerovskite) {
  const auto result = of_sr_ti_o(only({{1, 1, 3}}));
  ASSERT_EQ(result.formulas.size(), 1U);
  EXPECT_GT(result.formulas[0].templates, 100'000U);
  EXPECT_EQ(result.formulas[0].skipped, "");
  EXPECT_GE(result.formulas[0].candidates, result.candidates.size());
  const auto perovskite = std::ranges::find_if(result.candidates, [](const SymmetryCandidate& each) {
    const auto group = find_space_group(each.structure);
    return each.structure.size() == 5 && group && group->number == 221;
  });
  ASSERT_LT(perovskite - result.candidates.begin(), 10);
  EXPECT_EQ(perovskite->kind, 'T');
  EXPECT_NEAR(perovskite->structure.lattice().volume(), 3.95 * 3.95 * 3.95, 2.0);
  for (std::size_t i = 1; i < result.candidates.size(); ++i)
    EXPECT_GE(result.candidates[i - 1].score, result.candidates[i].score);
}

TEST(SymmetryMode, ResultsDoNotDependOnThreadsOrOnEarlierCalls) {
  SymmetrySettings settings = only({}, {62, 123, 139, 166, 221, 225, 227});
  settings.counts = FormulaCounts{4, 1, 1};
  settings.candidates = 100;
  const auto one = of_sr_ti_o(settings);
  EXPECT_GE(one.formulas.size(), 5U);
  EXPECT_EQ(one.candidates.size(), 100U);
  settings.threads = 3;
  expect_equal(one, of_sr_ti_o(settings));
  settings.threads = 1;
  expect_equal(one, of_sr_ti_o(settings));
  settings.seed = Seed(2);
  const auto other = of_sr_ti_o(settings);
  EXPECT_FALSE(
      std::ranges::equal(one.candidates, other.candidates, {}, &SymmetryCandidate::energy, &SymmetryCandidate::energy));
}

TEST(SymmetryMode, OnlyWantedSpaceGroupsAndSizes) {
  SymmetrySettings settings = only({{1, 1, 3}}, {221});
  settings.max_atoms = 10;
  const auto result = of_sr_ti_o(settings);
  EXPECT_FALSE(result.candidates.empty());
  for (const SymmetryCandidate& each : result.candidates) {
    EXPECT_LE(each.structure.size(), 10U);
    const auto group = find_space_group(each.structure);
    ASSERT_TRUE(group) << each.origin;
    EXPECT_EQ(group->number, 221) << each.origin;
  }
}

TEST(SymmetryMode, ASourceAloneIsItsPartOfBoth) {
  SymmetrySettings settings = only({{1, 1, 3}, {1, 2, 4}}, {62, 139, 166, 221, 227});
  settings.max_atoms = 14;
  settings.candidates = 60;
  LikelyTemplates likely(simple_discriminator(), enumeration_limits(settings));
  const SymmetryPool both = symmetry_pool(shipped_pool(), {}, kSrTiO, likely, settings);
  for (const Sources source : {Sources::templates, Sources::relabelled}) {
    settings.sources = source;
    const auto alone = of_sr_ti_o(settings);
    ASSERT_FALSE(alone.candidates.empty());
    for (const SymmetryCandidate& each : alone.candidates)
      EXPECT_EQ(each.kind == 'T', source == Sources::templates) << each.origin;
    const auto chosen = best_of(both, settings);
    EXPECT_TRUE(std::ranges::equal(alone.candidates, chosen.candidates, {}, &SymmetryCandidate::score,
                                   &SymmetryCandidate::score));
    EXPECT_TRUE(std::ranges::equal(alone.candidates, chosen.candidates, {}, &SymmetryCandidate::origin,
                                   &SymmetryCandidate::origin));
  }
}

TEST(SymmetryMode, APriorDecidesWhichTemplatesAreTried) {
  SymmetrySettings settings = only({{1, 1, 3}});
  settings.max_atoms = 10;
  settings.sources = Sources::templates;
  const auto by = [&](const TemplatePrior& prior) {
    return symmetry_mode(shipped_pool(), {}, kSrTiO, prior, settings).candidates;
  };
  SpaceGroupCounts counts{};
  counts[221] = 1e9;  // leaves no other group at the top of the list
  const auto by_hand = by(TemplatePrior::hand_set(counts));
  ASSERT_FALSE(by_hand.empty());
  EXPECT_EQ(by_hand.front().origin.substr(0, 4), "221 ");
  const auto drawn = by(TemplatePrior::none(Seed(1)));
  ASSERT_FALSE(drawn.empty());
  EXPECT_LT(drawn.front().log_probability, -9.0);  // one of more than ten thousand
}

TEST(SymmetryMode, AFormulaWithoutArrangementsSaysWhy) {
  const auto result = of_sr_ti_o(only({{1, 1, 3}, {7, 5, 19}}, {225}));
  ASSERT_EQ(result.formulas.size(), 2U);
  EXPECT_EQ(result.formulas[1].ranked.formula, (RoleCounts{7, 5, 19}));
  EXPECT_EQ(result.formulas[1].skipped, "the formula has 31 atoms, more than --max-atoms 20");
  EXPECT_EQ(of_sr_ti_o(only({{1, 1, 3}}, {230})).formulas[0].skipped,
            "no arrangement in the requested space groups (--space-groups)");
}

TEST(SymmetryMode, AnXOfUnknownValenceIsAConfigErrorThatNamesTheKnownOnes) {
  try {
    symmetry_mode(shipped_pool(), {}, ChemicalSystem::from_symbols("Sr", "Ti", "Br"), simple_discriminator(), {});
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("Cl"), std::string::npos) << error.what();
  }
}

TEST(SymmetryMode, AMetalWithoutBinariesIsEstimatedAndTheReasonSaysSo) {
  const BinaryPool no_titanium = shipped_pool().with_own(kSrTiO.b, kSrTiO.x, {});
  const auto result = symmetry_mode(no_titanium, {}, kSrTiO, simple_discriminator(), only({{1, 1, 3}}, {221}));
  ASSERT_FALSE(result.candidates.empty());
  EXPECT_NE(result.formulas[0].ranked.reason.find("; no binary of Ti and O, sizes estimated"), std::string::npos)
      << result.formulas[0].ranked.reason;
  EXPECT_EQ(result.formulas[0].ranked.reason.find("Sr and O"), std::string::npos);
  const auto perovskite = std::ranges::find(result.candidates, 'T', &SymmetryCandidate::kind);
  ASSERT_NE(perovskite, result.candidates.end());
  EXPECT_NEAR(std::cbrt(perovskite->structure.lattice().volume()), 3.95, 0.15);
}

TEST(SymmetryMode, TwoMetalsWithoutBinariesAreAnErrorThatNamesThem) {
  const BinaryPool neither = shipped_pool().with_own(kSrTiO.a, kSrTiO.x, {}).with_own(kSrTiO.b, kSrTiO.x, {});
  try {
    symmetry_mode(neither, {}, kSrTiO, simple_discriminator(), {});
    FAIL();
  } catch (const StructureError& error) {
    EXPECT_NE(std::string(error.what()).find("a binary of Sr or Ti with O, found none"), std::string::npos)
        << error.what();
  }
}

TEST(LearnDomains, OwnBinariesTakeThePlaceOfThePool) {
  const BinaryPool& pool = shipped_pool();
  OwnBinaries own;
  const BinaryEntry entry = pool.of(kSrTiO.a, kSrTiO.x).front();
  own.a.push_back(pool.binaries()[entry.index]);
  const auto learned = learn_domains(pool, own, kSrTiO, only({{1, 1, 3}}));
  EXPECT_EQ(learned.pool.of(kSrTiO.a, kSrTiO.x).size(), 1U);
  EXPECT_EQ(learned.pool.of(kSrTiO.b, kSrTiO.x).size(), pool.of(kSrTiO.b, kSrTiO.x).size());
  ASSERT_TRUE(learned.models.at(0));
  EXPECT_NEAR(learned.models[0]->charges[0] + learned.models[0]->charges[1] + 3 * learned.models[0]->charges[2], 0.0,
              1e-12);
}

TEST(LearnDomains, AMetalWithoutContactLengthHasAnEstimateAndTheReasonSaysSo) {
  const Structure rocksalt = test::supercell(test::rocksalt(), 2, 2, 2);  // 64 atoms: too many for a contact length
  std::vector<Site> sites = rocksalt.sites();
  for (Site& site : sites) site.element = site.element == Element::from_symbol("H") ? kSrTiO.x : kSrTiO.b;
  OwnBinaries own;
  own.b.push_back({Structure(rocksalt.lattice(), std::move(sites), "TiO"), 0.0});
  const auto learned = learn_domains(shipped_pool(), own, kSrTiO, only({{1, 1, 3}}));
  ASSERT_TRUE(learned.models.at(0));
  EXPECT_NEAR(learned.models[0]->contacts[1][2], 2.33, 0.15);
  EXPECT_EQ(learned.formulas[0].skipped, "");
  EXPECT_NE(learned.formulas[0].ranked.reason.find("; no contact length of Ti and O, estimated"), std::string::npos);
}

TEST(LearnDomains, EveryPairOfTheShippedBinariesHasAModel) {
  for (const auto& [metal, x] : {std::pair{"Pb", "P"}, {"Cu", "P"}, {"Cd", "N"}, {"B", "F"}}) {
    const ChemicalSystem system = ChemicalSystem::from_symbols(metal, "Ca", x);
    const auto learned = learn_domains(shipped_pool(), {}, system, {});
    ASSERT_FALSE(learned.formulas.empty());
    EXPECT_TRUE(learned.models[0]) << metal << x << ": " << learned.formulas[0].skipped;
  }
}

TEST(LearnDomains, MetalsThatShareAStructureTypeAreIsotypic) {
  const auto isotypic = [](const char* a, const char* b, const char* x) {
    const auto system = ChemicalSystem::from_symbols(a, b, x);
    return learn_domains(shipped_pool(), {}, system, only({{1, 1, 2}})).isotypic;
  };
  EXPECT_TRUE(isotypic("Ca", "Sr", "O"));
  EXPECT_FALSE(isotypic("Sr", "Ti", "O"));
}

}  // namespace
}  // namespace crystalgan
