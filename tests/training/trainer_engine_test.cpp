#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/gan/fused_perceptron.hpp"
#include "crystalgan/training/trainer.hpp"
#include "tests/support/cell_sets.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

constexpr std::int64_t kSlots = 3;

CellBatch set_of(std::int64_t members, std::int64_t count, std::uint64_t seed) {
  return test::cell_set(members, count, kSlots, seed);
}

PerDomain<CellBatch> sets(std::int64_t members) { return {set_of(members, 7, 1), set_of(members, 5, 2)}; }

// As published, in steps 1 and 3, and the periodic mode.
std::vector<StepSettings> all_settings(std::int64_t epochs) {
  StepSettings first;
  first.step = 1;
  first.epochs = epochs;
  first.record_every = 1;
  first.width = 16;
  first.adam.learning_rate = 1e-3;
  StepSettings third = first;
  third.step = 3;
  third.constraint = GeometryConstraint{};
  StepSettings periodic = third;
  periodic.form = GeneratorForm::block_swap;
  periodic.latent = 3;
  periodic.constraint->pairs = PairWindow{{{{2.1, 1.6, 1.7}, {1.6, 2.5, 2.4}, {1.7, 2.4, 2.3}}}, 2.4, 0.1};
  return {first, third, periodic};
}

CrossDomainTraining trained(StepSettings chosen, Engine engine, const std::vector<std::uint64_t>& seeds = {1}) {
  chosen.engine = engine;
  std::vector<Seed> members;
  for (const std::uint64_t seed : seeds) members.emplace_back(seed);
  CrossDomainTraining training(chosen, kSlots, members, 0);
  training.run([&](std::int64_t) { return sets(std::ssize(seeds)); }, {});
  return training;
}

// The fakes of a training, on the CPU.
PerDomain<at::Tensor> candidates_of(const CrossDomainTraining& training) {
  const auto on_device = [&](const CellBatch& cells) {
    return CellBatch{cells.features.to(training.settings().device), cells.mask.to(training.settings().device)};
  };
  const auto cells = sets(std::ssize(training.members()));
  const auto fake = translate(training.gan(), {on_device(cells.a), on_device(cells.b)}).fake;
  return {fake.a.features.detach().to(at::kCPU), fake.b.features.detach().to(at::kCPU)};
}

std::vector<at::Tensor> networks_of(const CrossDomainTraining& training) {
  std::vector<at::Tensor> networks;
  for (const auto& parameters : {training.gan().generator_parameters(), training.gan().discriminator_parameters()})
    for (const auto& network : parameters) networks.push_back(network.detach());
  return networks;
}

// Every loss of an epoch to this part of it.
void expect_equal(const HistoryRow& made, const HistoryRow& expected, double relative) {
  for (std::size_t term = 0; term < HistoryRow::kTerms; ++term) {
    ASSERT_EQ(std::isnan(made.terms[term]), std::isnan(expected.terms[term])) << term;
    if (std::isnan(expected.terms[term])) continue;
    EXPECT_NEAR(made.terms[term], expected.terms[term], relative * std::fabs(expected.terms[term])) << term;
  }
}

class TrainerEngine : public testing::Test {
 protected:
  void SetUp() override {
    if (!fused_perceptron_serves(at::zeros({1, 1, 1}))) GTEST_SKIP() << "no small matrix products here";
  }
};

TEST_F(TrainerEngine, OneUpdateLeadsToTheSameLosses) {
  for (const StepSettings& chosen : all_settings(2)) {
    const auto fused = trained(chosen, Engine::fused, {1, 2});
    const auto reference = trained(chosen, Engine::reference, {1, 2});
    ASSERT_EQ(fused.history().size(), 4U);  // two epochs of two members; those of the second have seen one update
    for (std::size_t row = 0; row < 4; ++row) expect_equal(fused.history()[row], reference.history()[row], 1e-5);
    const auto gan_b = static_cast<std::size_t>(LossTerm::gan_b);
    EXPECT_GT(std::fabs(fused.history()[2].terms[gan_b] - fused.history()[0].terms[gan_b]), 1e-4);
  }
}

TEST_F(TrainerEngine, AFewEpochsLeadToTheSameCandidates) {
  for (StepSettings chosen : all_settings(6)) {
    chosen.batch_size = 3;
    // Plain generators start from cells of almost no size, in which rounding says who is nearest: cells that are off by
    // 1e-7 move the reference's own candidates by 4e-4 Å. The geometry is compared in game_test.cpp.
    if (chosen.form == GeneratorForm::plain) chosen.constraint.reset();
    const auto fused = trained(chosen, Engine::fused);
    const auto reference = trained(chosen, Engine::reference);
    const auto fresh = [&] {
      StepSettings none = chosen;
      none.epochs = 0;
      return trained(none, Engine::fused);
    }();
    const auto cells = sets(1);
    const auto made = translate(fused.gan(), cells);
    const auto expected = translate(reference.gan(), cells);
    const auto before = translate(fresh.gan(), cells);
    for (const auto fake : {&PerDomain<CellBatch>::a, &PerDomain<CellBatch>::b}) {
      EXPECT_LT(test::largest_difference((made.fake.*fake).features.detach(), (expected.fake.*fake).features.detach()),
                1e-5);
      EXPECT_GT(test::largest_difference((made.fake.*fake).features.detach(), (before.fake.*fake).features.detach()),
                1e-2);
      EXPECT_TRUE((made.fake.*fake).mask.equal((expected.fake.*fake).mask));
    }
    // and they came another way
    EXPECT_FALSE(identical(networks_of(fused)[0], networks_of(reference)[0]));
  }
}

TEST_F(TrainerEngine, ANetworkThatNoTermReachesStaysAsItIs) {
  // Not even the decay of weights moves it.
  for (StepSettings chosen : all_settings(3)) {
    chosen.adam.weight_decay = 0.1;
    chosen.weights = {1, 0, 0, 0, 0, 0};
    for (const auto engine : {Engine::reference, Engine::fused}) {
      StepSettings none = chosen;
      none.epochs = 0;
      const auto before = networks_of(trained(none, engine));
      const auto after = networks_of(trained(chosen, engine));
      EXPECT_FALSE(identical(after[0], before[0]));
      EXPECT_TRUE(identical(after[1], before[1])) << "engine " << static_cast<int>(engine) << ", step " << chosen.step;
    }
  }
}

TEST_F(TrainerEngine, MembersTrainTogetherAsIfAlone) {
  for (const StepSettings& chosen : all_settings(5)) {
    const auto both = trained(chosen, Engine::fused, {11, 12});
    for (std::int64_t member = 0; member < 2; ++member) {
      const auto alone = trained(chosen, Engine::fused, {11 + static_cast<std::uint64_t>(member)});
      for (std::size_t i = 0; i < 4; ++i)
        EXPECT_LT(test::largest_difference(networks_of(both)[i][member], networks_of(alone)[i][0]), 1e-6)
            << "step " << chosen.step << ", member " << member << ", network " << i;
      for (std::size_t epoch = 0; epoch < 5; ++epoch)
        expect_equal(both.history()[2 * epoch + static_cast<std::size_t>(member)], alone.history()[epoch], 1e-5);
    }
  }
}

TEST(TrainerOnADevice, AgreesWithTheReferenceOnTheProcessor) {
  if (!at::hasCUDA()) GTEST_SKIP() << "no CUDA device";
  for (StepSettings chosen : all_settings(4)) {
    if (chosen.form == GeneratorForm::plain) chosen.constraint.reset();  // as in AFewEpochsLeadToTheSameCandidates
    const auto expected = trained(chosen, Engine::reference, {1, 2, 3});
    chosen.device = at::kCUDA;
    const auto made = trained(chosen, Engine::reference, {1, 2, 3});
    EXPECT_TRUE(made.gan().generators.a.parameters().is_cuda());
    ASSERT_EQ(made.history().size(), 12U);
    for (std::size_t row = 0; row < 12; ++row) expect_equal(made.history()[row], expected.history()[row], 1e-3);
    const auto fakes = candidates_of(made);
    const auto expected_fakes = candidates_of(expected);
    EXPECT_LT(test::largest_difference(fakes.a, expected_fakes.a), 1e-3);
    EXPECT_LT(test::largest_difference(fakes.b, expected_fakes.b), 1e-3);
  }
}

}  // namespace
}  // namespace crystalgan
