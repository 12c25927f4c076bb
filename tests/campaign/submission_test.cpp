#include "crystalgan/campaign/submission.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "crystalgan/campaign/run_campaign.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

/// A campaign with programs of Slurm that say what one test needs: sbatch a number, squeue no job.
class SubmissionTest : public testing::Test {
 protected:
  SubmissionTest() {
    fs::create_directory(scratch_ / "bin");
    add_program("sbatch", "echo 100");
    add_program("squeue", "true");
    ::setenv("PATH", ((scratch_ / "bin").string() + ":" + path_).c_str(), 1);
    jobs_.program = "/bin/true";
  }
  ~SubmissionTest() override { ::setenv("PATH", path_.c_str(), 1); }

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
TEST_F(SubmissionTest, TheOutputOfJobsGoesIntoANewFolder) {
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

TEST_F(SubmissionTest, AFolderThatIsALinkIsRefused) {
  fs::create_directory(scratch_ / "elsewhere");
  fs::create_directory_symlink(scratch_ / "elsewhere", scratch_ / "c/slurm");
  EXPECT_THROW(submitted(), ParseError);
  EXPECT_TRUE(fs::is_empty(scratch_ / "elsewhere"));
}

TEST_F(SubmissionTest, ASystemThatFailedOftenIsTriedNoMore) {
  campaign_.write_failure({campaign_.systems()[0].name, "reason", 3, kMaxAttempts});
  EXPECT_NE(planned_submission(campaign_, jobs_, false).array_script.find(" --attempts 1000 "), std::string::npos);
}

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
