#include "crystalgan/methods/discovery.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/methods/candidate_files.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

RunDirectory started(const fs::path& path, const Configuration& configuration) {
  return start_run(configuration, test::small_binaries(), {"0", "c", "command", 5, {}, {}}, path);
}

std::map<std::string, std::string> files_of(const RunDirectory& run) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(run.path()))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), run.path())] = read_file(entry.path());
  return files;
}

TEST(Discovery, ThreadsLeaveNoTrace) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  std::map<std::string, std::string> files[2];
  for (const std::size_t threads : {1U, 2U}) {
    const RunDirectory run = started(scratch / std::to_string(threads), configuration);
    EXPECT_TRUE(train_members(configuration, run, threads, {}));
    write_candidates(generate_candidates(configuration, run, 1), configuration, run);
    files[threads - 1] = files_of(run);
  }
  EXPECT_EQ(files[0], files[1]);
  EXPECT_TRUE(files[0].contains("summary.json"));
  EXPECT_TRUE(files[0].contains("checkpoint/member-001.pt"));
}

TEST(Discovery, AStoppedAndResumedRunEqualsAnUninterruptedOne) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory whole = started(scratch / "whole", configuration);
  train_members(configuration, whole, 1, {});
  write_candidates(generate_candidates(configuration, whole, 1), configuration, whole);

  const RunDirectory broken = started(scratch / "broken", configuration);
  std::atomic<int> epochs{0};
  EXPECT_FALSE(train_members(configuration, broken, 2, {{}, [&] { return ++epochs > 7; }}));
  EXPECT_TRUE(train_members(configuration, broken, 2, {}));
  write_candidates(generate_candidates(configuration, broken, 2), configuration, broken);
  EXPECT_EQ(files_of(broken), files_of(whole));
}

TEST(Discovery, ProgressReachesItsTotal) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  std::int64_t last = 0;
  std::int64_t total = 0;
  train_members(configuration, run, 2,
                {[&](std::int64_t done, std::int64_t all) {
                   EXPECT_GE(done, last);
                   last = done;
                   total = all;
                 },
                 {}});
  EXPECT_EQ(total, 24);
  EXPECT_EQ(last, total);
}

TEST(Discovery, ANumericalFailureNamesTheLastGoodCheckpoint) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration();
  configuration.training.members = 1;
  const RunDirectory run = started(scratch / "run", configuration);
  train_members(configuration, run, 1, {{}, [calls = 0]() mutable { return ++calls == 5; }});
  configuration.training.learning_rate = 1e30;
  try {
    train_members(configuration, run, 1, {});
    FAIL() << "expected a NumericalError";
  } catch (const NumericalError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("step 1, epoch 5, member 0: L_"), std::string::npos) << message;
    EXPECT_NE(message.find("last good checkpoint: " + (run / "checkpoint/member-000.pt").string() + " after 4 epochs"),
              std::string::npos)
        << message;
  }
}

TEST(Discovery, SamplesAreSpreadOverMembersAndPairs) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration();
  configuration.training.epochs_step1 = 1;
  configuration.training.epochs_step3 = 1;
  const RunDirectory run = started(scratch / "run", configuration);
  train_members(configuration, run, 2, {});
  for (const std::int64_t samples : {1, 7, 24, 95, 96}) {  // 6 x 4 pairs, two each, two members: 96 at most
    configuration.generation.samples = samples;
    EXPECT_EQ(generate_candidates(configuration, run, 2).summary.generated, samples);
  }
  configuration.generation.samples = 97;
  EXPECT_THROW(generate_candidates(configuration, run, 1), ConfigError);
}

TEST(Discovery, AnUntrainedMemberCannotGenerate) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  EXPECT_THROW(generate_candidates(configuration, run, 1), ConfigError);
}

}  // namespace
}  // namespace crystalgan
