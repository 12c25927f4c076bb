#include "crystalgan/campaign/submission.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/core/claim.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

class Submission : public testing::Test {
 protected:
  static JobSettings three_shards() {
    JobSettings jobs;
    jobs.program = "/opt/crystalgan";
    jobs.array = 3;
    return jobs;
  }
  PlannedSubmission planned(bool again) const { return planned_submission(campaign_, three_shards(), again); }

  ScratchFolder scratch_;
  CampaignFolder campaign_ = made_up_campaign(scratch_ / "c");  // three systems
};

TEST_F(Submission, HasTheShardsWithSystemsThatAreNotDone) {
  EXPECT_EQ(planned(false).tasks, (std::vector<std::int64_t>{1, 2, 3}));
  write_result(campaign_, made_up_result(campaign_.systems()[1], 1));
  EXPECT_EQ(planned(false).systems, 2U);
  EXPECT_EQ(planned(false).tasks.size(), 2U);
  write_result(campaign_, made_up_result(campaign_.systems()[0], 1));
  write_result(campaign_, made_up_result(campaign_.systems()[2], 1));
  EXPECT_EQ(planned(false).systems, 0U);
}

TEST_F(Submission, TriesAFailedSystemOnceMore) {
  EXPECT_EQ(planned(false).array_script.find("--attempts"), std::string::npos);
  campaign_.write_failure({campaign_.systems()[1].name, "no crystal", 3, 2});
  EXPECT_NE(planned(true).array_script.find(" --attempts 3 "), std::string::npos);
}

TEST_F(Submission, IsRepeatedAtMostAsOftenAsAllowed) {
  campaign_.files().write(campaign_files::kJobs, submissions_json({{1, {1}, 2}, {3, {1}, 4}}));
  EXPECT_NO_THROW(planned(true));
  campaign_.files().write(campaign_files::kJobs, submissions_json({{1, {1}, 2}, {3, {1}, 4}, {5, {1}, 6}}));
  EXPECT_THROW(planned(true), ConfigError);
  EXPECT_NO_THROW(planned(false));  // by the user
}

TEST_F(Submission, WaitsForTheClaimsOfKilledTasks) {
  EXPECT_EQ(planned(true).delay.count(), 0);
  ClaimFolder claims(campaign_.path(), campaign_files::kClaims);
  const auto claim = claims.take(campaign_.systems()[0].name);
  EXPECT_EQ(planned(false).delay.count(), 0);
  EXPECT_GT(planned(true).delay, kClaimStale);
}

}  // namespace
}  // namespace crystalgan::test
