#include "crystalgan/campaign/run_campaign.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

// Of another file nothing but its name may get into the folder.
TEST(CampaignRun, AFailureHasNoContentOfAnotherFile) {
  const ScratchFolder scratch;
  scratch.write("secret", "password\n");
  CampaignFolder campaign = made_up_campaign(scratch / "c", {"Ni", "Pd"});
  Configuration configuration = campaign.configuration();
  configuration.symmetry.learned = (scratch / "secret").string();
  campaign.files().write(campaign_files::kSettings, configuration_text(configuration));
  campaign = CampaignFolder::open(scratch / "c");
  ClaimFolder claims(campaign.path(), campaign_files::kClaims);
  EXPECT_EQ(run_campaign(campaign, claims, {}, {}).failed, 1U);
  const auto failure = campaign.failure_of(campaign.systems()[0]);
  EXPECT_TRUE(failure->reason.starts_with((scratch / "secret").string() + ":")) << failure->reason;
  EXPECT_TRUE(failure->reason.ends_with(": expected another content")) << failure->reason;
}

}  // namespace
}  // namespace crystalgan::test
