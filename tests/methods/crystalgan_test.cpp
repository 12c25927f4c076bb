#include "crystalgan/methods/crystalgan.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

CrystalGan small_gan(std::int64_t member = 0) { return {test::small_configuration(), test::small_binaries(), member}; }

TEST(CrystalGan, TrainsBothStepsToTheEnd) {
  CrystalGan gan = small_gan();
  EXPECT_TRUE(gan.train({}));
  EXPECT_EQ(gan.epochs_done(), 12);
  std::set<std::pair<std::int64_t, std::int64_t>> recorded;
  for (const HistoryRow& row : gan.history()) recorded.emplace(row.step, row.epoch);
  EXPECT_EQ(recorded,
            (std::set<std::pair<std::int64_t, std::int64_t>>{{1, 2}, {1, 4}, {1, 6}, {3, 2}, {3, 4}, {3, 6}}));
}

TEST(CrystalGan, WhatItMakesIsTernaryWithTheAtomsOfItsParents) {
  CrystalGan gan = small_gan();
  gan.train({});
  const Binaries binaries = test::small_binaries();
  const auto raw = gan.generate({{5, 2}});
  ASSERT_EQ(raw.size(), 2U);
  const Composition a = binaries.structures.a[5].composition();
  const Composition b = binaries.structures.b[2].composition();
  const ChemicalSystem& system = binaries.system;
  for (const RawStructure& one : raw) {
    ASSERT_TRUE(std::holds_alternative<Structure>(one.structure));
    const Composition made = std::get<Structure>(one.structure).composition();
    EXPECT_EQ(made.at(system.a), a.at(system.a));
    EXPECT_EQ(made.at(system.b), b.at(system.b));
    // lattice and hydrogen of the A side, then of the B side
    EXPECT_EQ(made.at(system.x), (one.origin == "AHB2" ? a : b).at(system.x));
    EXPECT_EQ(one.parent_a, binaries.structures.a[5].name());
    EXPECT_EQ(one.parent_b, binaries.structures.b[2].name());
  }
  EXPECT_EQ(raw[0].origin, "AHB2");
  EXPECT_EQ(raw[1].origin, "BHA2");
}

TEST(CrystalGan, AResumedTrainingEqualsAnUninterruptedOne) {
  CrystalGan whole = small_gan();
  whole.train({});
  for (const std::int64_t stop_after : {1, 5, 6, 7, 11}) {
    CrystalGan first = small_gan();
    EXPECT_FALSE(first.train({{}, [&] { return first.epochs_done() >= stop_after; }}));
    CrystalGan second = small_gan();
    second.restore(parse_checkpoint(checkpoint_bytes(first.state()), "member"));
    EXPECT_EQ(second.epochs_done(), stop_after);
    EXPECT_TRUE(second.train({}));
    EXPECT_EQ(checkpoint_bytes(second.state()), checkpoint_bytes(whole.state())) << stop_after;
  }
}

TEST(CrystalGan, TheLowerModulesHaveTheDefaultsOfTheConfiguration) {
  const Configuration c;
  const StepSettings step;
  EXPECT_EQ(step.epochs, c.training.epochs_step1);
  EXPECT_EQ(step.epochs, c.training.epochs_step3);
  EXPECT_EQ(step.batch_size, c.training.batch_size);
  EXPECT_EQ(step.generator_updates, c.training.generator_updates);
  EXPECT_EQ(step.record_every, c.training.record_every);
  EXPECT_EQ(std::pair(step.layers, step.width), std::pair(c.networks.layers, c.networks.width));
  EXPECT_EQ(PerceptronShape{}.layers, c.networks.layers);
  EXPECT_EQ(PerceptronShape{}.width, c.networks.width);
  EXPECT_EQ(step.adam.learning_rate, c.training.learning_rate);
  EXPECT_EQ(std::pair(step.adam.beta1, step.adam.beta2), std::pair(c.training.beta1, c.training.beta2));
  EXPECT_EQ(step.adam.epsilon, c.training.epsilon);
  const LossWeights& w = step.weights;
  EXPECT_EQ(
      (std::array{w.lambda1, w.lambda2, w.lambda3, w.lambda4, w.lambda5, w.lambda6}),
      (std::array{c.loss.lambda1, c.loss.lambda2, c.loss.lambda3, c.loss.lambda4, c.loss.lambda5, c.loss.lambda6}));
  EXPECT_EQ(DistanceWindow{}.smallest, c.loss.d1);
  EXPECT_EQ(DistanceWindow{}.largest, c.loss.d2);
}

TEST(CrystalGan, MembersDiffer) {
  EXPECT_NE(checkpoint_bytes(small_gan(0).state()), checkpoint_bytes(small_gan(1).state()));
  EXPECT_EQ(checkpoint_bytes(small_gan(1).state()), checkpoint_bytes(small_gan(1).state()));
}

}  // namespace
}  // namespace crystalgan
