#include "crystalgan/campaign/slurm.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/campaign/submissions.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Printed by Slurm 22.05.8.
TEST(Squeue, ItsLinesAreTasks) {
  const auto tasks = parse_squeue("1|3|RUNNING|None\n1|4|PENDING|Resources\n7|N/A|PENDING|Dependency\n");
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_EQ(tasks[0].job, 1);
  EXPECT_EQ(tasks[0].task, 3);
  EXPECT_EQ(tasks[0].state, "RUNNING");
  EXPECT_EQ(tasks[1].remark, "Resources");
  EXPECT_EQ(tasks[2].task, std::nullopt);
}

TEST(Squeue, OtherLinesArePassedOver) {
  EXPECT_TRUE(parse_squeue("slurm_load_jobs error: Invalid job id specified\n\n|||\n1|2|3\n").empty());
}

TEST(Sacct, ItsLinesAreTasksAndWaitingOnesAreLeftToSqueue) {
  const auto tasks = parse_sacct("1_1|COMPLETED|0:0\n1_2|CANCELLED by 0|0:15\n1_[3-6%2]|PENDING|0:0\n7|TIMEOUT|0:0\n");
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_EQ(tasks[1].task, 2);
  EXPECT_EQ(tasks[1].state, "CANCELLED by 0");
  EXPECT_EQ(tasks[1].remark, "0:15");
  EXPECT_EQ(tasks[2].job, 7);
  EXPECT_EQ(tasks[2].task, std::nullopt);
}

TEST(Sacct, ForeignTextIsPrintable) { EXPECT_EQ(parse_sacct("1|\x1b[2J|0:0\n").at(0).state, "\\x1b[2J"); }

TEST(Sbatch, TheNumberIsTheLastLineThatIsOne) {
  EXPECT_EQ(parse_submitted("17\n"), 17);
  EXPECT_EQ(parse_submitted("17;cluster\n"), 17);
  EXPECT_EQ(parse_submitted("sbatch: warning: 3 of 4\n17\n"), 17);
  EXPECT_EQ(parse_submitted("sbatch: error: Batch job submission failed\n"), std::nullopt);
}

const std::string kOutput = "slurm/0123456789abcdef";

TEST(Submissions, ReadAsWritten) {
  const auto read = parse_submissions(
      submissions_json({{17, {1, 2, 5}, 18, kOutput}, {20, {2}, std::nullopt, kOutput}}), "jobs.json");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].array, 17);
  EXPECT_EQ(read[0].tasks, (std::vector<std::int64_t>{1, 2, 5}));
  EXPECT_EQ(read[0].merge, 18);
  EXPECT_EQ(read[1].merge, std::nullopt);
  EXPECT_EQ(read[1].output, kOutput);
}

TEST(Submissions, EachHasAFolderOfItsOwnForItsOutput) {
  const std::string one = new_output_folder();
  EXPECT_TRUE(is_output_folder(one)) << one;
  EXPECT_NE(one, new_output_folder());
  for (const char* name : {"slurm/0123456789abcde", "slurm/0123456789abcdeF", "slurm/../56789abcdef", "slurm", ""})
    EXPECT_FALSE(is_output_folder(name)) << name;
}

TEST(Submissions, DamagedOnesAreRefused) {
  for (
      const char* text : {
          R"({"scheduler":"pbs","submissions":[]})",
          R"({"scheduler":"slurm","submissions":[{"array":0,"merge":null,"output":"slurm/0123456789abcdef","tasks":[]}]})",
          R"({"scheduler":"slurm","submissions":[{"array":"1 2","merge":null,"output":"slurm/0123456789abcdef","tasks":[]}]})",
          R"({"scheduler":"slurm","submissions":[{"array":1,"merge":null,"output":"slurm/0123456789abcdef","tasks":[2,2]}]})",
          R"({"scheduler":"slurm","submissions":[{"array":1,"merge":null,"output":"slurm/0123456789abcdef","tasks":[10001]}]})",
          R"({"scheduler":"slurm","submissions":[{"array":1,"merge":null,"output":"slurm/../x","tasks":[1]}]})",
          "",
      })
    EXPECT_THROW(parse_submissions(text, "jobs.json"), ParseError) << text;
}

}  // namespace
}  // namespace crystalgan
