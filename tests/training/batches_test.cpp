#include "crystalgan/training/batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace crystalgan {
namespace {

std::map<std::int64_t, int> visits(const std::vector<Batch>& batches, std::vector<std::int64_t> Batch::*domain) {
  std::map<std::int64_t, int> counts;
  for (const Batch& batch : batches)
    for (const std::int64_t index : batch.*domain) ++counts[index];
  return counts;
}

std::vector<std::int64_t> range(std::int64_t count) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

TEST(Batches, SetsThatFitAreOneBatchInTheirOrder) {
  const auto batches = batches_of_epoch({35, 20}, 35, Seed(1), 3);
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].a, range(35));
  EXPECT_EQ(batches[0].b, range(20));
}

TEST(Batches, CoverEveryStructureOncePerEpoch) {
  for (const PerDomain<std::int64_t> counts : {PerDomain<std::int64_t>{36, 35}, {7, 100}, {100, 7}, {64, 64}, {5, 4}})
    for (const std::int64_t size : {1, 2, 3, 8, 35}) {
      const auto batches = batches_of_epoch(counts, size, Seed(5), 1);
      const auto parts = static_cast<std::int64_t>(batches.size());
      for (const auto& [domain, count] : {std::pair{&Batch::a, counts.a}, std::pair{&Batch::b, counts.b}}) {
        const auto seen = visits(batches, domain);
        EXPECT_EQ(std::ssize(seen), count);
        for (const auto& [index, times] : seen) {
          EXPECT_TRUE(index >= 0 && index < count);
          // a set with fewer structures than parts starts over
          EXPECT_TRUE(count >= parts ? times == 1 : times == parts / count || times == parts / count + 1);
        }
        std::size_t least = 1000;
        std::size_t most = 0;
        for (const Batch& batch : batches) {
          least = std::min(least, (batch.*domain).size());
          most = std::max(most, (batch.*domain).size());
        }
        EXPECT_GE(least, 1U);
        EXPECT_LE(most, std::max<std::size_t>(static_cast<std::size_t>(size), 1));
        EXPECT_LE(most - least, 1U);
      }
    }
}

TEST(Batches, NeedNoMorePartsThanTheLargerSet) {
  EXPECT_EQ(batches_of_epoch({36, 35}, 35, Seed(1), 1).size(), 2U);
  EXPECT_EQ(batches_of_epoch({70, 5}, 35, Seed(1), 1).size(), 2U);
  EXPECT_EQ(batches_of_epoch({71, 5}, 35, Seed(1), 1).size(), 3U);
}

TEST(Batches, DependOnSeedAndEpochOnly) {
  const auto first = batches_of_epoch({40, 30}, 8, Seed(1), 1);
  const auto again = batches_of_epoch({40, 30}, 8, Seed(1), 1);
  ASSERT_EQ(first.size(), again.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].a, again[i].a);
    EXPECT_EQ(first[i].b, again[i].b);
  }
  EXPECT_NE(first[0].a, batches_of_epoch({40, 30}, 8, Seed(1), 2)[0].a);
  EXPECT_NE(first[0].a, batches_of_epoch({40, 30}, 8, Seed(2), 1)[0].a);
}

TEST(Batches, ShuffleTheDomainsApart) {
  const auto batches = batches_of_epoch({40, 40}, 8, Seed(1), 1);
  EXPECT_NE(batches[0].a, batches[0].b);
}

}  // namespace
}  // namespace crystalgan
