#include "crystalgan/studies/rediscover.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/studies/rediscover_tables.hpp"
#include "tests/studies/rocksalt_systems.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

RediscoveryInputs inputs(std::vector<Structure> prototypes = {}) {
  std::vector<PooledBinary> pool;
  for (Structure& structure : test::binaries()) pool.push_back({std::move(structure), std::nullopt});
  return {test::systems(), std::move(prototypes), {shipped_model().discriminator, BinaryPool(std::move(pool))}};
}

Configuration base() {
  Configuration configuration = test::small_configuration();
  configuration.system.x = "O";
  configuration.generation.samples = 100;
  configuration.symmetry.formulas_count = 3;
  configuration.symmetry.max_atoms = 8;
  return configuration;
}

RediscoverySettings two_nulls(std::size_t threads = 1) { return {{"relabel", "random"}, 2, threads}; }

Rediscovery rediscovered(const RediscoverySettings& settings, const std::vector<SystemOutcome>& known = {},
                         std::vector<SystemOutcome>* finished = nullptr) {
  return rediscover(base(), inputs(), settings, known,
                    [&](const SystemOutcome& outcome) {
                      if (finished != nullptr) finished->push_back(outcome);
                    },
                    {})
      .value();
}

TEST(Rediscover, FindsWhatAMethodCannotMissAndNotWhatItCannotMake) {
  const Rediscovery study = rediscovered(two_nulls());
  ASSERT_EQ(study.outcomes.size(), 4U);
  for (std::size_t system = 0; system < 2; ++system) {
    // methods stand in the order of the contenders
    const SystemOutcome& random = study.outcome(system, 0);
    const SystemOutcome& relabel = study.outcome(system, 1);
    EXPECT_EQ(random.method, "random");
    EXPECT_EQ(relabel.method, "relabel");
    EXPECT_EQ(relabel.generated, 100);
    EXPECT_EQ(relabel.known(), 1U);
    EXPECT_EQ(relabel.admitted, 1);
    EXPECT_EQ(relabel.composed, 1);
    EXPECT_EQ(recovered_by_first(relabel.found, 100).found, 1U) << relabel.system;
    EXPECT_EQ(recovered_by_first(relabel.found_as_generated, 100).found, 1U) << relabel.system;
    EXPECT_EQ(recovered_by_first(random.found, 100).found, 0U) << random.system;
  }
}

// A candidate's rank is its place among all that were generated, whatever was rejected before it.
TEST(Rediscover, RanksByTheOrderOfGeneration) {
  const SystemOutcome outcome = rediscovered(two_nulls()).outcome(0, 1);
  ASSERT_FALSE(outcome.found.front().empty());
  ASSERT_FALSE(outcome.found_as_generated.front().empty());
  // what was certified was generated
  EXPECT_GE(outcome.found.front().front().candidate, outcome.found_as_generated.front().front().candidate);
  EXPECT_LT(outcome.found.front().back().candidate, 100U);
}

TEST(Rediscover, DoesNotDependOnTheThreads) {
  EXPECT_EQ(rediscovered(two_nulls(1)).outcomes, rediscovered(two_nulls(3)).outcomes);
}

TEST(Rediscover, GoesOnWhereItStopped) {
  std::vector<SystemOutcome> all;
  const Rediscovery whole = rediscovered(two_nulls(), {}, &all);
  ASSERT_EQ(all.size(), 4U);
  std::vector<SystemOutcome> rest;
  const Rediscovery resumed = rediscovered(two_nulls(), {all[1], all[3]}, &rest);
  EXPECT_EQ(rest.size(), 2U);
  EXPECT_EQ(resumed.outcomes, whole.outcomes);
}

TEST(Rediscover, StopsWhenAsked) {
  EXPECT_FALSE(rediscover(base(), inputs(), two_nulls(), {}, [](const SystemOutcome&) {}, {{}, [] { return true; }}));
}

// The learned method sees binaries only, yet its row stands beside the others.
TEST(Rediscover, TrainsOnABinaryOfEachDomain) {
  const Rediscovery study = rediscovered({{"crystalgan repaired"}, 2, 1});
  EXPECT_EQ(study.outcome(0, 0).failure, "");
  EXPECT_EQ(study.outcome(0, 0).generated, 2) << "all that it makes of one binary of each domain";
}

const std::vector<std::string> kSymmetryRows{"crystalgan", "prior only",     "energy only",    "hand-set prior",
                                             "no prior",   "templates only", "prototypes only"};

// NiTiO2 with its metals in layers is 123 A1a B1d X1b X1c, and a relabelled rocksalt.
TEST(Rediscover, TheModeSymmetryFindsOrderedRocksalt) {
  const Rediscovery study = rediscovered({kSymmetryRows, {}, 2});
  ASSERT_EQ(study.outcomes.size(), 14U);
  for (std::size_t system = 0; system < 2; ++system)
    for (std::size_t method = 0; method < 7; ++method) {
      const SystemOutcome& outcome = study.outcome(system, method);
      EXPECT_EQ(outcome.method, kSymmetryRows[method]);
      EXPECT_EQ(outcome.failure, "") << outcome.method;
      EXPECT_GT(outcome.generated, 0) << outcome.method;
      if (outcome.method == "templates only") continue;  // its template is not among the likeliest that are tried
      EXPECT_EQ(recovered_by_first(outcome.found, 100).found, 1U) << outcome.system << ' ' << outcome.method;
    }
}

TEST(Rediscover, SharedCandidatesChangeNothing) {
  const Rediscovery together = rediscovered({kSymmetryRows, {}, 1});
  for (std::size_t method = 0; method < 7; ++method) {
    const Rediscovery alone = rediscovered({{kSymmetryRows[method]}, {}, 1});
    for (std::size_t system = 0; system < 2; ++system)
      EXPECT_EQ(alone.outcome(system, 0), together.outcome(system, method)) << kSymmetryRows[method];
  }
  // and what an earlier part of the study made is not made again
  std::vector<SystemOutcome> rest;
  const Rediscovery resumed =
      rediscovered({kSymmetryRows, {}, 1}, {together.outcome(0, 1), together.outcome(1, 4)}, &rest);
  EXPECT_EQ(rest.size(), 12U);
  EXPECT_EQ(resumed.outcomes, together.outcomes);
  EXPECT_EQ(resumed.arrangements, together.arrangements);
}

TEST(Rediscover, RanksTheArrangementsOfKnownTernaries) {
  const Rediscovery study = rediscovered({{"prototypes only"}, {}, 2});
  ASSERT_EQ(study.arrangements.size(), 2U);
  for (const KnownArrangement& each : study.arrangements) {
    EXPECT_EQ(each.arrangement.substr(0, 4), "123 ") << each.arrangement;
    ASSERT_TRUE(each.ranks) << each.arrangement;
    EXPECT_LT((*each.ranks)[0], 2000U);  // of some ten thousand
    EXPECT_NE((*each.ranks)[0], (*each.ranks)[1]);
  }
  EXPECT_EQ(study.arrangements[0].system, "Mg-Ni-O");
  EXPECT_EQ(study.arrangements[0].ternary, "MgNiO2");
  const std::string tables = rediscovery_tables(study);
  EXPECT_NE(tables.find("2 of 2 have a template within the limits"), std::string::npos) << tables;
  EXPECT_NE(tables.find("| learned "), std::string::npos) << tables;
  // without a method of the mode there is nothing to compare
  EXPECT_TRUE(rediscovered(two_nulls()).arrangements.empty());
}

// Where the known ternaries have a CHGNet energy, and the mode the same candidates.
TEST(Rediscover, TheOrderOfTwoStepsChoosesNoOtherCandidates) {
  std::vector<std::string> names;
  for (const Contender& method : rediscovering_methods(base(), {{"crystalgan", "CHGNet order"}, {}, 1}))
    names.push_back(method.name);
  EXPECT_EQ(names, (std::vector<std::string>{"crystalgan", "CHGNet order"}));
  const Rediscovery study = rediscovered({{"crystalgan", "CHGNet order"}, {}, 2});
  for (std::size_t system = 0; system < 2; ++system) {
    const SystemOutcome& listed = study.outcome(system, 0);
    const SystemOutcome& by_energy = study.outcome(system, 1);
    EXPECT_EQ(by_energy.generated, listed.generated);
    EXPECT_EQ(by_energy.certified, listed.certified);
    EXPECT_EQ(recovered_by_first(by_energy.found, 100).found, recovered_by_first(listed.found, 100).found);
    EXPECT_TRUE(listed.ranks.empty());
    ASSERT_EQ(by_energy.ranks.size(), 1U);
    EXPECT_GT(by_energy.ranks[0].candidates, 1U);
    EXPECT_TRUE(by_energy.ranks[0].ranks);
    EXPECT_EQ(parse_outcomes(outcome_json(by_energy) + "\n", "outcomes.jsonl").at(0), by_energy);
  }
  EXPECT_NE(rediscovery_tables(study).find("## Ranks inside a formula"), std::string::npos);
}

TEST(Rediscover, SubstituteTakesPrototypesOfOtherSystemsOnly) {
  Configuration configuration = base();
  configuration.system.prototypes = {"named.jsonl"};
  const auto found = [&](const std::vector<Structure>& prototypes) {
    const auto study =
        rediscover(configuration, inputs(prototypes), {{"substitute"}, 2, 1}, {}, [](const SystemOutcome&) {}, {});
    return recovered_by_first(study->outcome(1, 0).found, 100).found;
  };
  EXPECT_EQ(found({test::layered("Li", "Fe", "F")}), 1U);
  EXPECT_EQ(found({test::layered("Ti", "Ni", "O")}), 0U);  // the answer itself
}

TEST(Rediscover, RefusesAnUnknownMethod) {
  EXPECT_THROW(rediscovering_methods(base(), {{"magic"}, {}, 1}), ConfigError);
  EXPECT_THROW(rediscovering_methods(base(), {{"substitute"}, {}, 1}), ConfigError);  // no prototypes named
  std::vector<std::string> names;
  for (const Contender& method : rediscovering_methods(base(), {})) names.push_back(method.name);
  std::vector<std::string> expected = kSymmetryRows;
  for (const char* null : {"random", "random-symmetric", "overlay", "interleave", "interleave + noise", "relabel"})
    expected.emplace_back(null);
  EXPECT_EQ(names, expected);
}

// Two systems, two methods; the first finds the second known at once and the fourth late, the second nothing.
Rediscovery handmade() {
  Rediscovery study;
  study.x = "O";
  study.policy = "radii";
  study.samples = 1000;
  study.methods = {{"crystalgan", "", base(), ContenderKind::method}, {"relabel", "", base(), ContenderKind::null}};
  study.systems = {"Mg-Ni-O", "Ni-Ti-O"};
  const Recovery first{{}, {{3, 0.2}, {50, 0.1}}, {}, {{500, 0.3}}};
  const Recovery second{{{9, 0.4}}};
  const Recovery nothing_of_first(4);
  const Recovery nothing_of_second(1);
  study.outcomes = {
      {"Mg-Ni-O", "crystalgan", 1000, 900, 2, 3, 0, first, first, first, ""},
      {"Mg-Ni-O", "relabel", 0, 0, 0, 3, 0, nothing_of_first, nothing_of_first, nothing_of_first, "no, \"x\""},
      {"Ni-Ti-O", "crystalgan", 1000, 900, 1, 1, 7, second, second, second, ""},
      {"Ni-Ti-O", "relabel", 1000, 1, 1, 1, 2, nothing_of_second, nothing_of_second, nothing_of_second, ""}};
  return study;
}

TEST(RediscoverTables, CountWhatTheFirstCandidatesFound) {
  const Rediscovery study = handmade();
  EXPECT_EQ(shown_ranks(study), (std::vector<std::size_t>{10, 100, 1000}));
  // one of four and one of one; then two of four and one of one
  EXPECT_DOUBLE_EQ(metre_over_systems(study, 0, &SystemOutcome::found, 10).mean, 0.625);
  EXPECT_DOUBLE_EQ(metre_over_systems(study, 0, &SystemOutcome::found, 9).mean, 0.125);
  EXPECT_DOUBLE_EQ(metre_over_systems(study, 0, &SystemOutcome::found, 1000).mean, 0.75);
  EXPECT_DOUBLE_EQ(metre_over_systems(study, 1, &SystemOutcome::found, 1000).mean, 0.0);
  EXPECT_DOUBLE_EQ(metre_of_all(study, 0, &SystemOutcome::found, 10).ratio, 0.4);
  EXPECT_DOUBLE_EQ(metre_of_all(study, 0, &SystemOutcome::found, 1000).ratio, 0.6);
  EXPECT_DOUBLE_EQ(metre_of_all(study, 0, &SystemOutcome::found, 1000).interval.value().low, 0.5);
  EXPECT_DOUBLE_EQ(metre_of_all(study, 0, &SystemOutcome::found, 1000).interval.value().high, 1.0);
  const std::string tables = rediscovery_tables(study);
  EXPECT_NE(tables.find("60.0 [50.0, 100.0] |"), std::string::npos) << tables;
  EXPECT_NE(tables.find("+60.0 [50.0, 100.0] |"), std::string::npos) << tables;  // relabel found none
  EXPECT_NE(tables.find("3 of 5"), std::string::npos) << tables;
  EXPECT_NE(tables.find("0.267"), std::string::npos) << tables;  // (0.1 + 0.3 + 0.4)/3
  EXPECT_NE(systems_table(study).find("failed"), std::string::npos) << systems_table(study);
  EXPECT_NE(tables.find("2 systems with 5 known ternaries, of which 4 keep"), std::string::npos) << tables;
}

TEST(RediscoverTables, SayHowManyComparisonsWereGivenUp) {
  Rediscovery study = handmade();
  EXPECT_NE(rediscovery_tables(study).find("\n9 comparisons of two structures took too long"), std::string::npos);
  for (SystemOutcome& outcome : study.outcomes) outcome.given_up = 0;
  EXPECT_EQ(rediscovery_tables(study).find("comparisons"), std::string::npos);
}

TEST(RediscoverTables, ARowOfTheFileHasAllCounts) {
  const std::string csv = rediscovery_csv(handmade());
  EXPECT_EQ(csv.substr(0, csv.find(",certified_loosely")),
            "system,method,known,admitted,composed,generated,certified,certified_found_by_10,certified_found_by_100,"
            "certified_found_by_1000");
  EXPECT_NE(csv.find("\nMg-Ni-O,crystalgan,4,3,2,1000,900,1,1,2,"), std::string::npos) << csv;
  EXPECT_NE(csv.find(",\"no, \"\"x\"\"\"\n"), std::string::npos) << csv;
}

TEST(RediscoverTables, JsonSaysTheSame) {
  const auto json = nlohmann::json::parse(rediscovery_json(handmade()));
  EXPECT_EQ(json["known"], 5);
  EXPECT_EQ(json["methods"][0]["composed"], 3);
  EXPECT_DOUBLE_EQ(json["methods"][0]["metre"]["certified"]["10"]["over_systems"]["mean"].get<double>(), 0.625);
  EXPECT_DOUBLE_EQ(json["methods"][0]["metre"]["certified"]["10"]["of_all"]["ratio"].get<double>(), 0.4);
  EXPECT_EQ(json["methods"][0]["metre"]["as_generated"]["1000"]["found"], 3);
}

TEST(RediscoverTables, CountTheArrangementsAmongTheFirst) {
  Rediscovery study = handmade();
  using Ranks = std::array<std::size_t, kComparedPriors.size()>;
  study.arrangements = {{"Mg-Ni-O", "one", "123 A1a", Ranks{0, 9, 150, 999}},
                        {"Mg-Ni-O", "two", "123 A1b", Ranks{10, 10, 10, 1000}},
                        {"Ni-Ti-O", "three", "", std::nullopt}};
  EXPECT_EQ(ranked_within(study.arrangements, 0, 10), 1U);
  EXPECT_EQ(ranked_within(study.arrangements, 0, 11), 2U);
  EXPECT_EQ(ranked_within(study.arrangements, 3, 1000), 1U);
  const std::string tables = rediscovery_tables(study);
  EXPECT_NE(tables.find("2 of 3 have a template"), std::string::npos) << tables;
  EXPECT_NE(tables.find("| space group alone |        0 |        1 |         1 |          2 |"), std::string::npos)
      << tables;
  const auto json = nlohmann::json::parse(rediscovery_json(study));
  EXPECT_EQ(json["arrangements"][0]["ranks"]["hand-set"], 10);
  EXPECT_TRUE(json["arrangements"][2]["ranks"]["learned"].is_null());
}

TEST(Outcomes, ReadBackAsTheyWere) {
  std::string lines;
  for (const SystemOutcome& outcome : handmade().outcomes) lines += outcome_json(outcome) + "\n";
  EXPECT_EQ(parse_outcomes(lines, "outcomes.jsonl"), handmade().outcomes);
}

TEST(Outcomes, ALineThatIsNotWholeIsLeftOut) {
  const std::string line = outcome_json(handmade().outcomes[0]) + "\n";
  for (std::size_t length = 0; length < line.size(); ++length)
    EXPECT_EQ(parse_outcomes(line + line.substr(0, length), "x").size(), 1U) << length;
  EXPECT_THROW(parse_outcomes("{}\n" + line, "x"), ParseError);
}

}  // namespace
}  // namespace crystalgan
