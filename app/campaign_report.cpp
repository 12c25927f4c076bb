#include "crystalgan/campaign/campaign_report.hpp"

#include <memory>
#include <optional>
#include <string>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/core/output_file.hpp"
#include "interrupt.hpp"
#include "new_file.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

struct CampaignReportOptions {
  std::string folder;
  std::optional<std::string> output;
};

int write_campaign_page(const CampaignReportOptions& options) {
  if (options.output) require_new_file("--output", *options.output);
  const CampaignFolder campaign = CampaignFolder::open(options.folder);
  std::string page;
  {
    const InterruptGuard guard;
    page = campaign_report(campaign, interrupted);
  }
  if (options.output)
    write_file(*options.output, page);
  else
    campaign.files().write(campaign_files::kReport, page);
  print("{} shows the campaign in any browser.\n",
        options.output.value_or((campaign.path() / campaign_files::kReport).string()));
  return kDone;
}

}  // namespace

Action add_campaign_report(CLI::App& command) {
  auto options = std::make_shared<CampaignReportOptions>();
  command.add_option("FOLDER", options->folder, "folder of the campaign, merged")->required();
  command.add_option("-o,--output", options->output, "new file for the page (default FOLDER/report.html)");
  return [options] { return write_campaign_page(*options); };
}

}  // namespace crystalgan
