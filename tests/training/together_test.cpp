#include "crystalgan/training/together.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "crystalgan/core/error.hpp"
#include "crystalgan/training/checkpoint.hpp"
#include "crystalgan/training/device.hpp"
#include "tests/support/cell_sets.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kSlots = 3;

CellBatch cells_of(std::int64_t count, std::uint64_t seed) { return test::cell_set(1, count, kSlots, seed); }

// Mini-batches, latent inputs, a constraint: everything that a member draws or counts for itself.
StepSettings settings(Engine engine) {
  StepSettings chosen;
  chosen.step = 3;
  chosen.epochs = 7;
  chosen.batch_size = 3;
  chosen.record_every = 2;
  chosen.width = 12;
  chosen.layers = 3;
  chosen.form = GeneratorForm::block_swap;
  chosen.latent = 2;
  chosen.engine = engine;
  chosen.adam.learning_rate = 1e-3;
  chosen.constraint = GeometryConstraint{};
  return chosen;
}

class Members {
 public:
  explicit Members(Engine engine, std::int64_t count = 3) {
    for (std::int64_t i = 0; i < count; ++i) {
      const auto seed = static_cast<std::uint64_t>(20 + i);
      trainings_.push_back(
          std::make_unique<CrossDomainTraining>(settings(engine), kSlots, std::vector{Seed(seed)}, 4 + i));
      const PerDomain<CellBatch> cells{cells_of(8, seed), cells_of(5, seed + 100)};
      steps_.push_back({trainings_.back().get(), [cells](std::int64_t) { return cells; }});
    }
  }
  const std::vector<MemberStep>& steps() const { return steps_; }
  CrossDomainTraining& at(std::size_t member) { return *trainings_[member]; }
  std::string bytes(std::size_t member) const { return checkpoint_bytes(trainings_[member]->state("")); }

 private:
  std::vector<std::unique_ptr<CrossDomainTraining>> trainings_;
  std::vector<MemberStep> steps_;
};

TEST(TrainingTogether, LeavesEveryMemberAsIfItHadTrainedAlone) {
  Members alone(Engine::fused);
  Members together(Engine::fused);
  for (const MemberStep& step : alone.steps()) EXPECT_TRUE(step.training->run(step.sets, {}));
  EXPECT_TRUE(run_together(together.steps(), at::kCPU, 3, {}));
  for (std::size_t member = 0; member < 3; ++member) {
    EXPECT_EQ(together.bytes(member), alone.bytes(member)) << member;  // history and epoch are in it
    EXPECT_EQ(together.at(member).history().back().member, static_cast<std::int64_t>(member) + 4);
  }
  EXPECT_NE(together.bytes(0), together.bytes(1));
}

TEST(TrainingTogether, AsOneBatchOfLibTorchHasTheSameNumbersUpToRounding) {
  Members alone(Engine::reference);
  Members together(Engine::reference);
  for (const MemberStep& step : alone.steps()) step.training->run(step.sets, {});
  run_together(together.steps(), at::kCPU, 3, {});
  for (std::size_t member = 0; member < 3; ++member) {
    const auto mine = together.at(member).state("");
    for (const auto& [name, tensor] : alone.at(member).state("")) {
      if (name.find("moment") != std::string::npos || name == "history") continue;
      EXPECT_LT(test::largest_difference(mine.at(name), tensor), 1e-5) << name;
    }
  }
}

TEST(TrainingTogether, SharesWhatWasLearntEverySoManyEpochs) {
  Members members(Engine::fused, 2);
  std::vector<std::int64_t> epochs_of_member;
  run_together(members.steps(), at::kCPU, 3,
               {[&](std::int64_t) { epochs_of_member.push_back(members.at(1).epoch()); }, {}});
  EXPECT_EQ(epochs_of_member, (std::vector<std::int64_t>{0, 0, 3, 3, 3, 6, 6}));
  EXPECT_EQ(members.at(1).epoch(), 7);
}

TEST(TrainingTogether, GoesOnFromWhereItWasStopped) {
  Members whole(Engine::fused, 2);
  Members parts(Engine::fused, 2);
  run_together(whole.steps(), at::kCPU, 3, {});
  int asked = 0;
  EXPECT_FALSE(run_together(parts.steps(), at::kCPU, 3, {{}, [&] { return ++asked == 4; }}));
  EXPECT_EQ(parts.at(0).epoch(), 4);
  EXPECT_TRUE(run_together(parts.steps(), at::kCPU, 3, {}));
  for (std::size_t member = 0; member < 2; ++member) EXPECT_EQ(parts.bytes(member), whole.bytes(member));
}

TEST(TrainingTogether, AFailureLeavesTheHistoryAndNotTheWeights) {
  Members members(Engine::fused, 2);
  const auto before = checkpoint_bytes({{"weights", members.at(1).gan().generators.a.parameters()}});
  auto steps = members.steps();
  steps[1].sets = [sets = steps[1].sets](std::int64_t epoch) {
    PerDomain<CellBatch> cells = sets(epoch);
    if (epoch == 4) cells.a.features = at::full_like(cells.a.features, std::numeric_limits<float>::quiet_NaN());
    return cells;
  };
  EXPECT_THROW(run_together(steps, at::kCPU, 1000, {}), NumericalError);
  EXPECT_EQ(members.at(1).epoch(), 0);
  EXPECT_EQ(checkpoint_bytes({{"weights", members.at(1).gan().generators.a.parameters()}}), before);
  ASSERT_EQ(members.at(1).history().size(), 1U);  // of the second epoch
  EXPECT_EQ(members.at(1).history().front().member, 5);
}

TEST(TrainingTogether, RefusesMembersThatStandAtDifferentEpochs) {
  Members members(Engine::fused, 2);
  members.at(1).run(members.steps()[1].sets, {{}, [] { return true; }});
  EXPECT_THROW(run_together(members.steps(), at::kCPU, 3, {}), ShapeError);
}

TEST(TrainingTogether, OfNobodyIsDone) { EXPECT_TRUE(run_together({}, at::kCPU, 3, {})); }

TEST(Device, IsTheProcessorOrADeviceThatIsThere) {
  EXPECT_TRUE(device_named("cpu").is_cpu());
  EXPECT_THROW(device_named("gpu"), ConfigError);
  try {
    device_named("gpu", "--device");
    ADD_FAILURE() << "no error";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(), "--device: expected cpu or cuda, got 'gpu'");
  }
  if (at::hasCUDA())
    EXPECT_TRUE(device_named("cuda").is_cuda());
  else
    EXPECT_THROW(device_named("cuda"), ConfigError);
}

}  // namespace
}  // namespace crystalgan
