#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/json_value.hpp"
#include "crystalgan/studies/energy_orders.hpp"

namespace crystalgan {

/// Known ternaries of one system and their ranks.
struct SystemRanks {
  std::string system;
  std::vector<KnownRank> ranks;
};

/// Said below every table that CHGNet has part in.
inline constexpr std::string_view kContaminated =
    "Contaminated: CHGNet was trained on the Materials Project, the answers included.";

/// Whether a system serves to choose a weight: half of all, by the SHA-256 of its name. The other half is counted.
bool is_for_choosing(const std::string& system);

/// The mean logarithm of the rank, from 1, and how often it is the first, among the first 3 and among the first 10, by
/// each of kComparedOrders; in Markdown, the two halves apart. Empty without ranks.
std::string energy_orders_table(const std::vector<SystemRanks>& systems);

nlohmann::ordered_json known_ranks_json(const std::vector<KnownRank>& ranks);

/// The reverse. Throws ParseError.
std::vector<KnownRank> parse_known_ranks(const JsonValue& json);

}  // namespace crystalgan
