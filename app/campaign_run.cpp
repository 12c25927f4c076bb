#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/run_campaign.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "reading.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct CampaignRunOptions {
  RunOptions run;
  std::string folder;
  std::string shard = "1/1";
  bool keep_runs = false;
  bool retry_failed = false;
  std::int64_t attempts = 1;
};

CampaignRunObserver campaign_observer(bool quiet) {
  CampaignRunObserver observer;
  observer.stop_requested = interrupted;
  if (quiet) return observer;
  observer.started = [](const CampaignSystem& system) { print_error("{} ...\n", system.name); };
  observer.finished = [](const CampaignSystem& system, const std::optional<SystemFailure>& failure) {
    if (failure)
      print_error("{} failed: {}\n", system.name, failure->reason);
    else
      print_error("{} done\n", system.name);
  };
  return observer;
}

int run_shard(const CampaignRunOptions& options, const CLI::App& command) {
  const CampaignFolder campaign = CampaignFolder::open(options.folder);
  CampaignRunSettings settings;
  settings.shard = parse_shard(options.shard);
  settings.threads = options.run.thread_count();
  settings.keep_runs = options.keep_runs;
  settings.retry_failed = options.retry_failed;
  settings.attempts = options.attempts;
  settings.given = options.run.given_calculator();
  if (campaign.configuration().relaxation.relax == Relax::ase && settings.given.ase.empty())
    throw ConfigError("--ase", "expected the calculator of this campaign, which its settings record as " +
                                   printable(campaign.configuration().relaxation.ase));
  settings.program = make_manifest(campaign.configuration(), command, {});
  settings.program.command = "crystalgan campaign run";  // of any shard: the results are the same
  ClaimFolder claims(campaign.path(), campaign_files::kClaims);
  CampaignRunEnd end;
  {
    const InterruptGuard guard([&claims] { claims.give_back_all(); });
    end = run_campaign(campaign, claims, settings, campaign_observer(options.run.quiet));
  }
  if (end.was_stopped) {
    print_error("crystalgan: interrupted; {} done, go on with the same command\n", counted(end.done, "system"));
    return kInterrupted;
  }
  print("{} done, {} failed by this call; crystalgan campaign status {} shows all.\n", counted(end.done, "system"),
        end.failed, campaign.path().string());
  return kDone;
}

}  // namespace

Action add_campaign_run(CLI::App& command) {
  auto options = std::make_shared<CampaignRunOptions>();
  command.add_option("FOLDER", options->folder, "folder of the campaign")->required();
  command.add_option("--shard", options->shard, "the part of this worker, such as 3/200 (default: 1/1)");
  command.add_flag("--retry-failed", options->retry_failed, "also do systems that failed, once");
  command.add_option("--attempts", options->attempts, "do systems that failed fewer times (default: 1)")
      ->check(CLI::Range(std::int64_t{1}, kMaxAttempts));
  command.add_flag("--keep-runs", options->keep_runs, "keep the run directory of every system, in FOLDER/work");
  options->run.add_calculator(command);
  options->run.add_execution(command);
  return [options, &command] { return run_shard(*options, command); };
}

}  // namespace crystalgan
