#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// One submission of a campaign to Slurm: an array, and the job after it.
struct CampaignSubmission {
  std::int64_t array = 0;             ///< number of the job
  std::vector<std::int64_t> tasks;    ///< sorted
  std::optional<std::int64_t> merge;  ///< number of the job; nothing where its submission failed
};

/// jobs.json: the submissions in their order.
std::string submissions_json(const std::vector<CampaignSubmission>& submissions);

/// The reverse. Throws ParseError.
std::vector<CampaignSubmission> parse_submissions(std::string_view json, const std::string& file);

}  // namespace crystalgan
