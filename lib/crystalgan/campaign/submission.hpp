#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/job_script.hpp"
#include "crystalgan/campaign/slurm.hpp"
#include "crystalgan/campaign/submissions.hpp"

namespace crystalgan {

/// What a submission would be. With no system left there is nothing to submit.
struct PlannedSubmission {
  std::size_t systems = 0;  ///< that are not done
  std::vector<std::int64_t> tasks;
  std::string array_script;
  std::string merge_script;
  std::string output;  ///< folder of what the jobs print, in that of the campaign; not there yet
  /// How long the array waits: until claims of processes that were killed on other machines are stale.
  std::chrono::seconds delay{0};
};

/// The shards of the systems that are not done: with scripts. `again`: after the submissions in jobs.json, of which there are at
/// most one and the retries. Throws ConfigError for settings that are not safe, and where the retries are used up.
PlannedSubmission planned_submission(const CampaignFolder& campaign, const JobSettings& settings, bool again);

/// Makes the folder for the output, writes the scripts and submits them: the array, and the job after it. jobs.json has them at once. Throws ConfigError where an
/// array of this campaign still waits or runs, IoError with what Slurm says, OutputError.
CampaignSubmission submit_campaign(const CampaignFolder& campaign, const PlannedSubmission& planned, bool again);

/// How the jobs of the last submission are, by squeue and sacct.
struct SubmissionStatus {
  CampaignSubmission submission;
  std::size_t number = 1;        ///< of the submissions in jobs.json
  std::vector<SlurmTask> tasks;  ///< one per task of the array; without a state where nobody knows it any more
  SlurmTask merge;               ///< the same; job 0 where there is none
  std::string problem;           ///< why Slurm was not asked, or empty
};

/// Nothing where nothing was submitted. Throws ParseError for a damaged jobs.json.
std::optional<SubmissionStatus> submission_status(const CampaignFolder& campaign);

}  // namespace crystalgan
