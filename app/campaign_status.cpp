#include "crystalgan/campaign/campaign_status.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/submission.hpp"
#include "crystalgan/core/text.hpp"
#include "printing.hpp"
#include "reading.hpp"

namespace crystalgan {
namespace {

// "3 d 4 h", "5 h 10 min", "40 s"
std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  if (whole < 120) return fmt::format("{} s", whole);
  if (whole < 7200) return fmt::format("{} min", whole / 60);
  if (whole < 172800) return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
  return fmt::format("{} d {} h", whole / 86400, whole % 86400 / 3600);
}

// States by falling number of tasks: "2 RUNNING, 3 PENDING (Resources)".
std::string tasks_text(const std::vector<SlurmTask>& tasks) {
  std::map<std::string, std::size_t> counts;
  for (const SlurmTask& task : tasks) {
    const bool waits = task.state == "PENDING" && !task.remark.empty();
    ++counts[task.state.empty() ? "ended" : waits ? task.state + " (" + task.remark + ")" : task.state];
  }
  std::vector<std::string> words;
  for (const auto& [state, count] : counts) words.push_back(fmt::format("{} {}", count, state));
  return join(words);
}

bool has_failed(const SlurmTask& task) {
  return !task.state.empty() && task.state != "PENDING" && task.state != "RUNNING" && task.state != "COMPLETED" &&
         task.state != "COMPLETING" && task.state != "CONFIGURING" && task.state != "REQUEUED";
}

void show_submission(const CampaignFolder& campaign) {
  const auto status = submission_status(campaign);
  if (!status) return;
  print("Slurm, submission {}: array {}", status->number, status->submission.array);
  if (!status->problem.empty()) {
    print("; {}\n", status->problem);
    return;
  }
  print(": {}", tasks_text(status->tasks));
  if (status->merge.job != 0) print("; merge {}: {}", status->merge.job, tasks_text({status->merge}));
  print("\n");
  for (const SlurmTask& task : status->tasks)
    if (has_failed(task))
      print("  task {:<5} {} (exit code and signal {}), see {}/{}_{}.out\n", task.task.value_or(0), task.state,
            task.remark, status->submission.output, task.job, task.task.value_or(0));
}

int show_status(const std::string& path) {
  const CampaignFolder campaign = CampaignFolder::open(path);
  const CampaignStatus status = status_of(campaign);
  print("{}: {}, {} done, {} running, {} failed, {} open\n", campaign.head().name,
        counted(status.systems.size(), "system"), status.count(SystemState::done), status.count(SystemState::running),
        status.count(SystemState::failed), status.count(SystemState::open));
  for (const SystemStatus& one : status.systems)
    if (one.state == SystemState::running)
      print("  running  {:<12} {} (process {})\n", one.system->name, one.holder.host, one.holder.pid);
  for (const SystemStatus& one : status.systems)
    if (one.state == SystemState::failed) print("  failed   {:<12} {}\n", one.system->name, one.failure->reason);
  show_submission(campaign);
  if (status.remaining_seconds)
    print("At the rate of the last results the rest takes {}.\n", duration_text(*status.remaining_seconds));
  return kDone;
}

}  // namespace

Action add_campaign_status(CLI::App& command) {
  auto folder = std::make_shared<std::string>();
  command.add_option("FOLDER", *folder, "folder of the campaign")->required();
  return [folder] { return show_status(*folder); };
}

}  // namespace crystalgan
