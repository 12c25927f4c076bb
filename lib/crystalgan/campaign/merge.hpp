#pragma once

#include <cstddef>
#include <functional>

#include "crystalgan/campaign/campaign_folder.hpp"

namespace crystalgan {

/// What merge_campaign() did.
struct MergeCounts {
  std::size_t systems = 0;     ///< new or changed
  std::size_t unchanged = 0;   ///< in the database already
  std::size_t candidates = 0;  ///< of the new or changed
  std::size_t failures = 0;    ///< in the database now
  bool was_stopped = false;
};

struct MergeObserver {
  std::function<bool()> stop_requested;
  std::function<void(std::size_t done, std::size_t total)> progress;  ///< files of systems
};

/// Folds the files of finished and failed systems into campaign.sqlite: several systems per transaction, so that a reader
/// sees systems whole or not at all. What is there already and unchanged is passed over: to merge twice changes nothing.
/// Throws ParseError for a file that is damaged and for a database that is not ours, IoError, OutputError.
MergeCounts merge_campaign(const CampaignFolder& campaign, const MergeObserver& observer);

}  // namespace crystalgan
