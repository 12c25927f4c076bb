#pragma once

#include <CLI/App.hpp>

#include "commands.hpp"

namespace crystalgan {

Action add_campaign(CLI::App& command);

// The commands below `campaign`. Each adds its options to its sub-command and returns its action.
Action add_campaign_new(CLI::App& command);
Action add_campaign_report(CLI::App& command);
Action add_campaign_run(CLI::App& command);
Action add_campaign_submit(CLI::App& command);
Action add_campaign_status(CLI::App& command);
Action add_campaign_merge(CLI::App& command);
Action add_campaign_query(CLI::App& command);

}  // namespace crystalgan
