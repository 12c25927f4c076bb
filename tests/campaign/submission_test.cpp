#include "crystalgan/campaign/submission.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/core/claim.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

const std::string kOutput = "slurm/0123456789abcdef";

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
  campaign_.files().write(campaign_files::kJobs, submissions_json({{1, {1}, 2, kOutput}, {3, {1}, 4, kOutput}}));
  EXPECT_NO_THROW(planned(true));
  campaign_.files().write(campaign_files::kJobs,
                          submissions_json({{1, {1}, 2, kOutput}, {3, {1}, 4, kOutput}, {5, {1}, 6, kOutput}}));
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

/// A campaign with programs of Slurm that say what one test needs: sbatch a number, squeue no job.
class SubmittedCampaign : public testing::Test {
 protected:
  SubmittedCampaign() {
    fs::create_directory(scratch_ / "bin");
    add_program("sbatch", "echo 100");
    add_program("squeue", "true");
    ::setenv("PATH", ((scratch_ / "bin").string() + ":" + path_).c_str(), 1);
    jobs_.program = "/bin/true";
  }
  ~SubmittedCampaign() override { ::setenv("PATH", path_.c_str(), 1); }

  void add_program(const std::string& name, const std::string& command) const {
    scratch_.write("bin/" + name, "#!/bin/sh\n" + command + "\n");
    fs::permissions(scratch_ / "bin" / name, fs::perms::owner_all);
  }
  CampaignSubmission submitted() const {
    return submit_campaign(campaign_, planned_submission(campaign_, jobs_, false), false);
  }

  std::string path_ = ::getenv("PATH");
  ScratchFolder scratch_;
  CampaignFolder campaign_ = made_up_campaign(scratch_ / "c");
  JobSettings jobs_;
};

// Slurm follows links: a stranger may have put some in the place of every output that can be foreseen.
TEST_F(SubmittedCampaign, TheOutputOfJobsGoesIntoANewFolder) {
  scratch_.write("precious", "precious");
  fs::create_directory(scratch_ / "c/slurm");
  for (const char* name : {"100_1.out", "merge-101.out", "array.sh"})
    fs::create_symlink(scratch_ / "precious", scratch_ / "c/slurm" / name);
  const CampaignSubmission one = submitted();
  EXPECT_TRUE(is_output_folder(one.output));
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(scratch_ / "c" / one.output)));
  EXPECT_TRUE(fs::is_empty(scratch_ / "c" / one.output));
  for (const char* script : {"slurm/array.sh", "slurm/merge.sh"})
    EXPECT_NE(read_file(scratch_ / "c" / script).find("#SBATCH --output=" + one.output + "/"), std::string::npos);
  EXPECT_NE(submitted().output, one.output);
  EXPECT_EQ(read_file(scratch_ / "precious"), "precious");
}

TEST_F(SubmittedCampaign, AFolderThatIsALinkIsRefused) {
  fs::create_directory(scratch_ / "elsewhere");
  fs::create_directory_symlink(scratch_ / "elsewhere", scratch_ / "c/slurm");
  EXPECT_THROW(submitted(), ParseError);
  EXPECT_TRUE(fs::is_empty(scratch_ / "elsewhere"));
}

TEST_F(SubmittedCampaign, ASystemThatFailedOftenIsTriedNoMore) {
  campaign_.write_failure({campaign_.systems()[0].name, "reason", 3, kMaxAttempts});
  EXPECT_NE(planned_submission(campaign_, jobs_, false).array_script.find(" --attempts 1000 "), std::string::npos);
}

}  // namespace
}  // namespace crystalgan::test
