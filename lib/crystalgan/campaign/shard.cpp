#include "crystalgan/campaign/shard.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kMaxShards = 1'000'000;  // chosen: beyond the arrays of any scheduler

std::vector<std::size_t> by_falling_cost(const std::vector<double>& costs) {
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t one, std::size_t other) { return costs[one] > costs[other]; });
  return order;
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto number = try_parse_count(text.substr(0, slash));
    const auto count = try_parse_count(text.substr(slash + 1));
    if (number && count && *number >= 1 && *number <= *count && *count <= kMaxShards)
      return {static_cast<std::size_t>(*number), static_cast<std::size_t>(*count)};
  }
  throw ConfigError("--shard", "expected a part of several, such as 3/200, got '" + printable(text) + "'");
}

std::vector<std::size_t> shares_of(const std::vector<double>& costs, std::size_t parts) {
  using Part = std::pair<double, std::size_t>;  // the least comes first
  std::priority_queue<Part, std::vector<Part>, std::greater<>> least;
  for (std::size_t part = 0; part < parts; ++part) least.emplace(0.0, part);
  std::vector<std::size_t> share(costs.size());
  for (const std::size_t i : by_falling_cost(costs)) {
    const auto [sum, part] = least.top();
    least.pop();
    share[i] = part;
    least.emplace(sum + costs[i], part);
  }
  return share;
}

std::vector<const CampaignSystem*> order_of_shard(const std::vector<CampaignSystem>& systems, const Shard& shard) {
  std::vector<double> costs;
  for (const CampaignSystem& system : systems) costs.push_back(system.cost);
  const std::vector<std::size_t> share = shares_of(costs, shard.count);
  std::vector<std::vector<const CampaignSystem*>> parts(shard.count);
  for (const std::size_t i : by_falling_cost(costs)) parts[share[i]].push_back(&systems[i]);
  std::vector<const CampaignSystem*> order = parts[shard.number - 1];
  for (std::size_t step = 1; step < shard.count; ++step) {
    const auto& part = parts[(shard.number - 1 + step) % shard.count];
    order.insert(order.end(), part.rbegin(), part.rend());
  }
  return order;
}

}  // namespace crystalgan
