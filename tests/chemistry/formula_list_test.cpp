#include "crystalgan/chemistry/formula_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crystalgan/chemistry/formula_score.hpp"
#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

ChemicalSystem system_of(const char* a, const char* b, const char* x) { return ChemicalSystem::from_symbols(a, b, x); }

const RankedFormula* find(const std::vector<RankedFormula>& list, const RoleCounts& formula) {
  const auto place = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.formula == formula; });
  return place == list.end() ? nullptr : &*place;
}

TEST(FormulaList, OfStrontiumTitaniumOxygenBeginsAsExpected) {
  const ChemicalSystem system = system_of("Sr", "Ti", "O");
  const auto list = valence_formulas(shipped_pool(), system);
  const std::pair<const char*, double> expected[] = {
      {"SrTiO3", -1.283}, {"SrTiO4", -2.137}, {"Sr2TiO4", -2.680}, {"SrTi2O5", -2.704}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(formula_name(list[i].formula, system), expected[i].first);
    EXPECT_NEAR(list[i].log_probability, expected[i].second, 5e-4);
  }
  EXPECT_EQ(list[0].valence_a, 2.0);
  EXPECT_EQ(list[0].valence_b, 4.0);
  EXPECT_EQ(list[0].reason, "Sr 2+, Ti 4+");
  EXPECT_EQ(source_name(list[0].source), "valences");
}

TEST(FormulaList, IsNormalisedSortedBalancedAndWithinItsLimits) {
  const ChemicalSystem system = system_of("Mg", "V", "S");
  FormulaSettings settings;
  settings.max_atoms = 12;
  double sum = 0.0, last = 0.0;
  std::set<RoleCounts> seen;
  for (const RankedFormula& each : valence_formulas(shipped_pool(), system, settings)) {
    sum += std::exp(each.log_probability);
    EXPECT_LE(each.log_probability, last);
    last = each.log_probability;
    EXPECT_LE(each.formula.total(), 12);
    EXPECT_TRUE(seen.insert(each.formula).second);
    EXPECT_NEAR(each.formula.a * each.valence_a + each.formula.b * each.valence_b, 2.0 * each.formula.x,
                2.1 * 2e-3 * each.formula.a * each.formula.b * 6);
  }
  EXPECT_NEAR(sum, 1.0, 1e-9);
}

TEST(FormulaList, TheScoreIsThatOfTheFormula) {
  // one valence each: Mg 2, Al 3, shares 1
  const BinaryPool pool({test::rocksalt_of("Mg", "O", 4.2)});
  const ChemicalSystem system = system_of("Mg", "Al", "O");
  const FormulaScorer scorer(pool, system);
  EXPECT_NEAR(scorer.score({1, 1, 1}, 2.0, 3.0, {}), -0.18 * 3, 1e-12);
  EXPECT_NEAR(scorer.score({1, 2, 4}, 2.0, 3.0, {}), -1.4 * std::log(2.0) - 0.18 * 7, 1e-12);
  EXPECT_NEAR(scorer.score({4, 6, 13}, 2.0, 3.0, {}), -1.4 * std::log(6.0) - 0.18 * 23 - 1.0, 1e-12);
  const auto list = valence_formulas(pool, system);
  ASSERT_NE(find(list, {1, 2, 4}), nullptr);
  ASSERT_NE(find(list, {2, 2, 5}), nullptr);  // m = n = 1, cleared of halves
  EXPECT_NEAR(find(list, {1, 2, 4})->log_probability - find(list, {2, 2, 5})->log_probability,
              (-1.4 * std::log(2.0) - 0.18 * 7) - (-0.18 * 9), 1e-12);
}

TEST(FormulaList, MetalsOfEqualValenceMixMoreEasilyWhereTheirBinariesAreIsotypic) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", 4.2), test::rocksalt_of("Ca", "O", 4.8)});
  const FormulaScorer scorer(pool, system_of("Mg", "Ca", "O"));
  FormulaSettings isotypic;
  isotypic.isotypic = true;
  EXPECT_NEAR(scorer.score({1, 1, 2}, 2.0, 2.0, isotypic) - scorer.score({1, 1, 2}, 2.0, 2.0, {}), 2.0, 1e-12);
}

TEST(FormulaList, HostsKeepTheirRatioAndTheirMetalTakesTheRest) {
  const ChemicalSystem system = system_of("Li", "Ti", "S");
  const BinaryPool pool({test::fluorite_of("Ti", "S", 5.5), test::rocksalt_of("Mg", "S", 5.2)});
  const auto list = ranked_formulas(pool, system, {0, 100, 0});
  const RankedFormula* const intercalated = find(list, {1, 2, 4});  // LiTi2S4
  ASSERT_NE(intercalated, nullptr);
  EXPECT_EQ(intercalated->source, FormulaSource::host);
  EXPECT_EQ(intercalated->valence_a, 1.0);
  EXPECT_EQ(intercalated->valence_b, 3.5);
  EXPECT_EQ(intercalated->reason, "Li in TiS2; Li 1+, Ti 3.5+");
  for (const RankedFormula& each : list) {
    EXPECT_EQ(each.formula.x, 2 * each.formula.b);
    EXPECT_GE(each.valence_b, 0.45 * 4.0);
  }
}

TEST(FormulaList, UnusualValencesAreNeutralMetalsAndMetalAnions) {
  const ChemicalSystem system = system_of("Mg", "Ni", "H");
  const auto list = ranked_formulas(shipped_pool(), system, FormulaCounts::of(system.x));
  const auto unusual =
      std::count_if(list.begin(), list.end(), [](const auto& each) { return each.source == FormulaSource::unusual; });
  EXPECT_EQ(unusual, 14);
  const RankedFormula* const neutral = find(list, {2, 1, 4});  // Mg2NiH4
  ASSERT_NE(neutral, nullptr);
  std::set<RoleCounts> seen;
  for (const RankedFormula& each : list) EXPECT_TRUE(seen.insert(each.formula).second);
  const auto zintl = ranked_formulas(shipped_pool(), system_of("Sr", "Al", "H"), {0, 0, 100});
  EXPECT_TRUE(std::any_of(zintl.begin(), zintl.end(), [](const auto& each) { return each.valence_b == -1.0; }));
}

TEST(FormulaList, AFormulaOfTheUserHasItsValences) {
  const ChemicalSystem system = system_of("Ba", "Ti", "O");
  const RankedFormula known = requested_formula(shipped_pool(), system, {1, 1, 3});
  EXPECT_EQ(known.source, FormulaSource::requested);
  EXPECT_EQ(known.valence_a, 2.0);
  EXPECT_EQ(known.valence_b, 4.0);
  EXPECT_EQ(known.log_probability, valence_formulas(shipped_pool(), system)[0].log_probability);
  const RankedFormula odd = requested_formula(shipped_pool(), system, {7, 5, 9});
  EXPECT_TRUE(std::isfinite(odd.log_probability));
  EXPECT_LT(odd.log_probability, known.log_probability);
  EXPECT_GT(odd.valence_a, 0.0);
}

TEST(FormulaList, SaysWhatItDoesNotKnow) {
  EXPECT_THROW(valence_formulas(shipped_pool(), system_of("Mg", "Ti", "Se")), ConfigError);
  EXPECT_THROW(valence_formulas(shipped_pool(), system_of("Mg", "He", "O")), StructureError);
}

}  // namespace
}  // namespace crystalgan
