#include "crystalgan/pipeline/training_run.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

const Binaries& inputs() { return test::small_binaries(); }

RunDirectory started(const std::filesystem::path& path, const Configuration& configuration) {
  return start_run(configuration, inputs(), {"0", "c", "command", 5, {}, {}}, path);
}

std::int64_t epochs_done(const Configuration& configuration, const RunDirectory& run, std::int64_t member) {
  const auto method = restored_member(configuration, inputs(), member, run);
  return dynamic_cast<const LearnedMethod&>(*method).epochs_done();
}

// The files of a training: both members and their history.
void expect_same_training(const RunDirectory& one, const RunDirectory& other) {
  for (const std::string& file : {checkpoint_name(0), checkpoint_name(1), std::string("history.csv")})
    EXPECT_TRUE(one.read(file) == other.read(file)) << file;  // bytes, not for the eye
}

TEST(TrainingRun, NamesACheckpointByItsMember) {
  EXPECT_EQ(checkpoint_name(7), "checkpoint/member-007.safetensors");
  EXPECT_EQ(checkpoint_name(1234), "checkpoint/member-1234.safetensors");
}

TEST(TrainingRun, CountsTheEpochsOfWhatLearns) {
  Configuration configuration = test::small_configuration();
  EXPECT_EQ(epochs_of(*make_method(configuration, inputs(), 0)), 12);
  configuration.method.name = MethodName::interleave;
  EXPECT_EQ(epochs_of(*make_method(configuration, inputs(), 0)), 0);
}

TEST(TrainingRun, AMemberIsRestoredAsItsCheckpointHasIt) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  EXPECT_EQ(epochs_done(configuration, run, 0), 0) << "none yet";
  EXPECT_TRUE(train_members(configuration, inputs(), run, 2, {}));
  for (const std::int64_t member : {0, 1}) {
    EXPECT_EQ(epochs_done(configuration, run, member), 12);
    const auto method = restored_member(configuration, inputs(), member, run);
    EXPECT_TRUE(checkpoint_bytes(dynamic_cast<const LearnedMethod&>(*method).state()) ==
                run.read(checkpoint_name(member)));
  }
}

TEST(TrainingRun, MembersGoOnFromDifferentEpochs) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory whole = started(scratch / "whole", configuration);
  const RunDirectory parts = started(scratch / "parts", configuration);
  train_members(configuration, inputs(), whole, 1, {});
  int asked = 0;  // the first member is in step 3 by then, the second has not begun
  EXPECT_FALSE(train_members(configuration, inputs(), parts, 1, {{}, [&] { return ++asked > 9; }}));
  EXPECT_GT(epochs_done(configuration, parts, 0), 6);
  EXPECT_EQ(epochs_done(configuration, parts, 1), 0);
  EXPECT_TRUE(train_members(configuration, inputs(), parts, 2, {}));
  expect_same_training(parts, whole);
}

TEST(TrainingRun, MembersStopWhenAskedWithCheckpointsWritten) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  std::atomic<std::int64_t> epochs{0};
  EXPECT_FALSE(train_members(configuration, inputs(), run, 2,
                             {[&](std::int64_t done, std::int64_t) { epochs = done; }, [&] { return epochs >= 5; }}));
  EXPECT_EQ(epochs_done(configuration, run, 0) + epochs_done(configuration, run, 1), epochs);
}

TEST(TrainingRun, MembersThatAreDoneAreNotInterrupted) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  std::atomic<std::int64_t> epochs{0};  // asked to stop right after the last one
  EXPECT_TRUE(train_members(configuration, inputs(), run, 1,
                            {[&](std::int64_t done, std::int64_t) { epochs = done; }, [&] { return epochs == 24; }}));
  EXPECT_EQ(epochs, 24) << "two members of six epochs in both steps";
}

TEST(TrainingRun, AFailureLeavesTheHistoryAndTheLastGoodCheckpoint) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  int asked = 0;
  train_members(configuration, inputs(), run, 1, {{}, [&] { return ++asked == 4; }});
  const std::string before = run.read(checkpoint_name(0));
  configuration.training.learning_rate = 1e30;
  EXPECT_THROW(train_members(configuration, inputs(), run, 1, {}), NumericalError);
  EXPECT_TRUE(run.read(checkpoint_name(0)) == before);
  EXPECT_NE(run.read("history.csv").find("\n0,1,2,"), std::string::npos) << "member, step, epoch";
}

TEST(TrainingRun, ACheckpointOfOtherNetworksOrABrokenOneIsAParseErrorThatNamesIt) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  train_members(configuration, inputs(), run, 2, {});
  const auto refusal_of = [&] {
    try {
      restored_member(configuration, inputs(), 1, run);
      return std::string("none");
    } catch (const ParseError& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(refusal_of(), "none");
  configuration.networks.width += 1;
  const std::string file = (run / checkpoint_name(1)).string();
  EXPECT_EQ(refusal_of().rfind(file + ": does not fit run.toml: checkpoint, step1/", 0), 0U) << refusal_of();
  configuration.networks.width -= 1;
  run.write(checkpoint_name(1), run.read(checkpoint_name(1)).substr(1));
  EXPECT_EQ(refusal_of().rfind(file + ": expected a checkpoint", 0), 0U) << refusal_of();
}

}  // namespace
}  // namespace crystalgan
