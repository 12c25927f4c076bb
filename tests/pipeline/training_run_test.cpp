#include "crystalgan/pipeline/training_run.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "crystalgan/core/error.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

const Binaries& inputs() { return test::small_binaries(); }

RunDirectory started(const std::filesystem::path& path, const Configuration& configuration) {
  return start_run(configuration, inputs(), {"0", "c", "command", 5, {}, {}}, path);
}

TEST(TrainingRun, MembersTogetherLeaveTheSameFilesAsOneByOne) {
  for (const std::string mode : {"periodic", "published"}) {
    const test::ScratchFolder scratch;
    const Configuration configuration = test::small_configuration(mode);
    const RunDirectory alone = started(scratch / "alone", configuration);
    const RunDirectory together = started(scratch / "together", configuration);
    EXPECT_TRUE(train_members(configuration, alone, 1, {}));
    std::int64_t last = 0;
    EXPECT_TRUE(train_members_together(configuration, together, at::kCPU,
                                       {[&](std::int64_t done, std::int64_t) { last = done; }, {}}));
    EXPECT_EQ(last, 24) << "two members of six epochs in both steps";
    for (const std::string file : {"checkpoint/member-000.pt", "checkpoint/member-001.pt", "history.csv"})
      EXPECT_TRUE(together.read(file) == alone.read(file)) << mode << ", " << file;  // bytes, not for the eye
  }
}

TEST(TrainingRun, MembersTogetherGoOnFromDifferentEpochs) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory whole = started(scratch / "whole", configuration);
  const RunDirectory parts = started(scratch / "parts", configuration);
  train_members(configuration, whole, 1, {});
  int asked = 0;  // the first member is in step 3 by then, the second has not begun
  EXPECT_FALSE(train_members(configuration, parts, 1, {{}, [&] { return ++asked > 9; }}));
  EXPECT_TRUE(train_members_together(configuration, parts, at::kCPU, {}));
  for (const std::string file : {"checkpoint/member-000.pt", "checkpoint/member-001.pt", "history.csv"})
    EXPECT_TRUE(parts.read(file) == whole.read(file)) << file;
}

TEST(TrainingRun, MembersTogetherStopWhenAsked) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  int asked = 0;  // before the first epoch and after each
  EXPECT_FALSE(train_members_together(configuration, run, at::kCPU, {{}, [&] { return ++asked == 4; }}));
  for (std::int64_t member : {0, 1}) EXPECT_EQ(restored_member(configuration, inputs(), member, run)->epochs_done(), 3);
}

TEST(TrainingRun, MembersTogetherThatAreDoneAreNotInterrupted) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  std::int64_t epochs = 0;  // asked to stop right behind the last one
  EXPECT_TRUE(
      train_members_together(configuration, run, at::kCPU,
                             {[&](std::int64_t done, std::int64_t) { epochs = done; }, [&] { return epochs == 24; }}));
  EXPECT_EQ(epochs, 24);
}

TEST(TrainingRun, MembersTogetherThatFailNameTheLastGoodCheckpoint) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  int asked = 0;
  train_members_together(configuration, run, at::kCPU, {{}, [&] { return ++asked == 4; }});
  configuration.training.learning_rate = 1e30;
  try {
    train_members_together(configuration, run, at::kCPU, {});
    FAIL() << "expected a NumericalError";
  } catch (const NumericalError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("step 1, epoch 4, member 0: L_"), std::string::npos) << message;
    EXPECT_NE(message.find("last good checkpoint: " + (run / "checkpoint/member-000.pt").string() + " after 3 epochs"),
              std::string::npos)
        << message;
  }
  EXPECT_NE(run.read("history.csv").find("\n1,1,2,"), std::string::npos) << "member, step, epoch";
}

TEST(TrainingRun, ADeviceThatIsNotThereOrNotForThisMethodIsAWrongSetting) {
  Configuration configuration = test::small_configuration();
  EXPECT_NO_THROW(require_device(configuration));
  configuration.training.device = "cuda";
  if (at::hasCUDA())
    EXPECT_NO_THROW(require_device(configuration));
  else
    EXPECT_THROW(require_device(configuration), ConfigError);
  configuration.method.name = "discogan";
  EXPECT_THROW(require_device(configuration), ConfigError);
}

// The engines differ by rounding. Of several Niggli cells of the same crystal it may choose another one, so that atoms
// are compared as pymatgen does.
void expect_same_crystal(const Structure& one, const Structure& other) {
  StructureMatcher matcher;
  const auto match = matcher.match(matcher.prepare(one), matcher.prepare(other));
  ASSERT_TRUE(match.has_value());
  EXPECT_LT(match->rms, 1e-3);
  EXPECT_NEAR(one.lattice().volume() / other.lattice().volume(), 1.0, 1e-3);
}

TEST(TrainingRun, TheReferenceEngineLeadsToTheSameStructures) {
  for (const std::string mode : {"periodic", "published"}) {
    Configuration configuration = test::small_configuration(mode);
    configuration.generation.samples = 6;
    std::vector<RawStructure> raw[2];
    for (const std::string engine : {"fused", "reference"}) {
      configuration.training.engine = engine;
      const auto method = make_method(configuration, inputs(), 0);
      ASSERT_TRUE(method->train({}));
      raw[engine == "fused" ? 0 : 1] = generate_raw(*method, 0, configuration, inputs());
    }
    ASSERT_EQ(raw[0].size(), 3U);
    ASSERT_EQ(raw[1].size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      const auto* fused = std::get_if<Structure>(&raw[0][i].structure);
      const auto* reference = std::get_if<Structure>(&raw[1][i].structure);
      ASSERT_EQ(fused == nullptr, reference == nullptr);
      if (fused != nullptr) expect_same_crystal(*fused, *reference);
    }
  }
}

}  // namespace
}  // namespace crystalgan
