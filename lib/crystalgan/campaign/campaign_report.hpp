#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "crystalgan/campaign/campaign_folder.hpp"

namespace crystalgan {

inline constexpr std::size_t kPageCandidates = 100;

/// A merged campaign as one HTML page that loads nothing: a matrix of metals, the kPageCandidates lowest above the hull of
/// the known phases with pictures, the failures. Reads the database alone, as query_campaign() does: equal databases give equal bytes. Throws as
/// query_campaign().
std::string campaign_report(const CampaignFolder& campaign, const std::function<bool()>& stop_requested = {});

}  // namespace crystalgan
