#include "crystalgan/matching/step_shares.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

// Jobs that need so many steps each: what they were given, one round after another.
std::vector<std::map<std::size_t, std::int64_t>> rounds_of(const std::vector<std::size_t>& weights,
                                                           const std::vector<std::int64_t>& needed, std::int64_t steps,
                                                           bool& all_done) {
  std::vector<std::map<std::size_t, std::int64_t>> rounds;
  all_done = share_steps(weights, steps, [&](std::span<StepShare> shares) {
    rounds.emplace_back();
    for (StepShare& share : shares) {
      rounds.back()[share.job] = share.steps;
      share.used = std::min(share.steps, needed[share.job]);
      share.is_short = needed[share.job] > share.steps;
    }
  });
  return rounds;
}

using Rounds = std::vector<std::map<std::size_t, std::int64_t>>;

TEST(StepShares, GoByWeightAndWhatIsLeftToThoseThatNeedIt) {
  bool done = false;
  EXPECT_EQ(rounds_of({1, 0, 2, 1}, {10, 0, 10, 20}, 400, done), (Rounds{{{0, 100}, {2, 200}, {3, 100}}}));
  EXPECT_TRUE(done);
  EXPECT_EQ(rounds_of({1, 0, 2, 1}, {10, 0, 10, 250}, 400, done), (Rounds{{{0, 100}, {2, 200}, {3, 100}}, {{3, 280}}}));
  EXPECT_TRUE(done);
  EXPECT_EQ(rounds_of({1, 0, 2, 1}, {10, 0, 10, 290}, 400, done).size(), 2U);
  EXPECT_FALSE(done);
  EXPECT_EQ(rounds_of({1, 1}, {101, 101}, 200, done), (Rounds{{{0, 100}, {1, 100}}}));  // nothing is left
  EXPECT_FALSE(done);
  EXPECT_TRUE(rounds_of({0, 0}, {0, 0}, 200, done).empty());
  EXPECT_TRUE(done);
}

Structure random_palladium(std::size_t size, Random& random) {
  std::vector<Site> sites;
  for (std::size_t i = 0; i < size; ++i)
    sites.push_back({Element::from_symbol("Pd"), {random.uniform(), random.uniform(), random.uniform()}});
  return {Lattice::from_parameters(8, 8, 8, 90, 90, 90), std::move(sites), "random"};
}

class SharedSteps : public ::testing::Test {
 protected:
  // Without the bound they take many times as many steps.
  void SetUp() override {
    Random random{Seed(71)};
    for (int i = 0; i < 300; ++i) structures_.push_back(random_palladium(12, random));
    structures_.push_back(structures_.front());
    ReadLimits limits;
    limits.match_steps = 100'000'000;
    set_read_limits(limits);
  }
  void TearDown() override { set_read_limits({}); }

  std::vector<Structure> structures_;
};

TEST_F(SharedSteps, EndTheGroupingOfManyAlikeForAnyNumberOfThreads) {
  const auto one = match_groups(structures_, {}, 1);
  EXPECT_GT(one.given_up, 0U);
  EXPECT_EQ(one.first_of.back(), 0U);  // met first
  const auto three = match_groups(structures_, {}, 3);
  EXPECT_EQ(one.first_of, three.first_of);
  EXPECT_EQ(one.given_up, three.given_up);
}

TEST_F(SharedSteps, EndTheLookUpOfManyAlikeForAnyNumberOfThreads) {
  const auto one = match_references(structures_, structures_, {}, 1);
  EXPECT_GT(one.given_up, 0U);
  EXPECT_EQ(one.reference_of.front(), 0U);
  const auto three = match_references(structures_, structures_, {}, 3);
  EXPECT_EQ(one.reference_of, three.reference_of);
  EXPECT_EQ(one.given_up, three.given_up);
}

TEST_F(SharedSteps, AreThoseOfAllComparisonsOfAMatcher) {
  StructureMatcher matcher;
  const auto first = matcher.prepare(structures_[0]);
  const auto second = matcher.prepare(structures_[1]);
  EXPECT_FALSE(matcher.fit(first, second));
  EXPECT_FALSE(matcher.gave_up());
  const std::int64_t needed = matcher.steps();
  matcher.allow(2 * needed);
  EXPECT_FALSE(matcher.fit(first, second));
  EXPECT_FALSE(matcher.gave_up());
  EXPECT_LT(matcher.allowed(), needed);
  EXPECT_FALSE(matcher.fit(first, second));
  EXPECT_TRUE(matcher.gave_up());
  EXPECT_EQ(matcher.allowed(), 0);
  EXPECT_FALSE(matcher.fit(first, first));
  EXPECT_TRUE(matcher.gave_up());
}

}  // namespace
}  // namespace crystalgan
