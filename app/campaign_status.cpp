#include "crystalgan/campaign/campaign_status.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "printing.hpp"

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

int show_status(const std::string& path) {
  const CampaignFolder campaign = CampaignFolder::open(path);
  const CampaignStatus status = status_of(campaign);
  print("{}: {} systems, {} done, {} running, {} failed, {} open\n", campaign.head().name, status.systems.size(),
        status.count(SystemState::done), status.count(SystemState::running), status.count(SystemState::failed),
        status.count(SystemState::open));
  for (const SystemStatus& one : status.systems)
    if (one.state == SystemState::running)
      print("  running  {:<12} {} (process {})\n", one.system->name, one.holder.host, one.holder.pid);
  for (const SystemStatus& one : status.systems)
    if (one.state == SystemState::failed) print("  failed   {:<12} {}\n", one.system->name, one.failure->reason);
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
