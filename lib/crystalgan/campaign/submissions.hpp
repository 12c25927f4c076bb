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
  std::string output;                 ///< folder of what the jobs print, in that of the campaign: is_output_folder()
};

/// A name for that folder that nobody can foresee: "slurm/0f3a5b7c9d1e2f40".
std::string new_output_folder();

/// Whether it is such a name.
bool is_output_folder(std::string_view name);

/// jobs.json: the submissions in their order.
std::string submissions_json(const std::vector<CampaignSubmission>& submissions);

/// The reverse. Throws ParseError.
std::vector<CampaignSubmission> parse_submissions(std::string_view json, const std::string& file);

}  // namespace crystalgan
