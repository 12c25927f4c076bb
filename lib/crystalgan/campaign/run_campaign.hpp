#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/shard.hpp"
#include "crystalgan/core/claim.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

struct CampaignRunSettings {
  Shard shard;
  std::size_t threads = 1;
  bool keep_runs = false;                ///< run directories stay in work/
  bool retry_failed = false;             ///< those that failed before this call, once
  std::int64_t attempts = 1;             ///< those that failed fewer times are tried again
  Configuration::Relaxation given = {};  ///< the ASE calculator, as with_given_program() takes it
  Manifest program;                      ///< version, commit, libraries
};

/// Callbacks; any may be empty.
struct CampaignRunObserver {
  std::function<bool()> stop_requested;  ///< called from several threads at once
  std::function<void(const CampaignSystem&)> started;
  /// Done, or failed with that reason.
  std::function<void(const CampaignSystem&, const std::optional<SystemFailure>&)> finished;
};

/// How a call of run_campaign() ended.
struct CampaignRunEnd {
  std::size_t done = 0;    ///< by this call
  std::size_t failed = 0;  ///< the same
  bool was_stopped = false;
};

/// Does the systems of a shard, then any other that nobody has claimed; each is one atomic file in systems/ or failures/. What
/// a killed process left is continued. Several processes may do this at once, also on one shard. The bytes of a system's
/// file depend on nothing but its row in the list, the settings, and the program. Throws OutputError, IoError: the claim is
/// given back, and the system is neither done nor failed.
CampaignRunEnd run_campaign(const CampaignFolder& campaign, ClaimFolder& claims, const CampaignRunSettings& settings,
                            const CampaignRunObserver& observer);

}  // namespace crystalgan
