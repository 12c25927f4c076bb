#include "crystalgan/campaign/campaign_status.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/core/opened_folder.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kRecent = 3600;  // s; chosen: long against one system, short against a night

// Results, by the times of their files.
std::optional<double> seconds_left(const CampaignFolder& campaign, const CampaignStatus& status) {
  std::vector<std::pair<double, double>> ends;  // time, cost
  for (const SystemStatus& one : status.systems)
    if (one.state == SystemState::done)
      if (const auto time =
              time_of_file(campaign.path(), campaign_files::of_system(campaign_files::kResults, one.system->name)))
        ends.emplace_back(*time, one.system->cost);
  if (ends.size() < 2 || status.remaining_cost == 0.0) return std::nullopt;
  std::ranges::sort(ends);
  const double last = ends.back().first;
  std::erase_if(ends, [last](const auto& end) { return end.first < last - kRecent; });
  double cost = 0.0;
  for (std::size_t i = 1; i < ends.size(); ++i) cost += ends[i].second;  // since the first ended
  const double time = last - ends.front().first;
  if (cost == 0.0 || time <= 0.0) return std::nullopt;
  return status.remaining_cost * time / cost;
}

}  // namespace

std::size_t CampaignStatus::count(SystemState state) const {
  return static_cast<std::size_t>(std::ranges::count(systems, state, &SystemStatus::state));
}

CampaignStatus status_of(const CampaignFolder& campaign) {
  std::map<std::string, ClaimHolder> holders;
  for (const ListedClaim& claim : ClaimFolder(campaign.path(), campaign_files::kClaims).list())
    if (claim.is_held) holders[claim.name] = claim.holder;
  const auto all_of = [](const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end());
  };
  const std::set<std::string> done = all_of(campaign.finished_systems());
  const std::set<std::string> failed = all_of(campaign.failed_systems());
  CampaignStatus status;
  for (const CampaignSystem& system : campaign.systems()) {
    SystemStatus one{&system, SystemState::open};
    status.total_cost += system.cost;
    if (failed.contains(system.name) && !done.contains(system.name)) one.failure = campaign.failure_of(system);
    if (done.contains(system.name)) {
      one.state = SystemState::done;
    } else if (const auto holder = holders.find(system.name); holder != holders.end()) {
      one.state = SystemState::running;
      one.holder = holder->second;
    } else if (one.failure) {
      one.state = SystemState::failed;
    }
    if (one.state == SystemState::open || one.state == SystemState::running) status.remaining_cost += system.cost;
    status.systems.push_back(std::move(one));
  }
  status.remaining_seconds = seconds_left(campaign, status);
  return status;
}

}  // namespace crystalgan
