#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crystalgan {

inline constexpr std::int64_t kCampaignSchemaVersion = 1;         ///< user_version of the database
inline constexpr std::int64_t kCampaignApplication = 0x4347414E;  ///< its application_id: "CGAN"

/// Candidates of a system, at most: the number of a row is that of its system times this, plus its id.
inline constexpr std::int64_t kCandidatesPerSystem = 1'000'000;

/// The statements that make the tables and indices of campaign.sqlite (docs/reference/campaigns.md).
const std::vector<std::string>& campaign_schema();

}  // namespace crystalgan
