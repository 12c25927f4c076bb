#include "crystalgan/campaign/submission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/shard.hpp"
#include "crystalgan/core/claim.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::chrono::seconds kClaimMargin{60};  // chosen: clocks and file systems of several machines

std::vector<CampaignSubmission> submissions_of(const CampaignFolder& campaign) {
  if (!campaign.files().has(campaign_files::kJobs)) return {};
  return parse_submissions(campaign.files().read(campaign_files::kJobs, campaign_files::kJobsBytes),
                           (campaign.path() / campaign_files::kJobs).string());
}

// What is not done: the shards that begin with it, and how often any of it failed.
struct LeftWork {
  std::size_t systems = 0;
  std::set<std::int64_t> shards;  // from 1
  std::int64_t failures = 0;
  bool is_claimed = false;  // some of it, by a process that may live
};

LeftWork left_work(const CampaignFolder& campaign, std::int64_t shards) {
  std::vector<double> costs;
  for (const CampaignSystem& system : campaign.systems()) costs.push_back(system.cost);
  const auto shares = shares_of(costs, static_cast<std::size_t>(shards));
  std::set<std::string> claimed;
  for (const ListedClaim& claim : ClaimFolder(campaign.path(), campaign_files::kClaims).list())
    if (claim.is_held) claimed.insert(claim.name);
  LeftWork left;
  for (std::size_t k = 0; k < costs.size(); ++k) {
    const CampaignSystem& system = campaign.systems()[k];
    if (campaign.is_done(system)) continue;
    ++left.systems;
    left.is_claimed |= claimed.contains(system.name);
    left.shards.insert(static_cast<std::int64_t>(shares[k]) + 1);
    if (const auto failure = campaign.failure_of(system)) left.failures = std::max(left.failures, failure->attempt);
  }
  return left;
}

void require_no_waiting_array(const std::vector<CampaignSubmission>& submissions) {
  if (submissions.empty()) return;
  const std::int64_t array = submissions.back().array;
  if (!queued_tasks({array}).empty())
    throw ConfigError(
        "submit", fmt::format("array {} of this campaign still waits or runs: wait for its end, or scancel it", array));
}

void write_submissions(const CampaignFolder& campaign, const std::vector<CampaignSubmission>& submissions) {
  campaign.files().write(campaign_files::kJobs, submissions_json(submissions));
}

std::string left_text(std::size_t systems) {
  return systems == 1 ? std::string("1 system is not done") : fmt::format("{} systems are not done", systems);
}

// Of every job the newest word: what squeue says is newer than what sacct has.
std::map<std::pair<std::int64_t, std::int64_t>, SlurmTask> known_tasks(const std::vector<std::int64_t>& jobs) {
  std::map<std::pair<std::int64_t, std::int64_t>, SlurmTask> known;
  const auto add = [&known](const std::vector<SlurmTask>& tasks) {
    for (const SlurmTask& task : tasks) known[{task.job, task.task.value_or(0)}] = task;
  };
  if (const auto accounted = accounted_tasks(jobs)) add(*accounted);
  add(queued_tasks(jobs));
  return known;
}

}  // namespace

PlannedSubmission planned_submission(const CampaignFolder& campaign, const JobSettings& settings, bool again) {
  require_safe(settings);
  const LeftWork left = left_work(campaign, settings.array);
  if (left.systems == 0) return {};
  const auto before = submissions_of(campaign).size();
  if (again && static_cast<std::int64_t>(before) > settings.retries)
    throw ConfigError("--retries", fmt::format("{} after {} retries", left_text(left.systems), settings.retries));
  std::vector<std::int64_t> tasks(left.shards.begin(), left.shards.end());
  const std::chrono::seconds delay = again && left.is_claimed ? kClaimStale + kClaimMargin : std::chrono::seconds{0};
  const std::string output = new_output_folder();
  return {left.systems,
          tasks,
          array_script(settings, tasks, std::min(left.failures + 1, kMaxAttempts), output),
          merge_script(settings, output),
          output,
          delay};
}

CampaignSubmission submit_campaign(const CampaignFolder& campaign, const PlannedSubmission& planned, bool again) {
  auto submissions = submissions_of(campaign);
  require_no_waiting_array(submissions);
  if (!again) submissions.clear();
  campaign.files().new_folder(planned.output).keep_as_first();
  campaign.files().write(campaign_files::kArrayScript, planned.array_script);
  campaign.files().write(campaign_files::kMergeScript, planned.merge_script);
  const std::filesystem::path folder = std::filesystem::absolute(campaign.path());
  submissions.push_back({submit_job(folder / campaign_files::kArrayScript, folder, {std::nullopt, planned.delay}),
                         planned.tasks,
                         {},
                         planned.output});
  write_submissions(campaign, submissions);
  CampaignSubmission& submitted = submissions.back();
  try {
    submitted.merge =
        submit_job(folder / campaign_files::kMergeScript, folder, {submitted.array, std::chrono::seconds{0}});
  } catch (const IoError& error) {
    throw IoError("sbatch",
                  fmt::format("array {} is submitted, but not the job after it: {}", submitted.array, error.what()));
  }
  write_submissions(campaign, submissions);
  return submitted;
}

std::optional<SubmissionStatus> submission_status(const CampaignFolder& campaign) {
  const auto submissions = submissions_of(campaign);
  if (submissions.empty()) return std::nullopt;
  SubmissionStatus status{submissions.back(), submissions.size(), {}, {}, {}};
  const CampaignSubmission& last = status.submission;
  std::vector<std::int64_t> jobs{last.array};
  if (last.merge) jobs.push_back(*last.merge);
  std::map<std::pair<std::int64_t, std::int64_t>, SlurmTask> known;
  try {
    known = known_tasks(jobs);
  } catch (const IoError& error) {
    status.problem = error.what();
  }
  const auto state_of = [&known](std::int64_t job, std::optional<std::int64_t> task) {
    const auto found = known.find({job, task.value_or(0)});
    return found == known.end() ? SlurmTask{job, task, "", ""} : found->second;
  };
  for (const std::int64_t task : last.tasks) status.tasks.push_back(state_of(last.array, task));
  if (last.merge) status.merge = state_of(*last.merge, std::nullopt);
  return status;
}

}  // namespace crystalgan
