#include "crystalgan/evaluation/evaluation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/evaluation/evaluation_tables.hpp"
#include "tests/evaluation/evaluation_reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

std::size_t count(const std::string& key, const EvaluatedSet& set) {
  return set.count(*std::ranges::find_if(share_measures(), [&](const auto& measure) { return measure.key == key; }));
}

void expect_recovery(const Recovery& recovery, const nlohmann::json& expected) {
  ASSERT_EQ(recovery.size(), expected.size());
  for (std::size_t known = 0; known < recovery.size(); ++known) {
    ASSERT_EQ(recovery[known].size(), expected[known].size()) << known;
    for (std::size_t i = 0; i < recovery[known].size(); ++i) {
      EXPECT_EQ(recovery[known][i].candidate, expected[known][i][0].get<std::size_t>()) << known;
      EXPECT_NEAR(recovery[known][i].rms, expected[known][i][1].get<double>(), 2e-6) << known;
    }
  }
}

TEST(Evaluation, AgreesWithPymatgenAndScipy) {
  const auto& expected = evaluation_reference();
  const SubmittedSet submitted{structures_of(expected["submitted"])};
  const Evaluation evaluation = evaluate(submitted, {structures_of(expected["reference"])}, 2);
  ASSERT_TRUE(evaluation.against);
  const auto& evaluated = evaluation.submitted.structures;
  for (std::size_t i = 0; i < evaluated.size(); ++i) {
    EXPECT_EQ(evaluated[i].repeats.value_or(i), expected["first_of"][i].get<std::size_t>()) << i;
    EXPECT_EQ(evaluated[i].alike.value(), expected["alike"][i].get<std::size_t>()) << i;
    const auto& known = expected["reference_of"][i];
    ASSERT_EQ(evaluated[i].reference.has_value(), !known.is_null()) << i;
    if (!evaluated[i].reference) continue;
    EXPECT_EQ(evaluated[i].reference->reference, known.get<std::size_t>()) << i;
    EXPECT_LT(evaluated[i].reference->rms.value(), 0.3) << i;
  }
  EXPECT_EQ(evaluation.against->covered, expected["covered"].get<std::size_t>());
  expect_recovery(evaluation.against->default_values, expected["default"]);
  expect_recovery(evaluation.against->prediction, expected["prediction"]);
  for (const Property& property : properties())
    EXPECT_NEAR(wasserstein_distance(values_of(evaluation.submitted, property),
                                     values_of(evaluation.against->reference, property))
                    .value(),
                expected["wasserstein"][std::string(property.key)].get<double>(), 2e-3)  // of the atomic weights
        << property.key;
}

Structure rocksalt_of(const char* metal, double a) {
  auto sites = rocksalt(a).sites();
  for (Site& site : sites)
    if (site.element == Element::from_symbol("Pd")) site.element = Element::from_symbol(metal);
  return {rocksalt(a).lattice(), sites, metal};
}

// Five crystals and a file that holds none: PdH twice, PdH and NiH that are known, MgH on top of itself.
TEST(Evaluation, OfAHandCountableSet) {
  Structure crushed = rocksalt_of("Mg", 0.6);
  const SubmittedSet submitted{
      {rocksalt(), supercell(rocksalt(4.3), 1, 1, 2), rocksalt_of("Ni", 3.7), crushed, rocksalt_of("Ti", 4.5)}, 1};
  const SubmittedSet reference{{rocksalt_of("Ni", 3.8), rocksalt_of("Zr", 4.8), rocksalt_of("Ni", 3.75)}};
  const Evaluation evaluation = evaluate(submitted, reference, 1);
  const EvaluatedSet& set = evaluation.submitted;
  EXPECT_EQ(set.submitted(), 6U);
  EXPECT_EQ(count("cdvae_structure", set), 4U);
  EXPECT_EQ(count("unique", set), 4U);
  EXPECT_EQ(count("novel", set), 4U);
  EXPECT_EQ(count("unique_novel", set), 3U);
  EXPECT_EQ(count("p1", set), 0U);
  EXPECT_EQ(set.compositions(), 4U);
  EXPECT_EQ(set.systems(), 4U);
  EXPECT_DOUBLE_EQ(set.pairwise_uniqueness().value(), 1.0 - 2.0 / 20.0);
  EXPECT_EQ(set.space_groups().count(225) + set.space_groups().unknown(), 5U);
  ASSERT_TRUE(evaluation.against);
  EXPECT_EQ(evaluation.against->covered, 2U);
  EXPECT_EQ(count("unique", evaluation.against->reference), 2U);
  EXPECT_EQ(recovered_by_first(evaluation.against->default_values, 2).found, 0U);
  EXPECT_EQ(recovered_by_first(evaluation.against->default_values, 3).found, 2U);
}

// Two crystals the first of which fits the second by pymatgen's verdict, but not the other way round: their lattices are
// just so different.
std::pair<Structure, Structure> fitting_one_way() {
  Random random{Seed(1)};
  StructureMatcher matcher(kDefaultMatching);
  for (int i = 0; i < 100'000; ++i) {
    const auto lattice = [&] {
      const auto length = [&] { return 3.0 + random.uniform(); };
      const auto angle = [&] { return 65.0 + 45.0 * random.uniform(); };
      return Lattice::from_parameters(length(), length(), length(), angle(), angle(), angle());
    };
    const Structure one{lattice(), {{Element::from_symbol("Pd"), {0, 0, 0}}}, "one"};
    const Structure other{lattice(), one.sites(), "other"};
    const PreparedStructure first = matcher.prepare(one);
    const PreparedStructure second = matcher.prepare(other);
    if (matcher.fit(first, second) && !matcher.fit(second, first)) return {one, other};
  }
  throw std::logic_error("no two of 100,000 crystals fit one way alone");
}

TEST(Evaluation, ComparesTheSubmittedWithTheReferenceNeverTheOtherWayRound) {
  const auto [one, other] = fitting_one_way();
  const Evaluation there = evaluate({{one}}, {{other}}, 1);
  EXPECT_EQ(count("novel", there.submitted), 0U);
  EXPECT_TRUE(there.submitted.structures.front().reference->rms);
  EXPECT_EQ(there.against->covered, 1U);
  EXPECT_EQ(recovered_by_first(there.against->default_values, 1).found, 1U);
  const Evaluation back = evaluate({{other}}, {{one}}, 1);
  EXPECT_EQ(count("novel", back.submitted), 1U);
  EXPECT_EQ(back.against->covered, 0U);
  EXPECT_EQ(recovered_by_first(back.against->default_values, 1).found, 0U);
}

// Of a submitted structure that fits several references every one is covered, the first is named.
TEST(Evaluation, CoversEveryReferenceThatIsFitted) {
  const Evaluation evaluation = evaluate({{rocksalt()}}, {{rocksalt_of("Ni", 3.8), rocksalt(4.2), rocksalt(4.0)}}, 1);
  EXPECT_EQ(evaluation.submitted.structures.front().reference->reference, 1U);
  EXPECT_EQ(evaluation.against->covered, 2U);
}

// Of cells that no crystal has: each comparison takes its second.
TEST(Evaluation, CountsTheComparisonsOfEveryMeasureThatWereGivenUp) {
  Random random{Seed(47)};
  const auto needle = [&] {
    std::vector<Site> sites;
    for (int i = 0; i < 20; ++i)
      sites.push_back(
          {Element::from_symbol(i < 7 ? "Pd" : "H"), {random.uniform(), random.uniform(), random.uniform()}});
    return Structure{Lattice::from_parameters(1, 1, 3000, 90, 90, 90), std::move(sites), "needle"};
  };
  const Evaluation evaluation = evaluate({{needle()}}, {{needle()}}, 1);
  EXPECT_EQ(evaluation.against->given_up, 3U);  // fit, and both recoveries
}

TEST(Evaluation, NeedsNoReference) {
  const Evaluation evaluation = evaluate({{rocksalt()}}, {}, 1);
  EXPECT_FALSE(evaluation.against);
  EXPECT_EQ(evaluation.submitted.pairwise_uniqueness(), std::nullopt);
  EXPECT_EQ(count("unique", evaluation.submitted), 1U);
}

TEST(Evaluation, OfTheReferenceItselfFindsEverythingAndNothingNew) {
  const SubmittedSet set{structures_of(evaluation_reference()["reference"])};
  const Evaluation evaluation = evaluate(set, set, 1);
  EXPECT_EQ(count("novel", evaluation.submitted), 0U);
  EXPECT_EQ(evaluation.against->covered, set.structures.size());
  const RecoveredShare found = recovered_by_first(evaluation.against->prediction, set.structures.size());
  EXPECT_EQ(found.share(), 1.0);
  EXPECT_NEAR(found.mean_rms.value(), 0.0, 1e-6);
}

TEST(Evaluation, IsTheSameForAnyNumberOfThreads) {
  const SubmittedSet submitted{structures_of(evaluation_reference()["submitted"])};
  const SubmittedSet reference{structures_of(evaluation_reference()["reference"])};
  const Evaluation one = evaluate(submitted, reference, 1);
  const Evaluation four = evaluate(submitted, reference, 4);
  EXPECT_EQ(evaluation_json(one), evaluation_json(four));
  EXPECT_EQ(evaluation_csv(one), evaluation_csv(four));
}

}  // namespace
}  // namespace crystalgan
