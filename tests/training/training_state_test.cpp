// A cross-domain training is saved, restored and interrupted, and fails with a reason.
#include <gtest/gtest.h>

#include <limits>
#include <regex>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "tests/training/small_training.hpp"

namespace crystalgan {
namespace {

using test::bytes_of;
using test::sets;
using test::small_settings;
using test::training_of;
using test::until;

TEST(TrainingState, StopsWhenAskedAndGoesOnFromThere) {
  auto training = training_of(small_settings(6));
  EXPECT_FALSE(training.run(sets(), until(2)));
  EXPECT_EQ(training.epoch(), 2);
  EXPECT_TRUE(training.run(sets(), {}));
  EXPECT_EQ(training.epoch(), 6);
  EXPECT_TRUE(bytes_of(training) == bytes_of(test::trained(small_settings(6))));
}

TEST(TrainingState, AResumedTrainingEqualsAnUninterruptedOneToTheByte) {
  for (const std::int64_t batch_size : {35, 2}) {
    StepSettings settings = small_settings(6);
    settings.batch_size = batch_size;
    settings.generator_updates = 2;
    auto whole = training_of(settings, 1, 4);
    whole.run(sets(5, 3), {});
    for (const std::int64_t interruption : {1, 2, 5, 6}) {
      auto first = training_of(settings, 1, 4);
      EXPECT_FALSE(first.run(sets(5, 3), until(interruption)));
      auto second = training_of(settings, 1, 4);
      second.restore("step/", parse_checkpoint(bytes_of(first), "file"));
      EXPECT_TRUE(bytes_of(second) == bytes_of(first));
      EXPECT_TRUE(second.run(sets(5, 3), {}));
      EXPECT_TRUE(bytes_of(second) == bytes_of(whole)) << batch_size << ", " << interruption;
      EXPECT_EQ(history_csv(second.history()), history_csv(whole.history()));
    }
  }
}

TEST(TrainingState, EveryEpochShufflesItsMiniBatchesAnew) {
  StepSettings settings = small_settings(1);
  settings.batch_size = 2;
  const NamedArrays fresh = training_of(settings).state("");
  const auto from = [&](std::int64_t epoch) {  // one epoch of the same networks
    StepSettings until_next = settings;
    until_next.epochs = epoch + 1;
    auto training = training_of(until_next);
    NamedArrays state = fresh;
    state["epoch"] = array_of(std::vector{epoch});
    training.restore("", state);
    training.run(sets(6, 6), {});
    return test::parameters_of(training.gan().generators);
  };
  EXPECT_EQ(from(0), test::parameters_of(test::trained(settings, sets(6, 6)).gan().generators));
  EXPECT_NE(from(1), from(0));
}

TEST(TrainingState, HoldsEachNetworkWithItsMomentsTheEpochAndTheHistory) {
  auto training = training_of(small_settings(3));
  training.run(sets(), {});
  const NamedArrays state = training.state("step3/");
  EXPECT_EQ(state.size(), 4U * 4U + 2U);
  for (const auto& [name, parameters] : {std::pair{"step3/generator-a", training.gan().generators.a.parameters},
                                         {"step3/generator-b", training.gan().generators.b.parameters},
                                         {"step3/discriminator-a", training.gan().discriminators.a.parameters},
                                         {"step3/discriminator-b", training.gan().discriminators.b.parameters}}) {
    const std::string network = name;
    const std::vector shape{std::ssize(parameters)};
    EXPECT_EQ(numbers_named<float>(state, network, shape), parameters) << network;
    EXPECT_NE(numbers_named<float>(state, network + "/first-moment", shape), std::vector<float>(parameters.size()));
    EXPECT_NE(numbers_named<float>(state, network + "/second-moment", shape), std::vector<float>(parameters.size()));
    EXPECT_EQ(numbers_named<std::int64_t>(state, network + "/steps", {1}).front(), 3);
  }
  EXPECT_EQ(numbers_named<std::int64_t>(state, "step3/epoch", {1}).front(), 3);
  EXPECT_EQ(state.at("step3/history").shape, (std::vector<std::int64_t>{2, 15}));
}

TEST(TrainingState, StaysWhatItWasWhileTheTrainingGoesOn) {
  auto training = training_of(small_settings(6));
  training.run(sets(), until(2));
  const NamedArrays state = training.state("step/");
  const std::string bytes = checkpoint_bytes(state);
  training.run(sets(), {});
  EXPECT_TRUE(checkpoint_bytes(state) == bytes);
  EXPECT_FALSE(bytes_of(training) == bytes);
}

TEST(TrainingState, RestoresOnlyWhatFits) {
  const NamedArrays state = test::trained(small_settings(2)).state("step/");
  EXPECT_NO_THROW(training_of(small_settings(2)).restore("step/", state));
  EXPECT_THROW(training_of(small_settings(2)).restore("other/", state), ShapeError);
  StepSettings wider = small_settings(2);
  wider.width = 17;
  EXPECT_THROW(training_of(wider).restore("step/", state), ShapeError);
  EXPECT_THROW(CrossDomainTraining(small_settings(2), test::kSlots + 1, {Seed(1), 0}).restore("step/", state),
               ShapeError);
  for (const auto& [name, array] : state) {
    NamedArrays without = state;
    without.erase(name);
    EXPECT_THROW(training_of(small_settings(2)).restore("step/", without), ShapeError) << name;
    NamedArrays other = state;
    other[name].shape.push_back(1);
    EXPECT_THROW(training_of(small_settings(2)).restore("step/", other), ShapeError) << name;
  }
}

std::string refusal_of(CrossDomainTraining& training, const PerDomain<CellBatch<float>>& data) {
  try {
    training.run(data, {});
    return "none";
  } catch (const NumericalError& error) {
    return error.what();
  }
}

TEST(TrainingState, ALossThatIsNotFiniteNamesStepEpochMemberAndTerm) {
  auto data = sets();
  data.a.features[0] = std::numeric_limits<float>::quiet_NaN();
  auto training = training_of(small_settings(3), 1, 8);
  EXPECT_EQ(refusal_of(training, data).rfind("step 3, epoch 1, member 8: L_GAN_BHA: expected a finite number", 0), 0U)
      << refusal_of(training, data);
  EXPECT_EQ(training.epoch(), 0);
  EXPECT_TRUE(training.history().empty());
}

TEST(TrainingState, ATrainingThatDivergesStopsWithTheEpochThatItReached) {
  StepSettings settings = small_settings(20);
  settings.adam.learning_rate = 1e30;
  auto training = training_of(settings, 1, 7);
  const std::string refusal = refusal_of(training, sets());
  EXPECT_TRUE(std::regex_match(
      refusal, std::regex(R"(step 3, epoch [1-3], member 7: L_\w+: expected a finite number, got \S+)")))
      << refusal;
  EXPECT_LT(training.epoch(), 3);
}

TEST(TrainingState, WeightsThatAreNotFiniteAreNoState) {
  auto training = training_of(small_settings(3));
  NamedArrays state = training.state("step/");
  std::get<std::vector<float>>(state["step/generator-b"].numbers)[0] = std::numeric_limits<float>::infinity();
  training.restore("step/", state);
  try {
    training.state("step/");
    ADD_FAILURE() << "no error";
  } catch (const NumericalError& error) {
    EXPECT_NE(std::string(error.what()).find("step/generator-b"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace crystalgan
