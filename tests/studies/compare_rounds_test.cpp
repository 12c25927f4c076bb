#include "crystalgan/studies/compare_rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/studies/rounds_tables.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

constexpr double kNothing = std::numeric_limits<double>::infinity();

Configuration of_two_rounds() {
  Configuration configuration = test::small_configuration();
  configuration.symmetry.formulas = "PdNiH2";
  configuration.symmetry.space_groups = "123,221,225";
  configuration.generation.samples = 6;
  configuration.relaxation.relax = Relax::automatic;
  configuration.feedback.rounds = 2;
  return configuration;
}

// The larger the volume per atom the higher.
test::Told told_by_volume() {
  return test::Told([](const Structure& structure) {
    const double of_elements = test::energy_of_elements(structure.composition());
    if (structure.composition() == Composition{{test::kH, 1}}) return of_elements + 4.748 / 2;
    return of_elements + (is_of(structure, test::kSystem) ? 0.02 * structure.lattice().volume() : 0.0);
  });
}

RoundsComparison compared_rounds(std::size_t threads, std::vector<std::string> only = {}, std::int64_t seeds = 2) {
  return compare_rounds(of_two_rounds(), test::small_binaries(), told_by_volume(), {seeds, std::move(only), threads},
                        {})
      .value();
}

TEST(CompareRounds, EveryContenderSpendsTheSameRelaxations) {
  const RoundsComparison comparison = compared_rounds(2, {}, 1);
  ASSERT_EQ(comparison.rows.size(), 6U);
  EXPECT_EQ(comparison.seeds, (std::vector<std::int64_t>{5}));
  for (const ComparedRounds& row : comparison.rows) {
    ASSERT_EQ(row.outcomes.size(), 1U) << row.contender.name;
    for (const SeedRounds& outcome : row.outcomes) {
      EXPECT_LE(outcome.above.size(), 6U) << row.contender.name;
      const bool draws = !is_symmetry_mode(row.contender.configuration);  // and may draw what does not certify
      EXPECT_GE(outcome.above.size(), draws ? 1U : 6U) << row.contender.name;
      EXPECT_EQ(outcome.share.relaxed, outcome.above.size()) << row.contender.name;
      EXPECT_EQ(outcome.share.name, row.contender.name);
      EXPECT_DOUBLE_EQ(outcome.share.lowest, outcome.lowest_after(6));
      EXPECT_GE(outcome.share.lowest, comparison.lowest());
    }
  }
}

TEST(CompareRounds, ThreadsChangeNothing) {
  const std::vector<std::string> some{"symmetry, learned", "random-symmetric, mutation"};
  EXPECT_EQ(rounds_json(compared_rounds(1, some, 1)), rounds_json(compared_rounds(2, some, 1)));
}

TEST(CompareRounds, TheFirstRoundOfLearningIsTheOwnOrder) {
  const RoundsComparison comparison = compared_rounds(1, {"symmetry, learned", "symmetry, own order"});
  ASSERT_EQ(comparison.rows.size(), 2U);
  for (std::size_t seed = 0; seed < 2; ++seed)
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(comparison.rows[0].outcomes[seed].above[i], comparison.rows[1].outcomes[seed].above[i]);
}

TEST(CompareRounds, RefusesWhatCannotBeCompared) {
  Configuration configuration = of_two_rounds();
  const auto refuses = [&] {
    EXPECT_THROW(compare_rounds(configuration, test::small_binaries(), told_by_volume(), {}, {}), ConfigError);
  };
  configuration.feedback.rounds = 1;
  refuses();
  configuration.feedback.rounds = 7;
  refuses();
  EXPECT_THROW(compare_rounds(of_two_rounds(), test::small_binaries(), told_by_volume(), {1, {"gan"}, 1}, {}),
               ConfigError);
}

Structure given(double edge, bool two_hydrogens = true) {
  const auto site = [](const char* symbol, double x, double y, double z) {
    return Site{Element::from_symbol(symbol), {x, y, z}};
  };
  std::vector<Site> sites{site("Pd", 0, 0, 0), site("Ni", 0.5, 0.5, 0.5), site("H", 0.5, 0.5, 0)};
  if (two_hydrogens) sites.push_back(site("H", 0.5, 0, 0.5));
  return {Lattice::from_parameters(edge, edge, edge, 90, 90, 90), std::move(sites), "edge " + std::to_string(edge)};
}

std::optional<RoundsComparison> with_given(std::vector<Structure> structures, std::int64_t seeds) {
  const RoundsSettings settings{seeds, {"from elsewhere"}, 1, GivenCrystals{"from elsewhere", std::move(structures)}};
  return compare_rounds(of_two_rounds(), test::small_binaries(), told_by_volume(), settings, {});
}

TEST(CompareRounds, CrystalsFromElsewhereAreOneMoreRowAPartForEachSeed) {
  std::vector<Structure> structures;
  for (int i = 0; i < 13; ++i) structures.push_back(given(3.6 + 0.02 * i, i < 6));
  const RoundsComparison comparison = with_given(structures, 2).value();
  ASSERT_EQ(comparison.rows.size(), 1U);
  EXPECT_EQ(comparison.rows[0].contender.name, "from elsewhere");
  const auto& outcomes = comparison.rows[0].outcomes;
  ASSERT_EQ(outcomes.size(), 2U);
  for (const SeedRounds& outcome : outcomes) EXPECT_EQ(outcome.above.size(), 6U);
  const auto second = with_given({structures.begin() + 6, structures.end()}, 1).value();
  EXPECT_EQ(second.rows[0].outcomes[0].above, outcomes[1].above);
  EXPECT_NE(outcomes[0].above, outcomes[1].above);
  EXPECT_EQ(compared_rounds(1, {"random-symmetric"}, 1).rows.size(), 1U) << "no row without them";
}

TEST(CompareRounds, CrystalsFromElsewhereAreEnoughAndOfTheSystem) {
  const auto refusal = [](const std::vector<Structure>& structures) -> std::string {
    try {
      with_given(structures, 2);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "none";
  };
  std::vector<Structure> structures(11, given(3.8));
  EXPECT_EQ(refusal(structures), "--structures: expected 12 structures, 6 for each of 2 seeds, got 11");
  structures.emplace_back(Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                          std::vector<Site>{{Element::from_symbol("Pd"), {0, 0, 0}}}, "lone");
  EXPECT_EQ(refusal(structures), "--structures: expected structures of Pd-Ni-H, got lone of Pd");
}

TEST(CompareRounds, NothingWhenStopped) {
  EXPECT_FALSE(compare_rounds(of_two_rounds(), test::small_binaries(), told_by_volume(), {1, {"random-symmetric"}, 1},
                              {{}, [] { return true; }}));
}

// By hand: the lowest of all is 0.010; 0.014 is as good, 0.020 is not.
RoundsComparison of_two_contenders() {
  const auto row = [](std::string name, std::vector<std::vector<double>> energies) {
    ComparedRounds made{{std::move(name), "its meaning", {}, ContenderKind::null}, {}};
    for (auto& above : energies) {
      SeedRounds outcome{static_cast<std::int64_t>(made.outcomes.size()), std::move(above), {}};
      outcome.share.relaxed = 4;
      outcome.share.within_05 = 3;
      outcome.share.lowest = outcome.lowest_after(4);
      made.outcomes.push_back(std::move(outcome));
    }
    return made;
  };
  return {"Ni-Al-H",
          "told",
          4,
          2,
          6,
          {0, 1},
          {row("one", {{0.2, kNothing, 0.014, 0.3}, {0.1, 0.010, 0.5, 0.4}}),
           row("other", {{0.02, 0.2, 0.3, 0.4}, {kNothing, kNothing, 0.04, 0.06}})}};
}

TEST(RoundsTables, SayWhatIsFoundAndHowSoon) {
  const RoundsComparison comparison = of_two_contenders();
  EXPECT_EQ(comparison.lowest(), 0.010);
  EXPECT_EQ(comparison.rows[0].outcomes[0].relaxations_to(0.015), 3U);
  EXPECT_FALSE(comparison.rows[1].outcomes[0].relaxations_to(0.015));
  const std::string tables = rounds_tables(comparison);
  EXPECT_NE(tables.find("2 seeds (0 to 1)"), std::string::npos) << tables;
  EXPECT_NE(tables.find("2 of 2: 3, 2"), std::string::npos) << tables;
  EXPECT_NE(tables.find("0 of 2"), std::string::npos) << tables;
  EXPECT_NE(tables.find("| after 2 | after 4 |"), std::string::npos) << tables;
  EXPECT_NE(tables.find("|     105 |      12 |"), std::string::npos) << "means of 200 and 10, 14 and 10: " << tables;
  EXPECT_NE(tables.find("|    none |      30 |"), std::string::npos) << "a seed found nothing: " << tables;
  const std::string csv = rounds_csv(comparison);
  EXPECT_EQ(std::ranges::count(csv, '\n'), 5);
  EXPECT_NE(csv.find("one,0,4,0,0,3,0,0,0.014,3\n"), std::string::npos) << csv;
  const auto json = nlohmann::json::parse(rounds_json(comparison));
  EXPECT_TRUE(json.at("rows").at(0).at("outcomes").at(0).at("above_known_ev_per_atom").at(1).is_null());
}

}  // namespace
}  // namespace crystalgan
