#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "crystalgan/campaign/campaign_system.hpp"

namespace crystalgan {

/// One part of a campaign of several.
struct Shard {
  std::size_t number = 1;  ///< from 1
  std::size_t count = 1;
};

/// "3/200". Throws ConfigError.
Shard parse_shard(std::string_view text);

/// Shares out costs: the largest first, each to the part with the least so far, the first of equals (Graham, SIAM J. Appl.
/// Math. 17, 416 (1969): no part takes longer than 4/3 of the best distribution). The part of each cost, from 0.
std::vector<std::size_t> shares_of(const std::vector<double>& costs, std::size_t parts);

/// The systems in the order in which the worker of this shard tries them: its own, the most expensive first; then those of
/// the following shards, in a circle, the cheapest first, since their own workers begin at the other end.
std::vector<const CampaignSystem*> order_of_shard(const std::vector<CampaignSystem>& systems, const Shard& shard);

}  // namespace crystalgan
