#include "crystalgan/studies/rediscover.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/studies/rediscover_tables.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

Structure cubic(const std::string& name, const std::vector<std::pair<const char*, Fractional>>& atoms) {
  std::vector<Site> sites;
  for (const auto& [symbol, position] : atoms) sites.push_back({Element::from_symbol(symbol), position});
  return at_rule_volume({Lattice::from_parameters(4, 4, 4, 90, 90, 90), std::move(sites), name});
}

// Rocksalt, as a binary and with half of its metals renamed layer by layer: what relabel cannot miss.
Structure rocksalt(const char* metal, const char* x) {
  return cubic(std::string(metal) + x, {{metal, {0, 0, 0}},
                                        {metal, {0, 0.5, 0.5}},
                                        {metal, {0.5, 0, 0.5}},
                                        {metal, {0.5, 0.5, 0}},
                                        {x, {0.5, 0, 0}},
                                        {x, {0, 0.5, 0}},
                                        {x, {0, 0, 0.5}},
                                        {x, {0.5, 0.5, 0.5}}});
}

Structure layered(const char* a, const char* b, const char* x) {
  return cubic(std::string(a) + b + x + "2", {{a, {0, 0, 0}},
                                              {a, {0.5, 0.5, 0}},
                                              {b, {0, 0.5, 0.5}},
                                              {b, {0.5, 0, 0.5}},
                                              {x, {0.5, 0, 0}},
                                              {x, {0, 0.5, 0}},
                                              {x, {0, 0, 0.5}},
                                              {x, {0.5, 0.5, 0.5}}});
}

std::vector<Structure> binaries() {
  return {rocksalt("Ti", "O"), rocksalt("Ni", "O"), rocksalt("Mg", "O"), rocksalt("Ni", "S"), rocksalt("C", "O")};
}

std::vector<Structure> ternaries() {
  return {layered("Ti", "Ni", "O"), layered("Mg", "Ni", "O"), layered("Mg", "Ni", "S"), layered("C", "Ni", "O"),
          layered("Mg", "Zn", "O")};
}

std::vector<KnownSystem> systems() { return known_systems(binaries(), ternaries(), Element::from_symbol("O")); }

Configuration base() {
  Configuration configuration = test::small_configuration();
  configuration.system.x = "O";
  configuration.generation.samples = 100;
  return configuration;
}

RediscoverySettings two_nulls(std::size_t threads = 1) { return {{"relabel", "random"}, 2, threads}; }

Rediscovery rediscovered(const RediscoverySettings& settings, const std::vector<SystemOutcome>& known = {},
                         std::vector<SystemOutcome>* finished = nullptr) {
  return rediscover(base(), systems(), {}, settings, known,
                    [&](const SystemOutcome& outcome) {
                      if (finished != nullptr) finished->push_back(outcome);
                    },
                    {})
      .value();
}

TEST(KnownSystems, AreThoseOfTwoMetalsWithBothBinaries) {
  const auto all = systems();
  ASSERT_EQ(all.size(), 2U);  // no Zn-O, carbon is no metal, sulfur is another question
  EXPECT_EQ(all[0].system.name(), "Mg-Ni-O");
  EXPECT_EQ(all[1].system.name(), "Ni-Ti-O");
  EXPECT_EQ(all[1].binaries.a.front().name(), "NiO");
  EXPECT_EQ(all[1].binaries.b.front().name(), "TiO");
  ASSERT_EQ(all[1].ternaries.size(), 1U);
  EXPECT_EQ(all[1].ternaries.front().name(), "TiNiO2");
}

TEST(KnownSystems, AreDrawnInTheirOrderAndAlwaysAlike) {
  const auto all = systems();
  EXPECT_EQ(some_systems(all, 5, Seed(1)).size(), 2U);
  const auto one = some_systems(all, 1, Seed(1));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].system.name(), some_systems(all, 1, Seed(1))[0].system.name());
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
  EXPECT_FALSE(
      rediscover(base(), systems(), {}, two_nulls(), {}, [](const SystemOutcome&) {}, {{}, [] { return true; }}));
}

// The learned method sees binaries only, yet its row stands beside the others.
TEST(Rediscover, TrainsOnABinaryOfEachDomain) {
  const Rediscovery study = rediscovered({{"crystalgan"}, 2, 1});
  EXPECT_EQ(study.outcome(0, 0).failure, "");
  EXPECT_EQ(study.outcome(0, 0).generated, 2) << "all that it makes of one binary of each domain";
}

TEST(Rediscover, SubstituteTakesPrototypesOfOtherSystemsOnly) {
  Configuration configuration = base();
  configuration.system.prototypes = "named.jsonl";
  const auto found = [&](const std::vector<Structure>& prototypes) {
    const auto study =
        rediscover(configuration, systems(), prototypes, {{"substitute"}, 2, 1}, {}, [](const SystemOutcome&) {}, {});
    return recovered_by_first(study->outcome(1, 0).found, 100).found;
  };
  EXPECT_EQ(found({layered("Li", "Fe", "F")}), 1U);
  EXPECT_EQ(found({layered("Ti", "Ni", "O")}), 0U);  // the answer itself
}

TEST(Rediscover, RefusesAnUnknownMethod) {
  EXPECT_THROW(rediscovering_methods(base(), {{"magic"}, {}, 1}), ConfigError);
  EXPECT_THROW(rediscovering_methods(base(), {{"substitute"}, {}, 1}), ConfigError);  // no prototypes named
  EXPECT_GE(rediscovering_methods(base(), {}).size(), 7U);
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
  const std::string tables = rediscovery_tables(study);
  EXPECT_NE(tables.find("3 of 5"), std::string::npos) << tables;
  EXPECT_NE(tables.find("0.267"), std::string::npos) << tables;  // (0.1 + 0.3 + 0.4)/3
  EXPECT_NE(tables.find("failed"), std::string::npos) << tables;
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
  EXPECT_EQ(json["methods"][0]["metre"]["as_generated"]["1000"]["found"], 3);
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
