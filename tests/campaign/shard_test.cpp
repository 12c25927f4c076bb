#include "crystalgan/campaign/shard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan::test {
namespace {

std::vector<CampaignSystem> systems_of(const std::vector<double>& costs) {
  std::vector<CampaignSystem> systems;
  for (const double cost : costs) {
    CampaignSystem system;
    system.number = std::ssize(systems) + 1;
    system.name = "system-" + std::to_string(system.number);
    system.cost = cost;
    systems.push_back(system);
  }
  return systems;
}

TEST(Shard, IsReadFromTwoNumbers) {
  EXPECT_EQ(parse_shard("3/200").number, 3U);
  EXPECT_EQ(parse_shard("3/200").count, 200U);
  EXPECT_EQ(parse_shard("1/1").count, 1U);
  for (const char* wrong : {"", "3", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1 / 2", "1/99999999"})
    EXPECT_THROW(parse_shard(wrong), ConfigError) << wrong;
}

TEST(Shard, CostsAreSharedOutTheLargestFirst) {
  // 5 | 4, then 3 to the second (7), 3 to the first (8), 2 to the second (9)
  EXPECT_EQ(shares_of({2, 3, 5, 3, 4}, 2), (std::vector<std::size_t>{1, 1, 0, 0, 1}));
}

TEST(Shard, NoPartIsLargerThanTheAverageAndOneSystem) {
  Random random(Seed(1));
  std::vector<double> costs(1770);
  for (double& cost : costs) cost = 1.0 + random.uniform();
  const double total = std::accumulate(costs.begin(), costs.end(), 0.0);
  for (const std::size_t parts : {1U, 2U, 7U, 200U}) {
    std::vector<double> sums(parts);
    const auto share = shares_of(costs, parts);
    for (std::size_t i = 0; i < costs.size(); ++i) sums[share[i]] += costs[i];
    EXPECT_LE(*std::ranges::max_element(sums), total / static_cast<double>(parts) + 2.0);
  }
}

TEST(Shard, EverySystemIsOfOneShardAndTriedByAll) {
  const auto systems = systems_of({3, 1, 4, 1, 5, 9, 2, 6, 5, 3});
  std::vector<double> costs;
  for (const CampaignSystem& system : systems) costs.push_back(system.cost);
  const auto share = shares_of(costs, 3);
  for (std::size_t number = 1; number <= 3; ++number) {
    const auto order = order_of_shard(systems, {number, 3});
    EXPECT_EQ(std::set<const CampaignSystem*>(order.begin(), order.end()).size(), systems.size());
    const auto own = static_cast<std::size_t>(std::ranges::count(share, number - 1));
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto place = static_cast<std::size_t>(order[i]->number - 1);
      EXPECT_EQ(share[place] == number - 1, i < own) << "shard " << number << " tries its own first";
      if (i > 0 && i < own) {
        EXPECT_GE(order[i - 1]->cost, order[i]->cost);
      }
    }
  }
}

TEST(Shard, ThereMayBeMoreShardsThanSystems) {
  const auto systems = systems_of({1, 2});
  EXPECT_EQ(order_of_shard(systems, {5, 5}).size(), 2U);
}

}  // namespace
}  // namespace crystalgan::test
