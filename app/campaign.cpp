#include "campaign.hpp"

#include <map>
#include <memory>

#include "crystalgan/core/error.hpp"
#include "limit_options.hpp"

namespace crystalgan {
namespace {

struct CampaignCommand {
  const char* name;
  const char* meaning;
  Action (*add)(CLI::App&);
};

constexpr CampaignCommand kCampaignCommands[] = {
    {"new", "make the folder of a campaign: its systems, their seeds, the settings", add_campaign_new},
    {"run", "do the systems of one shard, then any other that nobody does", add_campaign_run},
    {"submit", "submit the campaign to Slurm: an array, and a job that merges", add_campaign_submit},
    {"status", "what is done, running, failed and left", add_campaign_status},
    {"merge", "fold the finished systems into the database campaign.sqlite", add_campaign_merge},
    {"query", "candidates of the database, by any condition", add_campaign_query},
    {"report", "one HTML page: a matrix of the metals, the best candidates, the failures", add_campaign_report},
};

}  // namespace

Action add_campaign(CLI::App& command) {
  auto actions = std::make_shared<std::map<const CLI::App*, Action>>();
  command.require_subcommand(0, 1);
  for (const CampaignCommand& row : kCampaignCommands) {
    CLI::App* sub = command.add_subcommand(row.name, row.meaning);
    (*actions)[sub] = row.add(*sub);
    add_limit_option(*sub);
  }
  return [actions, &command] {
    const auto named = command.get_subcommands();
    if (named.empty()) throw ConfigError("campaign", "expected a command, such as new or run (see campaign --help)");
    return actions->at(named.front())();
  };
}

}  // namespace crystalgan
