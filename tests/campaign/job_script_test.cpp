#include "crystalgan/campaign/job_script.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "crystalgan/core/child_process.hpp"
#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "crystalgan/core/output_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

// What a stranger could put into a name.
const std::string kHostileName = "/tmp/it's \"$(touch HIT)`touch HIT`\n#SBATCH --wrap=x\n; touch HIT & \\";

const std::string kOutput = "slurm/0123456789abcdef";

JobSettings usual_jobs() {
  JobSettings jobs;
  jobs.program = "/opt/crystalgan";
  jobs.array = 6;
  return jobs;
}

class JobScript : public testing::Test {
 protected:
  /// Runs a script with bash in a folder of its own.
  std::string output_of(const std::string& script, const std::string& task = "3") {
    write_file(folder_ / "script.sh", script);
    std::filesystem::remove(folder_ / "output.txt");
    const Descriptor open{::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const ChildEnd end =
        run_child({"bash", {"script.sh"}, open.number(), "output.txt", {{"SLURM_ARRAY_TASK_ID", task}}},
                  std::chrono::seconds(20), {});
    EXPECT_EQ(end.way, ChildEnd::Way::exited);
    return read_file(folder_ / "output.txt");
  }
  bool was_hit() const { return std::filesystem::exists(folder_ / "HIT"); }

  test::ScratchFolder folder_;
};

// The lines that sbatch reads: up to the first command.
std::string options_of(const std::string& script) {
  std::string options;
  for (std::size_t at = 0; at < script.size();) {
    const std::size_t end = script.find('\n', at);
    const std::string line = script.substr(at, end - at);
    if (!line.empty() && line.front() != '#') break;
    if (line.starts_with("#SBATCH")) options += line + "\n";
    at = end + 1;
  }
  return options;
}

TEST_F(JobScript, AsksForWhatWasGiven) {
  JobSettings jobs = usual_jobs();
  jobs.partition = "small";
  jobs.time = "1-12:00";
  jobs.threads = 4;
  jobs.sbatch = {"--mem-per-cpu=4G"};
  require_safe(jobs);
  EXPECT_EQ(options_of(array_script(jobs, {1, 2, 3, 5}, 1, kOutput)),
            "#SBATCH --job-name=crystalgan\n#SBATCH --array=1-3,5\n#SBATCH --cpus-per-task=4\n"
            "#SBATCH --partition=small\n#SBATCH --time=1-12:00\n#SBATCH --mem-per-cpu=4G\n"
            "#SBATCH --output=slurm/0123456789abcdef/%A_%a.out\n#SBATCH --open-mode=append\n#SBATCH --requeue\n"
            "#SBATCH --signal=B:TERM@60\n");
}

TEST_F(JobScript, ATaskDoesItsShard) {
  JobSettings jobs = usual_jobs();
  jobs.program = "/bin/echo";
  EXPECT_EQ(output_of(array_script(jobs, {3}, 1, kOutput)), "campaign run . --shard 3/6 --threads 1 --quiet\n");
  EXPECT_EQ(output_of(array_script(jobs, {3}, 2, kOutput)),
            "campaign run . --shard 3/6 --threads 1 --attempts 2 --quiet\n");
}

TEST_F(JobScript, TheMergeJobMergesAndSubmitsWithTheSameOptions) {
  JobSettings jobs = usual_jobs();
  jobs.program = "/bin/echo";
  jobs.partition = "small";
  jobs.time = "10:00";
  jobs.sbatch = {"--mem=1G"};
  jobs.run_options = {"--ase", "my calculator.py"};
  EXPECT_EQ(output_of(merge_script(jobs, kOutput)),
            "campaign merge . --quiet\ncampaign submit . --again --array 6 --threads 1 --retries 2 --partition=small "
            "--time=10:00 --sbatch=--mem=1G --ase my calculator.py\n");
}

TEST_F(JobScript, TheOutputOfBothIsInOneFolder) {
  EXPECT_NE(
      options_of(merge_script(usual_jobs(), kOutput)).find("#SBATCH --output=slurm/0123456789abcdef/merge-%j.out\n"),
      std::string::npos);
}

TEST_F(JobScript, AfterAFailedMergeNothingIsSubmitted) {
  JobSettings jobs = usual_jobs();
  jobs.program = "/bin/false";
  EXPECT_EQ(output_of(merge_script(jobs, kOutput) + "echo went on\n"), "");
}

TEST_F(JobScript, ANameOfAFolderIsNoCommand) {
  EXPECT_EQ(output_of("printf %s " + shell_quoted(kHostileName)), kHostileName);
  JobSettings jobs = usual_jobs();
  jobs.program = kHostileName;
  jobs.prologue_file = kHostileName;
  jobs.run_options = {"--ase", kHostileName};
  output_of(array_script(jobs, {3}, 1, kOutput));
  EXPECT_FALSE(was_hit());
  output_of(merge_script(jobs, kOutput));
  EXPECT_FALSE(was_hit());
  EXPECT_EQ(options_of(array_script(jobs, {3}, 1, kOutput)), options_of(array_script(usual_jobs(), {3}, 1, kOutput)));
}

TEST_F(JobScript, ATaskNumberIsNoCommand) {
  JobSettings jobs = usual_jobs();
  jobs.program = "/bin/echo";
  output_of(array_script(jobs, {3}, 1, kOutput), "$(touch HIT)`touch HIT`\"; touch HIT");
  EXPECT_FALSE(was_hit());
}

TEST_F(JobScript, WordsForSlurmAreWordsAlone) {
  for (const std::string text :
       {"a b", "a\n#SBATCH --wrap=x", "a'", "a\"", "$HOME", "`id`", "a;b", "-p", "a\\", "ä", "#a"}) {
    JobSettings jobs = usual_jobs();
    jobs.partition = text;
    EXPECT_THROW(require_safe(jobs), ConfigError) << text;
    jobs = usual_jobs();
    jobs.time = text;
    EXPECT_THROW(require_safe(jobs), ConfigError) << text;
    jobs = usual_jobs();
    jobs.modules = {text};
    EXPECT_THROW(require_safe(jobs), ConfigError) << text;
    jobs = usual_jobs();
    jobs.sbatch = {"--comment=" + text};
    if (text != "-p") {
      EXPECT_THROW(require_safe(jobs), ConfigError) << text;
    }
  }
}

TEST_F(JobScript, OptionsThatTheScriptSetsAreRefusedAlsoCutShort) {
  for (const std::string option : {"--array=1-9", "--arr=1-9", "--output=x", "--chdir=/", "--wrap=id", "--dependency=x",
                                   "--wait", "--parsable", "-p", "--", "mem=1G"}) {
    JobSettings jobs = usual_jobs();
    jobs.sbatch = {option};
    EXPECT_THROW(require_safe(jobs), ConfigError) << option;
  }
  JobSettings jobs = usual_jobs();
  jobs.sbatch = {"--mem-per-cpu=4G", "--account=p_crystals", "--gres=gpu:1", "--nodelist=n[1-4]", "--exclusive"};
  EXPECT_NO_THROW(require_safe(jobs));
}

TEST_F(JobScript, AnArrayHasALimit) {
  JobSettings jobs = usual_jobs();
  for (const std::int64_t array : {0, -1, 10'001}) {
    jobs.array = array;
    EXPECT_THROW(require_safe(jobs), ConfigError) << array;
  }
}

TEST_F(JobScript, ThePrologueRunsFirst) {
  JobSettings jobs = usual_jobs();
  jobs.program = "/bin/echo";
  jobs.prologue = "echo prologue";
  EXPECT_TRUE(output_of(array_script(jobs, {3}, 1, kOutput)).starts_with("prologue\ncampaign run"));
}

TEST(RangesText, IsWhatSbatchTakes) {
  EXPECT_EQ(ranges_text({4}), "4");
  EXPECT_EQ(ranges_text({1, 2, 3}), "1-3");
  EXPECT_EQ(ranges_text({1, 2, 4, 7, 8}), "1-2,4,7-8");
}

}  // namespace
}  // namespace crystalgan
