#include "crystalgan/methods/crystalgan_published.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/checkpoint.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

PublishedCrystalGan small_gan(std::int64_t member = 0) {
  return {test::small_configuration(Mode::published), test::small_binaries(), member};
}

const Structure& named(const std::vector<Structure>& structures, const std::string& name) {
  return *std::ranges::find(structures, name, &Structure::name);
}

TEST(PublishedCrystalGan, TrainsBothStepsToTheEnd) {
  PublishedCrystalGan gan = small_gan();
  EXPECT_TRUE(gan.train({}));
  EXPECT_EQ(gan.epochs_done(), 12);
  std::set<std::pair<std::int64_t, std::int64_t>> recorded;
  for (const HistoryRow& row : gan.history()) recorded.emplace(row.step, row.epoch);
  EXPECT_EQ(recorded,
            (std::set<std::pair<std::int64_t, std::int64_t>>{{1, 2}, {1, 4}, {1, 6}, {3, 2}, {3, 4}, {3, 6}}));
}

TEST(PublishedCrystalGan, WhatItMakesIsTernaryWithTheAtomsOfItsParents) {
  PublishedCrystalGan gan = small_gan();
  gan.train({});
  const Binaries& binaries = test::small_binaries();
  const ChemicalSystem& system = binaries.system;
  const auto& [of_a, of_b] = binaries.structures;
  const auto raw = gan.generate(20);
  ASSERT_EQ(raw.size(), 20U);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const RawStructure& one = raw[i];
    // both generators in turn, each pair of parents once through either
    EXPECT_EQ(one.origin, i % 2 == 0 ? "AHB2" : "BHA2");
    EXPECT_EQ(one.parent_a, raw[i - i % 2].parent_a);
    EXPECT_EQ(one.parent_b, raw[i - i % 2].parent_b);
    EXPECT_EQ(one.member, 0);
    const Composition a = named(of_a, one.parent_a).composition();
    const Composition b = named(of_b, one.parent_b).composition();
    ASSERT_TRUE(std::holds_alternative<Structure>(one.structure));
    const Composition made = std::get<Structure>(one.structure).composition();
    EXPECT_EQ(made.at(system.a), a.at(system.a));
    EXPECT_EQ(made.at(system.b), b.at(system.b));
    // lattice and hydrogen of the A side, then of the B side
    EXPECT_EQ(made.at(system.x), (one.origin == "AHB2" ? a : b).at(system.x));
  }
}

TEST(PublishedCrystalGan, TakesThePairsOfItsTrainingFirstAndNoPairTwice) {
  PublishedCrystalGan gan = small_gan();
  gan.train({});
  EXPECT_EQ(gan.max_samples(), 48);  // 6 x 4 pairs, two each
  const Binaries& binaries = test::small_binaries();
  std::set<std::pair<std::string, std::string>> trained;
  for (std::size_t i = 0; i < 6; ++i)
    trained.emplace(binaries.structures.a[i].name(), binaries.structures.b[i % 4].name());
  const auto raw = gan.generate(48);
  ASSERT_EQ(raw.size(), 48U);
  std::set<std::pair<std::string, std::string>> met;
  for (std::size_t i = 0; i < raw.size(); i += 2) {
    EXPECT_TRUE(met.emplace(raw[i].parent_a, raw[i].parent_b).second) << i;
    if (i == 10) {
      EXPECT_EQ(met, trained);
    }
  }
  EXPECT_EQ(met.size(), 24U);
}

TEST(PublishedCrystalGan, TheFirstStructuresDoNotDependOnHowManyAreMade) {
  PublishedCrystalGan gan = small_gan();
  gan.train({});
  const auto all = gan.generate(48);
  for (const std::int64_t count : {0, 1, 7, 12, 30}) {
    const auto some = gan.generate(count);
    ASSERT_EQ(std::ssize(some), count);
    for (std::size_t i = 0; i < some.size(); ++i) {
      EXPECT_EQ(some[i].parent_a, all[i].parent_a);
      EXPECT_EQ(some[i].parent_b, all[i].parent_b);
      const auto& one = std::get<Structure>(some[i].structure);
      const auto& other = std::get<Structure>(all[i].structure);
      EXPECT_EQ(one.lattice().rows(), other.lattice().rows()) << count;
      EXPECT_TRUE(std::ranges::equal(one.sites(), other.sites(), [](const Site& p, const Site& q) {
        return p.element == q.element && p.position == q.position;
      })) << count;
    }
  }
}

TEST(PublishedCrystalGan, TheStepsEndInTheStructuresThatItGenerates) {
  PublishedCrystalGan gan = small_gan();
  gan.train({});
  const auto raw = gan.generate(13);
  const auto pairs = gan.steps(13);
  ASSERT_EQ(pairs.size(), 7U) << "whole pairs";
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const PairSteps& pair = pairs[i / 2];
    EXPECT_EQ(pair.parent_a, raw[i].parent_a);
    EXPECT_EQ(pair.parent_b, raw[i].parent_b);
    ASSERT_EQ(pair.structures.size(), 6U);
    const StepStructure& last = pair.structures[4 + i % 2];
    EXPECT_EQ(last.origin, raw[i].origin);
    const auto& one = std::get<Structure>(last.structure);
    const auto& other = std::get<Structure>(raw[i].structure);
    EXPECT_EQ(one.lattice().rows(), other.lattice().rows());
    EXPECT_TRUE(std::ranges::equal(one.sites(), other.sites(), [](const Site& p, const Site& q) {
      return p.element == q.element && p.position == q.position;
    }));
  }
}

TEST(PublishedCrystalGan, StepTwoHasTheLatticeAndTheXOfOneSideAndTheMetalsOfBoth) {
  PublishedCrystalGan gan = small_gan();
  gan.train({});
  const ChemicalSystem& system = test::small_binaries().system;
  for (const PairSteps& pair : gan.steps(20)) {
    const auto structure = [&](std::size_t place) -> const Structure& {
      return std::get<Structure>(pair.structures[place].structure);
    };
    const auto& ahb1 = structure(0);
    const auto& bha1 = structure(1);
    for (const auto& [of_step2, side] : {std::pair{&structure(2), &ahb1}, std::pair{&structure(3), &bha1}}) {
      EXPECT_EQ(of_step2->lattice().rows(), side->lattice().rows());
      const Composition composition = of_step2->composition();
      EXPECT_EQ(composition.at(system.x), side->composition().at(system.x));
      EXPECT_EQ(composition.at(system.a), ahb1.composition().at(system.a));
      EXPECT_EQ(composition.at(system.b), bha1.composition().at(system.b));
    }
  }
}

TEST(PublishedCrystalGan, TheLossesAreThoseOfTheStep) {
  PublishedCrystalGan gan = small_gan();
  gan.train({});
  for (const PairSteps& pair : gan.steps(4))
    for (const StepStructure& made : pair.structures) {
      EXPECT_EQ(made.losses.has_value(), made.step != 2) << made.origin;
      if (!made.losses) continue;
      EXPECT_GT(made.losses->adversarial, 0.0);
      EXPECT_GT(made.losses->reconstruction, 0.0);
      EXPECT_EQ(made.losses->geometry.has_value(), made.step == 3) << made.origin;
    }
}

TEST(PublishedCrystalGan, AResumedTrainingEqualsAnUninterruptedOne) {
  PublishedCrystalGan whole = small_gan();
  whole.train({});
  for (const std::int64_t stop_after : {1, 5, 6, 7, 11}) {
    PublishedCrystalGan first = small_gan();
    EXPECT_FALSE(first.train({{}, [&] { return first.epochs_done() >= stop_after; }}));
    PublishedCrystalGan second = small_gan();
    second.restore(parse_checkpoint(checkpoint_bytes(first.state()), "member"));
    EXPECT_EQ(second.epochs_done(), stop_after);
    EXPECT_TRUE(second.train({}));
    EXPECT_EQ(checkpoint_bytes(second.state()), checkpoint_bytes(whole.state())) << stop_after;
  }
}

TEST(PublishedCrystalGan, TheLowerModulesHaveTheDefaultsOfTheConfiguration) {
  const Configuration c = default_configuration(Mode::published);
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
  const LossWeights& w = step.objective.weights;
  EXPECT_EQ(
      (std::array{w.lambda1, w.lambda2, w.lambda3, w.lambda4, w.lambda5, w.lambda6}),
      (std::array{c.loss.lambda1, c.loss.lambda2, c.loss.lambda3, c.loss.lambda4, c.loss.lambda5, c.loss.lambda6}));
  EXPECT_EQ(DistanceWindow{}.smallest, c.loss.d1);
  EXPECT_EQ(DistanceWindow{}.largest, c.loss.d2);
}

TEST(PublishedCrystalGan, MembersDiffer) {
  EXPECT_NE(checkpoint_bytes(small_gan(0).state()), checkpoint_bytes(small_gan(1).state()));
  EXPECT_EQ(checkpoint_bytes(small_gan(1).state()), checkpoint_bytes(small_gan(1).state()));
}

}  // namespace
}  // namespace crystalgan
