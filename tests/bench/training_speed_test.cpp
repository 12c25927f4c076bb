#include "bench/training_speed.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/matrix_products.hpp"

namespace crystalgan {
namespace {

// Networks of 36-2-36 and 36-2-1, and no more time than it takes.
SpeedSettings tiny() {
  SpeedSettings settings;
  settings.structures = 1;
  settings.slots = 3;
  settings.layers = 2;
  settings.width = 2;
  settings.least_seconds = 0.0;
  settings.round_seconds = 0.002;
  return settings;
}

TEST(FlopsOfUpdate, AgreeWithACountByHand) {
  // Multiply-adds of one domain. Generator 36-2-36: 144 forward and 144 for the weights, twice; back to its hidden
  // layer 72, and back to the cell 144. Discriminator 36-2-1, real and fake: 74 forward, 74 for the weights, 2 back to
  // its hidden layer, twice; on the fake again 74 forward and 74 back to the cell.
  EXPECT_EQ(flops_of_update(tiny()), 2 * 2 * (4 * 144 + 72 + 144 + 2 * (74 + 74 + 2) + 74 + 74));
}

TEST(FlopsOfUpdate, GrowWithTheStructuresAndNotWithTheMembers) {
  SpeedSettings settings = tiny();
  const std::int64_t once = flops_of_update(settings);
  settings.structures = 7;
  settings.members = 3;
  EXPECT_EQ(flops_of_update(settings), 7 * once);
}

TEST(FlopsOfUpdate, OfTheWholeSizeAreThoseOfTheDocumentation) {
  EXPECT_EQ(flops_of_update(SpeedSettings{}), 110'320'000);
}

TEST(TrainingSpeed, FitsTogether) {
  SpeedSettings settings = tiny();
  settings.step = 3;
  settings.members = 2;
  const TrainingSpeed speed = training_speed(settings);
  EXPECT_GE(speed.rounds, 1);
  EXPECT_GE(speed.epochs, 1);
  EXPECT_GT(speed.best_milliseconds, 0.0);
  EXPECT_LE(speed.best_milliseconds, speed.milliseconds_per_member_step);
  EXPECT_NEAR(speed.gflops * speed.milliseconds_per_member_step, 1e-6 * static_cast<double>(flops_of_update(settings)),
              1e-9);
  EXPECT_GT(speed.share_of_peak, 0.0);
  EXPECT_LT(speed.share_of_peak, 1.0);
}

TEST(TrainingSpeed, IsToldAsOneJsonObject) {
  SpeedPlan plan;
  plan.members = {1, 3};
  plan.threads = {1, 2};
  plan.settings = tiny();
  const auto told = nlohmann::json::parse(training_speeds_json(plan));
  EXPECT_EQ(told["bench"], "train");
  EXPECT_EQ(told["matrix_products"], product_library());
  EXPECT_EQ(told["slots"], 3);
  EXPECT_GT(told["fma_peak_gflops"]["2"], 0.0);
  ASSERT_EQ(told["rows"].size(), 6U);  // one member never has two threads
  const auto& last = told["rows"].back();
  EXPECT_EQ(last["step"], 3);
  EXPECT_EQ(last["members"], 3);
  EXPECT_EQ(last["threads"], 2);
  for (const auto& row : told["rows"]) {
    EXPECT_TRUE(row["step"] == 1 || row["step"] == 3);
    EXPECT_GT(row["milliseconds_per_member_step"], 0.0);
  }
}

std::string refusal_of(const SpeedPlan& plan) {
  try {
    training_speeds_json(plan);
    return "none";
  } catch (const ConfigError& error) {
    return error.what();
  }
}

TEST(TrainingSpeed, IsNotToldWithMoreThreadsThanMembers) {
  SpeedPlan plan;
  plan.settings = tiny();
  plan.members = {1, 3};
  plan.threads = {4, 5};
  EXPECT_EQ(refusal_of(plan), "--threads: expected at most as many threads as members, 3, got 4");
  plan.threads = {4, 3};
  EXPECT_EQ(nlohmann::json::parse(training_speeds_json(plan))["rows"].size(), 2U);
}

}  // namespace
}  // namespace crystalgan
