#include "crystalgan/training/cross_domain_training.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "tests/training/small_training.hpp"

namespace crystalgan {
namespace {

using test::bytes_of;
using test::cells_of;
using test::kSlots;
using test::parameters_of;
using test::sets;
using test::small_settings;
using test::term;
using test::trained;
using test::training_of;

// The updates of a training, step by step, with its own networks and optimisers.
struct GameByHand {
  StepSettings settings;
  CrossDomainGan<float> gan;
  CrossDomainGame<float> game;
  CrossDomainAdam adam;
  PerDomain<std::vector<float>> gradients;

  explicit GameByHand(const StepSettings& chosen)
      : settings(chosen),
        gan(make_cross_domain_gan(kSlots, chosen.layers, chosen.width, Seed(1),
                                  "/step-" + std::to_string(chosen.step))),
        game(gan),
        adam(chosen.adam, gan) {}

  void make_fakes(const PerDomain<CellBatch<float>>& cells) { game.translate(gan, cells); }

  DiscriminatorTerms update_discriminators() {
    const auto terms = game.derive_discriminators(gan, gradients);
    adam.discriminators.a.step(gan.discriminators.a.parameters, gradients.a);
    adam.discriminators.b.step(gan.discriminators.b.parameters, gradients.b);
    return terms;
  }

  GeneratorTerms update_generators() {
    const auto terms = game.derive_generators(gan, settings.objective, gradients);
    adam.generators.a.step(gan.generators.a.parameters, gradients.a);
    adam.generators.b.step(gan.generators.b.parameters, gradients.b);
    return terms;
  }
};

bool same_networks(const CrossDomainGan<float>& one, const CrossDomainGan<float>& other) {
  return parameters_of(one.generators) == parameters_of(other.generators) &&
         parameters_of(one.discriminators) == parameters_of(other.discriminators);
}

TEST(CrossDomainTraining, AnUpdateIsTheDiscriminatorsOnTheFakesAndThenTheGeneratorsAgainstTheNewDiscriminators) {
  const StepSettings settings = small_settings(3);
  GameByHand hand(settings);
  const auto data = sets();
  for (int epoch = 0; epoch < 3; ++epoch) {
    hand.make_fakes(data);
    hand.update_discriminators();
    hand.update_generators();
  }
  EXPECT_TRUE(same_networks(trained(settings).gan(), hand.gan));

  // another order is another training
  GameByHand generators_first(settings);
  for (int epoch = 0; epoch < 3; ++epoch) {
    generators_first.make_fakes(data);
    generators_first.update_generators();
    generators_first.update_discriminators();
  }
  EXPECT_FALSE(same_networks(generators_first.gan, hand.gan));
}

TEST(CrossDomainTraining, FurtherGeneratorUpdatesPlayOnNewFakesAgainstTheSameDiscriminators) {
  StepSettings settings = small_settings(2);
  settings.generator_updates = 3;
  GameByHand hand(settings);
  const auto data = sets();
  for (int epoch = 0; epoch < 2; ++epoch) {
    hand.make_fakes(data);
    hand.update_discriminators();
    for (int update = 0; update < 3; ++update) {
      hand.make_fakes(data);
      hand.update_generators();
    }
  }
  const auto training = trained(settings);
  EXPECT_TRUE(same_networks(training.gan(), hand.gan));
  const NamedArrays state = training.state("");
  EXPECT_EQ(numbers_named<std::int64_t>(state, "generator-a/steps", {1}).front(), 6);
  EXPECT_EQ(numbers_named<std::int64_t>(state, "discriminator-a/steps", {1}).front(), 2);
}

TEST(CrossDomainTraining, ARowHasTheLossesOfItsUpdate) {
  const StepSettings settings = small_settings(1);
  GameByHand hand(settings);
  const auto data = sets(5, 3);
  hand.make_fakes(data);
  const DiscriminatorTerms real_or_fake = hand.update_discriminators();
  const GeneratorTerms made = hand.update_generators();
  CrossDomainTraining training = training_of(settings, 1, 7);
  training.run(data, {});
  ASSERT_EQ(training.history().size(), 1U);
  const HistoryRow& row = training.history().front();
  EXPECT_EQ(row.member, 7);
  EXPECT_EQ(row.step, 3);
  EXPECT_EQ(row.epoch, 1);
  EXPECT_EQ(term(row, LossTerm::discriminator_a), real_or_fake.a);
  EXPECT_EQ(term(row, LossTerm::discriminator_b), real_or_fake.b);
  EXPECT_EQ(term(row, LossTerm::discriminator_total), real_or_fake.a + real_or_fake.b);
  EXPECT_EQ(term(row, LossTerm::gan_a), made.gan_a);
  EXPECT_EQ(term(row, LossTerm::gan_b), made.gan_b);
  EXPECT_EQ(term(row, LossTerm::reconstruction_a), made.reconstruction_a);
  EXPECT_EQ(term(row, LossTerm::reconstruction_b), made.reconstruction_b);
  ASSERT_TRUE(made.geometry.has_value());
  EXPECT_EQ(term(row, LossTerm::geo1), made.geometry->geo1);
  EXPECT_EQ(term(row, LossTerm::geo2), made.geometry->geo2);
  EXPECT_EQ(term(row, LossTerm::generator_total), generator_total(made, settings.objective.weights));
  for (const auto absent : {LossTerm::feature_matching_a, LossTerm::feature_matching_b})
    EXPECT_TRUE(std::isnan(term(row, absent)));
}

// 35 structures far apart and full of atoms, so that few units are dead for all of them.
CellBatch<float> scattered(std::uint64_t seed) {
  Random random((Seed(seed)));
  CellBatch<float> cells(35, kSlots);
  for (float& number : cells.features) number = static_cast<float>(8.0 * random.uniform() - 4.0);
  cells.mask.assign(cells.mask.size(), 1);
  return cells;
}

// The least share of the units of a hidden layer, from 0, that wake; in the fifth of these networks a quarter sleeps.
double least_awake(std::size_t hidden) { return hidden == 4 ? 0.7 : 0.8; }

// A unit that no structure of the batch wakes has no gradient, nor has a weight between two that never wake together; all
// else has moved, by one step at most.
void expect_moved(const Network<float>& before, const Network<float>& after, double learning_rate) {
  const auto moved = [&](std::int64_t number) {
    const auto place = static_cast<std::size_t>(number);
    EXPECT_NEAR(static_cast<double>(after.parameters[place]), static_cast<double>(before.parameters[place]),
                1.1 * learning_rate);
    return after.parameters[place] != before.parameters[place];
  };
  const auto layers = dense_layers(before.shape);
  ASSERT_EQ(layers.size(), 6U);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const DenseLayer& layer = layers[l];
    double inputs = 0.0;
    double outputs = 0.0;
    double weights = 0.0;
    for (std::int64_t out = 0; out < layer.outputs; ++out) outputs += moved(layer.bias + out) ? 1.0 : 0.0;
    for (std::int64_t in = 0; in < layer.inputs; ++in) {
      double of_input = 0.0;
      for (std::int64_t out = 0; out < layer.outputs; ++out)
        of_input += moved(layer.weights + in * layer.outputs + out) ? 1.0 : 0.0;
      weights += of_input;
      if (of_input > 0.0) inputs += 1.0;
    }
    EXPECT_GT(outputs / static_cast<double>(layer.outputs), least_awake(l)) << "layer " << l;
    EXPECT_GT(inputs / static_cast<double>(layer.inputs), l == 0 ? 0.999 : least_awake(l - 1)) << "layer " << l;
    EXPECT_GT(weights / (inputs * outputs), 0.8) << "layer " << l;
  }
}

TEST(CrossDomainTraining, OneEpochMovesEveryParameterOfEveryNetwork) {
  StepSettings defaults;
  defaults.step = 3;
  defaults.epochs = 1;
  defaults.objective.constraint = GeometryConstraint{};
  CrossDomainTraining training = training_of(defaults);
  const CrossDomainGan<float> before = training.gan();
  ASSERT_TRUE(training.run({scattered(1), scattered(2)}, {}));
  const CrossDomainGan<float>& after = training.gan();
  expect_moved(before.generators.a, after.generators.a, defaults.adam.learning_rate);
  expect_moved(before.generators.b, after.generators.b, defaults.adam.learning_rate);
  expect_moved(before.discriminators.a, after.discriminators.a, defaults.adam.learning_rate);
  expect_moved(before.discriminators.b, after.discriminators.b, defaults.adam.learning_rate);
}

TEST(CrossDomainTraining, NoUpdateOfOneSideMovesTheOther) {
  StepSettings settings = small_settings(1);
  const auto both = trained(settings);
  settings.generator_updates = 5;
  const auto many = trained(settings);
  settings.generator_updates = 1;
  settings.objective.weights = {0, 0, 0, 0, 0, 0};
  const auto discriminators_only = trained(settings);
  const auto fresh = training_of(settings);
  // with every weight 0 only the discriminators learn
  EXPECT_EQ(parameters_of(discriminators_only.gan().generators), parameters_of(fresh.gan().generators));
  EXPECT_NE(parameters_of(discriminators_only.gan().discriminators), parameters_of(fresh.gan().discriminators));
  // and however often the generators learn after them, the discriminators stay the same
  const auto discriminators = parameters_of(discriminators_only.gan().discriminators);
  EXPECT_EQ(parameters_of(both.gan().discriminators), discriminators);
  EXPECT_EQ(parameters_of(many.gan().discriminators), discriminators);
  EXPECT_NE(parameters_of(both.gan().generators), parameters_of(many.gan().generators));
}

TEST(CrossDomainTraining, AWeightOfZeroLeavesNoTraceOfItsTerm) {
  StepSettings settings = small_settings(4);
  settings.objective.weights.lambda5 = 0;
  settings.objective.weights.lambda6 = 0;
  const auto weightless = trained(settings);
  settings.objective.constraint.reset();
  const auto without = trained(settings);
  const auto with = trained(small_settings(4));
  EXPECT_EQ(parameters_of(weightless.gan().generators), parameters_of(without.gan().generators));
  EXPECT_NE(parameters_of(with.gan().generators), parameters_of(without.gan().generators));
}

TEST(CrossDomainTraining, EachWeightIsThatOfItsOwnTerm) {
  StepSettings settings = small_settings(1);
  settings.objective.constraint->form = GeometryForm::spring;  // neither term is ever zero
  const CrossDomainGan<float> before = training_of(settings).gan();
  const auto moved = [&](const LossWeights& weights) {
    settings.objective.weights = weights;
    const auto training = trained(settings);
    return std::pair(training.gan().generators.a.parameters != before.generators.a.parameters,
                     training.gan().generators.b.parameters != before.generators.b.parameters);
  };
  // the adversarial terms move the generator into their domain, the others both
  EXPECT_EQ(moved({1, 0, 0, 0, 0, 0}), std::pair(true, false));
  EXPECT_EQ(moved({0, 0, 1, 0, 0, 0}), std::pair(false, true));
  for (const LossWeights& weights :
       {LossWeights{0, 1, 0, 0, 0, 0}, {0, 0, 0, 1, 0, 0}, {0, 0, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 1}})
    EXPECT_EQ(moved(weights), std::pair(true, true));
  EXPECT_EQ(moved({0, 0, 0, 0, 0, 0}), std::pair(false, false));
  // where every distance is too short, L_geo1 alone has a gradient
  settings.objective.constraint->form = GeometryForm::hinge;
  settings.objective.constraint->window = {100, 200};
  EXPECT_EQ(moved({0, 0, 0, 0, 1, 0}), std::pair(true, true));
  EXPECT_EQ(moved({0, 0, 0, 0, 0, 1}), std::pair(false, false));
}

TEST(CrossDomainTraining, ANetworkThatNoTermReachesStaysAsItIs) {
  StepSettings settings = small_settings(3);
  settings.adam.weight_decay = 0.1;  // not even the decay of weights moves it
  settings.objective.weights = {1, 0, 0, 0, 0, 0};
  const CrossDomainGan<float> before = training_of(settings).gan();
  const auto after = trained(settings);
  EXPECT_NE(after.gan().generators.a.parameters, before.generators.a.parameters);
  EXPECT_EQ(after.gan().generators.b.parameters, before.generators.b.parameters);
}

TEST(CrossDomainTraining, RecordsEverySoManyEpochsAndTheLast) {
  StepSettings settings = small_settings(5);
  settings.step = 1;
  settings.objective.constraint.reset();
  auto training = training_of(settings, 1, 3);
  EXPECT_TRUE(training.run(sets(), {}));
  std::vector<std::int64_t> epochs;
  for (const HistoryRow& row : training.history()) {
    epochs.push_back(row.epoch);
    EXPECT_EQ(row.member, 3);
    EXPECT_EQ(row.step, 1);
    for (const auto absent :
         {LossTerm::geo1, LossTerm::geo2, LossTerm::feature_matching_a, LossTerm::feature_matching_b})
      EXPECT_TRUE(std::isnan(term(row, absent)));
    EXPECT_EQ(std::ranges::count_if(row.terms, [](double loss) { return std::isfinite(loss); }), 8);
  }
  EXPECT_EQ(epochs, (std::vector<std::int64_t>{2, 4, 5}));
}

TEST(CrossDomainTraining, DependsOnItsSeedAndStepAndNotOnItsNumber) {
  const auto networks = [](const StepSettings& settings, std::uint64_t seed, std::int64_t number) {
    auto training = training_of(settings, seed, number);
    training.run(sets(), {});
    return parameters_of(training.gan().generators);
  };
  StepSettings settings = small_settings(2);
  const auto of_seed_1 = networks(settings, 1, 0);
  EXPECT_EQ(networks(settings, 1, 0), of_seed_1);
  EXPECT_EQ(networks(settings, 1, 4), of_seed_1);
  EXPECT_NE(networks(settings, 2, 0), of_seed_1);
  settings.step = 1;
  EXPECT_NE(networks(settings, 1, 0), of_seed_1) << "each step draws its own networks";
}

TEST(CrossDomainTraining, DomainsMayDifferInSize) {
  for (const auto& [count_a, count_b] : {std::pair{7, 2}, std::pair{1, 6}})
    EXPECT_EQ(trained(small_settings(3), sets(count_a, count_b)).epoch(), 3);
}

TEST(CrossDomainTraining, MiniBatchesArePlayedOneAfterTheOtherAndTheRowIsTheirMean) {
  StepSettings settings = small_settings(2);
  settings.batch_size = 3;
  settings.record_every = 1;
  const auto data = sets(8, 5);
  const auto training = trained(settings, data);
  GameByHand hand(settings);
  for (std::int64_t epoch = 1; epoch <= 2; ++epoch) {
    const auto batches = batches_of_epoch({8, 5}, 3, Seed(1), epoch);
    ASSERT_EQ(batches.size(), 3U);
    double reconstruction = 0.0;
    double discriminators = 0.0;
    for (const Batch& batch : batches) {
      const PerDomain<CellBatch<float>> part{part_of(data.a, batch.a), part_of(data.b, batch.b)};
      hand.make_fakes(part);
      discriminators += hand.update_discriminators().total() / 3.0;
      reconstruction += hand.update_generators().reconstruction_a / 3.0;
    }
    const HistoryRow& row = training.history()[static_cast<std::size_t>(epoch - 1)];
    EXPECT_NEAR(term(row, LossTerm::reconstruction_a), reconstruction, 1e-12 * reconstruction);
    EXPECT_NEAR(term(row, LossTerm::discriminator_total), discriminators, 1e-12 * discriminators);
  }
  EXPECT_TRUE(same_networks(training.gan(), hand.gan));
  EXPECT_FALSE(same_networks(training.gan(), trained(small_settings(2), data).gan())) << "in one batch";
}

TEST(CrossDomainTraining, TheLossesOfPairsHaveTheirMeanInTheLossOfTheBatch) {
  const StepSettings settings = small_settings(2);
  const auto data = sets(5, 5);
  const CrossDomainTraining training = trained(settings, data);
  const auto losses = training.losses_of_pairs(data);
  ASSERT_EQ(losses.size(), 5U);
  CrossDomainGame<float> game(training.gan());
  PerDomain<std::vector<float>> gradients;
  game.translate(training.gan(), data);
  const GeneratorTerms batch = game.derive_generators(training.gan(), settings.objective, gradients);
  GeneratorTerms mean;
  mean.geometry.emplace();
  for (const auto& [a, b] : losses) {
    mean.gan_b += a.adversarial / 5;
    mean.gan_a += b.adversarial / 5;
    mean.reconstruction_a += a.reconstruction / 5;
    mean.reconstruction_b += b.reconstruction / 5;
    mean.geometry->geo1 += (a.geometry->geo1 + b.geometry->geo1) / 5;
    mean.geometry->geo2 += (a.geometry->geo2 + b.geometry->geo2) / 5;
  }
  // float32: products of a batch of one are summed in another order
  EXPECT_NEAR(mean.gan_a, batch.gan_a, 1e-5 * batch.gan_a);
  EXPECT_NEAR(mean.gan_b, batch.gan_b, 1e-5 * batch.gan_b);
  EXPECT_NEAR(mean.reconstruction_a, batch.reconstruction_a, 1e-5 * batch.reconstruction_a);
  EXPECT_NEAR(mean.reconstruction_b, batch.reconstruction_b, 1e-5 * batch.reconstruction_b);
  EXPECT_GT(batch.geometry->geo1 + batch.geometry->geo2, 0.0);
  EXPECT_NEAR(mean.geometry->geo1, batch.geometry->geo1, 1e-4 * (1 + batch.geometry->geo1));
  EXPECT_NEAR(mean.geometry->geo2, batch.geometry->geo2, 1e-4 * (1 + batch.geometry->geo2));
  EXPECT_THROW(training.losses_of_pairs(sets(5, 4)), ShapeError);
}

TEST(CrossDomainTraining, APartOfASetIsItsCellsInTheOrderOfTheirIndices) {
  const CellBatch<float> set = cells_of(4, 9);
  const CellBatch<float> part = part_of(set, {2, 0, 2});
  ASSERT_EQ(part.size, 3);
  ASSERT_EQ(part.slots, kSlots);
  for (const auto& [to, from] : {std::pair{0, 2}, {1, 0}, {2, 2}}) {
    const auto same = [to = to, from = from](const auto& numbers, const auto& others, std::int64_t of_cell) {
      return std::equal(numbers.begin() + to * of_cell, numbers.begin() + (to + 1) * of_cell,
                        others.begin() + from * of_cell);
    };
    EXPECT_TRUE(same(part.features, set.features, set.numbers_per_cell())) << to;
    EXPECT_TRUE(same(part.mask, set.mask, set.rows_per_cell())) << to;
  }
  EXPECT_EQ(part_of(set, {}).size, 0);
}

TEST(CrossDomainTraining, LowersItsLosses) {
  StepSettings settings = small_settings(300);
  settings.width = 64;
  const auto training = trained(settings);
  const auto ratio = [&](LossTerm place) {
    return term(training.history().back(), place) / term(training.history().front(), place);
  };
  EXPECT_LT(ratio(LossTerm::reconstruction_a), 0.3);
  EXPECT_LT(ratio(LossTerm::reconstruction_b), 0.3);
  EXPECT_LT(ratio(LossTerm::geo1), 0.3);
}

TEST(CrossDomainTraining, TellsEveryEpochAndAsksAfterEachWhetherToStop) {
  auto training = training_of(small_settings(4));
  std::vector<std::int64_t> done;
  int asked = 0;
  EXPECT_TRUE(training.run(sets(), {[&](std::int64_t epoch) { done.push_back(epoch); },
                                    [&] {
                                      EXPECT_EQ(std::ssize(done), ++asked);
                                      return false;
                                    }}));
  EXPECT_EQ(done, (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(asked, 4);
  EXPECT_TRUE(training.done());
  EXPECT_TRUE(training.run(sets(), test::until(0))) << "nothing left to do";
  EXPECT_FALSE(training_of(small_settings(2)).run(sets(), test::until(2))) << "asked right after the last epoch";
}

TEST(CrossDomainTraining, HowManyThreadsTrainDoesNotChangeTheResult) {
  const auto results = [](std::size_t threads) {
    std::vector<std::string> bytes(3);
    parallel_for(bytes.size(), threads, [&](std::size_t member) {
      auto training = training_of(small_settings(3), member + 1, static_cast<std::int64_t>(member));
      training.run(sets(), {});
      bytes[member] = bytes_of(training);
    });
    return bytes;
  };
  const auto alone = results(1);
  EXPECT_TRUE(alone == results(2));
  EXPECT_FALSE(alone[0] == alone[1]);
}

}  // namespace
}  // namespace crystalgan
