#include "crystalgan/evaluation/recovery.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/record/read_limits.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPd = Element::from_symbol("Pd");
const Element kNi = Element::from_symbol("Ni");
const Element kH = Element::from_symbol("H");

// The CsCl type, 13.5 Å^3 per atom, with its second atom moved along a: the two sublattices, moved apart by half of it
// each, are that much off after the best translation.
Structure displaced(double by, Element metal = kPd) {
  return {Lattice::from_parameters(3, 3, 3, 90, 90, 90),
          {{metal, {0, 0, 0}}, {kH, {0.5 + by / 3, 0.5, 0.5}}},
          "displaced by " + std::to_string(by)};
}

double rms_of(double by) { return by / 2 / std::cbrt(13.5); }

TEST(Recovery, NamesTheFirstMatchAndEveryBetterOne) {
  const std::vector<Structure> known{displaced(0), rocksalt(), displaced(0, kNi)};
  const std::vector<Structure> candidates{rocksalt(),     displaced(0.6), displaced(0.8),
                                          displaced(0.2), displaced(0.4), displaced(0)};
  const auto [recovery, given_up] = recover(candidates, known, {}, 1);
  EXPECT_EQ(given_up, 0U);
  ASSERT_EQ(recovery.size(), 3U);
  ASSERT_EQ(recovery[0].size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t candidate = std::vector<std::size_t>{1, 3, 5}[i];
    EXPECT_EQ(recovery[0][i].candidate, candidate);
    EXPECT_NEAR(recovery[0][i].rms, rms_of(std::vector<double>{0.6, 0.2, 0.0}[i]), 1e-9);
  }
  ASSERT_EQ(recovery[1].size(), 1U);
  EXPECT_EQ(recovery[1].front().candidate, 0U);
  EXPECT_TRUE(recovery[2].empty());
}

TEST(Recovery, TheShareGrowsAndTheDistanceFallsWithTheCandidates) {
  const std::vector<Structure> known{displaced(0), rocksalt(), displaced(0, kNi), displaced(0)};
  const std::vector<Structure> candidates{displaced(0.6), rocksalt(), displaced(0.2)};
  const Recovery recovery = recover(candidates, known, {}, 1).matches;
  const auto none = recovered_by_first(recovery, 0);
  EXPECT_EQ(none.known, 4U);
  EXPECT_EQ(none.found, 0U);
  EXPECT_EQ(none.share(), 0.0);
  EXPECT_EQ(none.mean_rms, std::nullopt);
  const auto one = recovered_by_first(recovery, 1);
  EXPECT_EQ(one.share(), 0.5);
  EXPECT_NEAR(one.mean_rms.value(), rms_of(0.6), 1e-9);
  const auto two = recovered_by_first(recovery, 2);
  EXPECT_EQ(two.share(), 0.75);
  EXPECT_NEAR(two.mean_rms.value(), 2 * rms_of(0.6) / 3, 1e-9);
  const auto all = recovered_by_first(recovery, 1000);
  EXPECT_EQ(all.share(), 0.75);
  EXPECT_NEAR(all.mean_rms.value(), 2 * rms_of(0.2) / 3, 1e-9);
}

// get_rms_dist, not fit: one site may be further off than stol.
TEST(Recovery, MatchesByTheRootMeanSquare) {
  auto sites = supercell(displaced(0), 2, 1, 1).sites();
  sites[0].position[0] += 0.9 / 6;
  const Structure one_off{Lattice::from_parameters(6, 3, 3, 90, 90, 90), sites, "one off"};
  const Structure straight{one_off.lattice(), supercell(displaced(0), 2, 1, 1).sites(), "straight"};
  const MatcherSettings whole_cells{.stol = 0.27, .primitive = false};
  StructureMatcher matcher(whole_cells);
  ASSERT_FALSE(matcher.fit(matcher.prepare(one_off), matcher.prepare(straight)));
  EXPECT_EQ(recover({one_off}, {straight}, whole_cells, 1).matches[0].size(), 1U);
}

TEST(Recovery, PredictionIsMatchedMoreWidely) {
  EXPECT_TRUE(recover({displaced(1.47)}, {displaced(0)}, {}, 1).matches[0].empty());
  EXPECT_EQ(recover({displaced(1.47)}, {displaced(0)}, kPredictionMatching, 1).matches[0].size(), 1U);
}

TEST(Recovery, IsTheSameForAnyNumberOfThreads) {
  Random random{Seed(4)};
  std::vector<Structure> known, candidates;
  for (int i = 0; i < 5; ++i)
    for (const Structure& crystal : random_crystals(random)) {
      known.push_back(crystal);
      for (int copy = 0; copy < 4; ++copy) candidates.push_back(shaken(crystal, 0.4, random));
    }
  const RecoveryOutcome one = recover(candidates, known, kPredictionMatching, 1);
  EXPECT_EQ(one, recover(candidates, known, kPredictionMatching, 4));
  EXPECT_GT(recovered_by_first(one.matches, 8).found, 0U);
}

TEST(Recovery, OfPreparedStructuresIsTheSame) {
  const std::vector<Structure> known{displaced(0), rocksalt()};
  const std::vector<Structure> candidates{displaced(0.1, kNi), displaced(0.6), rocksalt(), displaced(0.2)};
  EXPECT_EQ(recover(prepare_all(candidates, {}, 1), prepare_all(known, {}, 1), 1), recover(candidates, known, {}, 1));
}

// A crystal that no crystal is like enough to be compared in few steps.
TEST(Recovery, CountsWhatWasGivenUp) {
  Random random{Seed(47)};
  const auto needle = [&] {
    std::vector<Site> sites;
    for (int i = 0; i < 8; ++i)
      sites.push_back({i < 3 ? kPd : kH, {random.uniform(), random.uniform(), random.uniform()}});
    return Structure{Lattice::from_parameters(1, 1, 1000, 90, 90, 90), std::move(sites), "needle"};
  };
  const std::vector<Structure> known{rocksalt(), needle()};
  const std::vector<Structure> candidates{needle(), rocksalt(), needle()};
  const MatcherSettings hasty{.max_steps = 1'000'000};
  for (const std::size_t threads : {1U, 3U}) {
    const RecoveryOutcome outcome = recover(candidates, known, hasty, threads);
    EXPECT_EQ(outcome.given_up, 2U);
    EXPECT_EQ(outcome.matches[0].front().candidate, 1U);
  }
}

TEST(Recovery, EndsWithTheStepsOfAllComparisons) {
  const std::vector<Structure> structures(30, displaced(0.3));
  const RecoveryOutcome whole = recover(structures, structures, {}, 1);
  ReadLimits limits;
  limits.match_steps = 200'000;
  set_read_limits(limits);
  const RecoveryOutcome one = recover(structures, structures, {}, 1);
  const RecoveryOutcome three = recover(structures, structures, {}, 3);
  set_read_limits({});
  EXPECT_EQ(whole.given_up, 0U);
  EXPECT_GT(one.given_up, 0U);
  EXPECT_EQ(one, three);
}

TEST(Recovery, OfNothingThereIsNoShare) {
  EXPECT_EQ(recovered_by_first(recover({rocksalt()}, {}, {}, 1).matches, 1).share(), std::nullopt);
  EXPECT_EQ(recovered_by_first(recover({}, {rocksalt()}, {}, 1).matches, 1).share(), 0.0);
}

}  // namespace
}  // namespace crystalgan
