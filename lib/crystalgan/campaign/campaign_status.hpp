#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/core/claim.hpp"

namespace crystalgan {

enum class SystemState { open, running, done, failed };

/// Where one system of a campaign stands.
struct SystemStatus {
  const CampaignSystem* system = nullptr;
  SystemState state = SystemState::open;
  ClaimHolder holder = {};                    ///< of a running one
  std::optional<SystemFailure> failure = {};  ///< of a failed one; also of one that is tried again
};

/// Where a campaign stands, from its files alone.
struct CampaignStatus {
  std::vector<SystemStatus> systems;  ///< in the order of the list
  double total_cost = 0.0;            ///< of all systems
  double remaining_cost = 0.0;        ///< of those open and running
  /// Seconds until the rest is done at the rate of late: the cost of the results of the last hour before the newest one, by
  /// the times of their files. Nothing without two results or without anything left.
  std::optional<double> remaining_seconds;

  std::size_t count(SystemState state) const;
};

/// Throws IoError, ParseError.
CampaignStatus status_of(const CampaignFolder& campaign);

}  // namespace crystalgan
