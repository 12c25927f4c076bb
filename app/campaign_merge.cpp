#include <memory>
#include <optional>
#include <string>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/merge.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "reading.hpp"

namespace crystalgan {
namespace {

struct CampaignMergeOptions {
  std::string folder;
  bool quiet = false;
};

int merge_folder(const CampaignMergeOptions& options) {
  const CampaignFolder campaign = CampaignFolder::open(options.folder);
  MergeCounts counts;
  {
    const InterruptGuard guard;
    ProgressBar bar("merging", options.quiet, "systems");
    counts = merge_campaign(campaign, {interrupted, shown_on(bar)});
  }
  if (counts.was_stopped) {
    print_error("crystalgan: interrupted; what is merged is kept, go on with the same command\n");
    return kInterrupted;
  }
  print("{}: {} merged with {} candidates, {} unchanged, {} failed of {}.\n",
        (campaign.path() / campaign_files::kDatabase).string(), counted(counts.systems, "system"), counts.candidates,
        counts.unchanged, counts.failures, campaign.systems().size());
  return kDone;
}

}  // namespace

Action add_campaign_merge(CLI::App& command) {
  auto options = std::make_shared<CampaignMergeOptions>();
  command.add_option("FOLDER", options->folder, "folder of the campaign")->required();
  command.add_flag("--quiet", options->quiet, "no progress on stderr");
  return [options] { return merge_folder(*options); };
}

}  // namespace crystalgan
