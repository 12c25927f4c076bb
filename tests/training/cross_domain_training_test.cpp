#include "crystalgan/training/trainer.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <regex>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/training/checkpoint.hpp"
#include "crystalgan/training/threads.hpp"
#include "tests/support/cell_sets.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

constexpr std::int64_t kSlots = 3;

CellBatch set_of(std::int64_t members, std::int64_t count, std::uint64_t seed) {
  return test::cell_set(members, count, kSlots, seed);
}

PerDomain<CellBatch> sets(std::int64_t members, std::int64_t count_a = 5, std::int64_t count_b = 5) {
  return {set_of(members, count_a, 1), set_of(members, count_b, 2)};
}

// The same sets in every epoch.
SetsOfEpoch always(const PerDomain<CellBatch>& same) {
  return [same](std::int64_t) { return same; };
}

StepSettings settings(std::int64_t epochs) {
  StepSettings small;
  small.step = 3;
  small.epochs = epochs;
  small.record_every = 2;
  small.layers = 3;
  small.width = 16;
  small.adam.learning_rate = 1e-3;
  small.constraint = GeometryConstraint{};
  return small;
}

CrossDomainTraining training_of(const StepSettings& chosen, const std::vector<std::uint64_t>& seeds = {1},
                                std::int64_t first_member = 0) {
  std::vector<Seed> members;
  for (const std::uint64_t seed : seeds) members.emplace_back(seed);
  return {chosen, kSlots, members, first_member};
}

std::vector<at::Tensor> copies(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> copied;
  for (const auto& tensor : tensors) copied.push_back(tensor.detach().clone());
  return copied;
}

bool all_identical(const std::vector<at::Tensor>& some, const std::vector<at::Tensor>& others) {
  return std::equal(some.begin(), some.end(), others.begin(), others.end(), identical);
}

std::string bytes_of(const CrossDomainTraining& training) { return checkpoint_bytes(training.state("step/")); }

// Stops after this epoch.
TrainingObserver until(std::int64_t last) {
  auto epoch = std::make_shared<std::int64_t>(0);
  return {[epoch](std::int64_t done) { *epoch = done; }, [epoch, last] { return *epoch >= last; }};
}

// One epoch from fresh networks moves every parameter of all four.
void expect_all_move(CrossDomainTraining training, const PerDomain<CellBatch>& data) {
  std::vector<at::Tensor> parameters;
  const auto add = [&](const auto& network) {
    for (const auto& weights : network.weights()) parameters.push_back(weights);
  };
  const CrossDomainGan& gan = training.gan();
  add(gan.generators.a);
  add(gan.generators.b);
  add(gan.discriminators.a);
  add(gan.discriminators.b);
  ASSERT_EQ(parameters.size(), 40U);
  const auto before = copies(parameters);
  ASSERT_TRUE(training.run(always(data), {}));
  const auto moved = [&](std::size_t i, std::int64_t member) {
    return (parameters[i][member].detach() != before[i][member]).to(at::kDouble);  // [in, out]
  };
  for (std::size_t i = 0; i < parameters.size(); i += 2)  // a layer's weights, then its biases
    for (std::int64_t member = 0; member < 2; ++member) {
      // A unit that no structure of the batch wakes has no gradient, nor has a weight between two that never wake
      // together; all else has moved, by one step at most.
      const auto outputs = moved(i + 1, member);                                // [1, out]
      const auto inputs = (moved(i, member).sum(1, true) > 0).to(at::kDouble);  // [in, 1]
      EXPECT_GT(outputs.mean().item<double>(), 0.8) << "layer " << i / 2;
      EXPECT_GT(inputs.mean().item<double>(), i % 10 == 0 ? 0.999 : 0.8) << "layer " << i / 2;
      EXPECT_GT((moved(i, member).sum() / (inputs * outputs).sum()).item<double>(), 0.8) << "layer " << i / 2;
      for (const std::size_t k : {i, i + 1})
        EXPECT_LT(test::largest_difference(parameters[k][member].detach(), before[k][member]), 1.1e-4);
    }
}

// 35 structures far apart, so that few units are dead for all of them; `absent` is the share of rows without an atom.
PerDomain<CellBatch> scattered(double absent) {
  Random random(Seed(1));
  const auto set = [&] {
    const auto features = test::random_tensor(random, {2, 35, 4, kSlots, 3}, -4, 4).to(at::kFloat);
    auto mask = test::random_tensor(random, {2, 35, 4, kSlots}, 0, 1) >= absent;
    mask.select(2, 0).fill_(true);
    return CellBatch{features * mask.unsqueeze(-1).to(at::kFloat), mask};
  };
  const CellBatch a = set();
  return {a, set()};
}

TEST(Trainer, AfterOneEpochEveryParameterOfEveryNetworkHasMoved) {
  StepSettings defaults;
  defaults.step = 3;
  defaults.epochs = 1;
  defaults.constraint = GeometryConstraint{};
  expect_all_move(training_of(defaults, {1, 2}), scattered(0.0));
}

TEST(Trainer, AfterOneEpochOfABlockSwapEveryParameterOfEveryNetworkHasMoved) {
  StepSettings periodic;
  periodic.step = 1;
  periodic.epochs = 1;
  periodic.form = GeneratorForm::block_swap;
  periodic.latent = 8;
  expect_all_move(training_of(periodic, {1, 2}), scattered(0.3));  // the mask's inputs among them, and the latent ones
}

TEST(Trainer, NoUpdateOfOneSideMovesTheOther) {
  StepSettings chosen = settings(1);
  auto both = training_of(chosen);
  chosen.generator_updates = 5;
  auto many = training_of(chosen);
  chosen.generator_updates = 1;
  chosen.weights = {0, 0, 0, 0, 0, 0};
  auto judges_only = training_of(chosen);
  const auto start = copies(both.gan().generator_parameters());
  const auto start_judges = copies(both.gan().discriminator_parameters());
  both.run(always(sets(1)), {});
  many.run(always(sets(1)), {});
  judges_only.run(always(sets(1)), {});
  // with every weight 0 only the discriminators learn
  EXPECT_TRUE(all_identical(copies(judges_only.gan().generator_parameters()), start));
  EXPECT_FALSE(all_identical(copies(judges_only.gan().discriminator_parameters()), start_judges));
  // and however often the generators learn after them, the discriminators stay the same
  const auto judges = copies(judges_only.gan().discriminator_parameters());
  EXPECT_TRUE(all_identical(copies(both.gan().discriminator_parameters()), judges));
  EXPECT_TRUE(all_identical(copies(many.gan().discriminator_parameters()), judges));
  EXPECT_FALSE(all_identical(copies(both.gan().generator_parameters()), copies(many.gan().generator_parameters())));
}

TEST(Trainer, AWeightOfZeroLeavesNoTraceOfItsTerm) {
  StepSettings chosen = settings(4);
  chosen.weights.lambda5 = 0;
  chosen.weights.lambda6 = 0;
  auto weightless = training_of(chosen);
  chosen.constraint.reset();
  auto without = training_of(chosen);
  auto with = training_of(settings(4));
  for (auto* training : {&weightless, &without, &with}) training->run(always(sets(1)), {});
  EXPECT_TRUE(
      all_identical(copies(weightless.gan().generator_parameters()), copies(without.gan().generator_parameters())));
  EXPECT_FALSE(all_identical(copies(with.gan().generator_parameters()), copies(without.gan().generator_parameters())));
}

TEST(Trainer, TheFirstRowIsTheLossesOfTheFreshNetworks) {
  StepSettings chosen = settings(1);
  chosen.weights = {0, 0, 0, 0, 0, 0};  // the generators stay, so that their terms can be computed afterwards
  auto training = training_of(chosen, {1, 2}, 5);
  const auto data = sets(2, 5, 3);
  const auto made = translate(training.gan(), data);
  const auto judged = discriminator_terms(training.gan(), data, made.fake);
  training.run(always(data), {});
  const auto terms = generator_terms(training.gan(), data, made, chosen.constraint);
  ASSERT_EQ(training.history().size(), 2U);
  for (std::int64_t member = 0; member < 2; ++member) {
    const HistoryRow& row = training.history()[static_cast<std::size_t>(member)];
    EXPECT_EQ(row.member, 5 + member);
    EXPECT_EQ(row.step, 3);
    EXPECT_EQ(row.epoch, 1);
    const auto term = [&row](LossTerm place) { return row.terms[static_cast<std::size_t>(place)]; };
    const auto number = [member](const at::Tensor& loss) { return loss[member].item<double>(); };
    EXPECT_NEAR(term(LossTerm::discriminator_a), number(judged.a), 1e-5);
    EXPECT_NEAR(term(LossTerm::discriminator_b), number(judged.b), 1e-5);
    EXPECT_NEAR(term(LossTerm::discriminator_total), number(judged.a) + number(judged.b), 1e-5);
    EXPECT_NEAR(term(LossTerm::gan_a), number(terms.gan_a), 1e-5);
    EXPECT_NEAR(term(LossTerm::gan_b), number(terms.gan_b), 1e-5);
    EXPECT_NEAR(term(LossTerm::reconstruction_a), number(terms.reconstruction_a), 1e-4);
    EXPECT_NEAR(term(LossTerm::reconstruction_b), number(terms.reconstruction_b), 1e-4);
    EXPECT_NEAR(term(LossTerm::geo1), number(terms.geometry->geo1), 1e-4);
    EXPECT_NEAR(term(LossTerm::geo2), number(terms.geometry->geo2), 1e-4);
    EXPECT_EQ(term(LossTerm::generator_total), 0.0);
    for (const auto absent : {LossTerm::feature_matching_a, LossTerm::feature_matching_b})
      EXPECT_TRUE(std::isnan(term(absent)));
  }
}

TEST(Trainer, RecordsEverySoManyEpochsAndTheLast) {
  StepSettings chosen = settings(5);
  chosen.step = 1;
  chosen.constraint.reset();
  auto training = training_of(chosen, {1, 2}, 3);
  std::vector<std::int64_t> done;
  EXPECT_TRUE(training.run(always(sets(2)), {[&](std::int64_t epoch) { done.push_back(epoch); }, {}}));
  EXPECT_EQ(done, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  std::vector<std::pair<std::int64_t, std::int64_t>> rows;
  for (const HistoryRow& row : training.history()) {
    rows.emplace_back(row.epoch, row.member);
    for (const auto absent :
         {LossTerm::geo1, LossTerm::geo2, LossTerm::feature_matching_a, LossTerm::feature_matching_b})
      EXPECT_TRUE(std::isnan(row.terms[static_cast<std::size_t>(absent)]));
    EXPECT_EQ(std::count_if(row.terms.begin(), row.terms.end(), [](double term) { return std::isfinite(term); }), 8);
  }
  EXPECT_EQ(rows, (std::vector<std::pair<std::int64_t, std::int64_t>>{{2, 3}, {2, 4}, {4, 3}, {4, 4}, {5, 3}, {5, 4}}));
}

// Member m of both against the only one of alone.
void expect_equal(const CrossDomainTraining& both, std::int64_t member, const CrossDomainTraining& alone) {
  const auto compare = [member](const std::vector<at::Tensor>& shared, const std::vector<at::Tensor>& own) {
    for (std::size_t i = 0; i < shared.size(); ++i)
      EXPECT_LT(test::largest_difference(shared[i][member].detach(), own[i][0].detach()), 1e-6)
          << "member " << member << ", parameter " << i;
  };
  compare(both.gan().generator_parameters(), alone.gan().generator_parameters());
  compare(both.gan().discriminator_parameters(), alone.gan().discriminator_parameters());
  for (std::size_t row = 0; row < alone.history().size(); ++row) {
    const auto& shared = both.history()[2 * row + static_cast<std::size_t>(member)];
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term) {
      const double own = alone.history()[row].terms[term];
      ASSERT_EQ(std::isnan(own), std::isnan(shared.terms[term]));
      if (std::isnan(own)) continue;
      EXPECT_NEAR(shared.terms[term], own, 1e-3);
    }
  }
}

TEST(Trainer, MembersTrainAsIfAlone) {
  auto both = training_of(settings(5), {11, 12});
  both.run(always(sets(2, 5, 4)), {});
  for (const std::int64_t member : {0, 1}) {
    auto alone = training_of(settings(5), {11 + static_cast<std::uint64_t>(member)}, member);
    alone.run(always(sets(1, 5, 4)), {});
    expect_equal(both, member, alone);
  }
}

TEST(Trainer, InMiniBatchesTheFirstMemberTrainsAsIfAloneAndTheOthersFollowItsShuffles) {
  StepSettings chosen = settings(5);
  chosen.batch_size = 3;
  auto both = training_of(chosen, {11, 12});
  both.run(always(sets(2, 8, 5)), {});
  auto first = training_of(chosen, {11});
  first.run(always(sets(1, 8, 5)), {});
  expect_equal(both, 0, first);
  auto twice = training_of(chosen, {11, 11});
  twice.run(always(sets(2, 8, 5)), {});
  expect_equal(twice, 1, first);
}

TEST(Trainer, DomainsMayDifferInSize) {
  for (const auto& [count_a, count_b] : {std::pair{7, 2}, std::pair{1, 6}}) {
    auto training = training_of(settings(3));
    EXPECT_TRUE(training.run(always(sets(1, count_a, count_b)), {}));
    EXPECT_EQ(training.epoch(), 3);
  }
}

TEST(Trainer, MiniBatchesChangeTheTrainingButNotItsMeaning) {
  StepSettings chosen = settings(1);
  auto whole = training_of(chosen);
  chosen.batch_size = 2;
  auto parts = training_of(chosen);
  whole.run(always(sets(1, 6, 6)), {});
  parts.run(always(sets(1, 6, 6)), {});
  EXPECT_FALSE(all_identical(copies(whole.gan().generator_parameters()), copies(parts.gan().generator_parameters())));
  for (const char* steps : {"generators/steps", "discriminators/steps"}) {
    EXPECT_EQ(parts.state("")[steps].item<std::int64_t>(), 3);  // three updates
    EXPECT_EQ(whole.state("")[steps].item<std::int64_t>(), 1);
  }
  // the recorded loss is the mean of the parts, so close to that of the whole
  const auto place = static_cast<std::size_t>(LossTerm::reconstruction_a);
  EXPECT_NEAR(parts.history()[0].terms[place] / whole.history()[0].terms[place], 1.0, 0.2);
}

TEST(Trainer, EveryEpochShufflesItsMiniBatchesAnew) {
  StepSettings chosen = settings(1);
  chosen.batch_size = 2;
  auto first = training_of(chosen);
  const NamedTensors fresh = first.state("");
  first.run(always(sets(1, 6, 6)), {});
  const auto from = [&](std::int64_t epoch) {  // one epoch of the same networks
    StepSettings until = chosen;
    until.epochs = epoch + 1;
    auto training = training_of(until);
    NamedTensors state = fresh;
    state["epoch"] = at::tensor({epoch}, at::kLong);
    training.restore("", state);
    training.run(always(sets(1, 6, 6)), {});
    return copies(training.gan().generator_parameters());
  };
  EXPECT_TRUE(all_identical(from(0), copies(first.gan().generator_parameters())));
  EXPECT_FALSE(all_identical(from(1), from(0)));
}

TEST(Trainer, LowersItsLosses) {
  StepSettings chosen = settings(300);
  chosen.width = 64;
  chosen.weights.lambda1 = 0.1;
  chosen.weights.lambda3 = 0.1;
  auto training = training_of(chosen);
  training.run(always(sets(1)), {});
  const auto ratio = [&](LossTerm place) {
    const auto term = static_cast<std::size_t>(place);
    return training.history().back().terms[term] / training.history().front().terms[term];
  };
  EXPECT_LT(ratio(LossTerm::reconstruction_a), 0.3);
  EXPECT_LT(ratio(LossTerm::reconstruction_b), 0.3);
  EXPECT_LT(ratio(LossTerm::geo1), 0.3);
}

TEST(Trainer, StopsWhenAskedAndGoesOnFromThere) {
  auto training = training_of(settings(6));
  EXPECT_FALSE(training.run(always(sets(1)), until(2)));
  EXPECT_EQ(training.epoch(), 2);
  EXPECT_TRUE(training.run(always(sets(1)), {}));
  EXPECT_EQ(training.epoch(), 6);
  auto whole = training_of(settings(6));
  whole.run(always(sets(1)), {});
  EXPECT_TRUE(bytes_of(training) == bytes_of(whole));
  EXPECT_TRUE(whole.run(always(sets(1)), until(0)));  // nothing left to do
}

TEST(Trainer, AResumedTrainingEqualsAnUninterruptedOneToTheByte) {
  for (const std::int64_t batch_size : {35, 2}) {
    for (const std::int64_t interruption : {1, 2, 5}) {
      StepSettings chosen = settings(6);
      chosen.batch_size = batch_size;
      auto whole = training_of(chosen, {1, 2}, 4);
      whole.run(always(sets(2, 5, 3)), {});

      auto first = training_of(chosen, {1, 2}, 4);
      EXPECT_FALSE(first.run(always(sets(2, 5, 3)), until(interruption)));
      auto second = training_of(chosen, {1, 2}, 4);
      second.restore("step/", parse_checkpoint(bytes_of(first), "file"));
      EXPECT_TRUE(bytes_of(second) == bytes_of(first));
      EXPECT_TRUE(second.run(always(sets(2, 5, 3)), {}));
      EXPECT_TRUE(bytes_of(second) == bytes_of(whole));
      EXPECT_EQ(second.history().size(), whole.history().size());
    }
  }
}

TEST(Trainer, AStateStaysWhatItWasWhileTheTrainingGoesOn) {
  auto training = training_of(settings(6));
  training.run(always(sets(1)), until(2));
  const NamedTensors state = training.state("step/");
  const std::string bytes = checkpoint_bytes(state);
  training.run(always(sets(1)), {});
  EXPECT_TRUE(checkpoint_bytes(state) == bytes);
  EXPECT_FALSE(bytes_of(training) == bytes);
}

TEST(Trainer, RestoresOnlyWhatFits) {
  auto training = training_of(settings(2));
  training.run(always(sets(1)), {});
  const NamedTensors state = training.state("step/");
  EXPECT_NO_THROW(training_of(settings(2)).restore("step/", state));
  EXPECT_THROW(training_of(settings(2)).restore("other/", state), ShapeError);
  EXPECT_THROW(training_of(settings(2), {1, 2}).restore("step/", state), ShapeError);
  StepSettings wider = settings(2);
  wider.width = 17;
  EXPECT_THROW(training_of(wider).restore("step/", state), ShapeError);
  for (const auto& [name, tensor] : state) {
    NamedTensors without = state;
    without.erase(name);
    EXPECT_THROW(training_of(settings(2)).restore("step/", without), ShapeError) << name;
    NamedTensors other = state;
    other[name] = at::zeros({2, 2}, at::kInt);
    EXPECT_THROW(training_of(settings(2)).restore("step/", other), ShapeError) << name;
  }
}

TEST(Trainer, ALossThatIsNotFiniteNamesStepEpochMemberAndTerm) {
  StepSettings chosen = settings(20);
  chosen.adam.learning_rate = 1e30;
  auto training = training_of(chosen, {1, 2}, 7);
  try {
    training.run(always(sets(2)), {});
    FAIL() << "no error";
  } catch (const NumericalError& error) {
    EXPECT_TRUE(std::regex_match(
        error.what(), std::regex(R"(step 3, epoch [1-3], member [78]: L_\w+: expected a finite number, got \S+)")))
        << error.what();
  }
  EXPECT_LT(training.epoch(), 3);
}

TEST(Trainer, ALossThatIsNotFiniteIsLaidToItsMember) {
  auto data = sets(2);
  data.a.features[1][0][0][0][0].fill_(std::numeric_limits<float>::quiet_NaN());
  auto training = training_of(settings(3), {1, 2}, 7);
  try {
    training.run(always(data), {});
    FAIL() << "no error";
  } catch (const NumericalError& error) {
    EXPECT_EQ(std::string(error.what()).rfind("step 3, epoch 1, member 8: L_GAN_BHA: ", 0), 0U) << error.what();
  }
}

TEST(Trainer, WeightsThatAreNotFiniteAreNoState) {
  auto training = training_of(settings(3));
  training.gan().generators.b.parameters().detach()[0][0].fill_(std::numeric_limits<float>::infinity());
  EXPECT_THROW(training.state("step/"), NumericalError);
}

TEST(Trainer, HowManyThreadsTrainDoesNotChangeTheResult) {
  const auto trained = [](std::size_t threads) {
    std::vector<std::string> results(3);
    run_in_parallel(results.size(), threads, [&](std::size_t member) {
      auto training = training_of(settings(3), {member + 1}, static_cast<std::int64_t>(member));
      training.run(always(sets(1)), {});
      results[member] = bytes_of(training);
    });
    return results;
  };
  const auto alone = trained(1);
  EXPECT_TRUE(alone == trained(2));
  EXPECT_FALSE(alone[0] == alone[1]);
}

// The periodic mode: block swap, latent inputs, limits per pair.
StepSettings periodic_settings(std::int64_t epochs) {
  StepSettings chosen = settings(epochs);
  chosen.form = GeneratorForm::block_swap;
  chosen.latent = 3;
  chosen.constraint->pairs = PairWindow{{{{2.1, 1.6, 1.7}, {1.6, 2.5, 2.4}, {1.7, 2.4, 2.3}}}, 2.4, 0.1};
  return chosen;
}

// Other sets in every epoch, in their size too.
SetsOfEpoch by_epoch(std::int64_t members) {
  return [members](std::int64_t epoch) {
    const auto seed = static_cast<std::uint64_t>(10 * epoch);
    return PerDomain<CellBatch>{set_of(members, 4 + epoch % 2, seed), set_of(members, 3, seed + 1)};
  };
}

TEST(Trainer, AsksForTheSetsOfEveryEpochOnceAndInOrder) {
  auto training = training_of(settings(4));
  std::vector<std::int64_t> asked;
  const SetsOfEpoch sets_of_epoch = [&asked](std::int64_t epoch) {
    asked.push_back(epoch);
    return sets(1);
  };
  EXPECT_FALSE(training.run(sets_of_epoch, until(3)));
  EXPECT_EQ(asked, (std::vector<std::int64_t>{1, 2, 3}));
  training.run(sets_of_epoch, {});
  EXPECT_EQ(asked, (std::vector<std::int64_t>{1, 2, 3, 4}));
}

TEST(Trainer, LearnsFromTheSetsOfItsEpoch) {
  auto same = training_of(settings(3));
  auto other = training_of(settings(3));
  same.run(always(sets(1)), {});
  other.run([](std::int64_t epoch) { return epoch < 3 ? sets(1) : sets(1, 4, 6); }, {});
  // alike up to the second epoch, whose row is recorded, and apart in the third
  EXPECT_EQ(same.history()[0].terms[0], other.history()[0].terms[0]);
  EXPECT_NE(same.history()[1].terms[0], other.history()[1].terms[0]);
}

TEST(Trainer, AResumedBlockSwapWithLatentInputsAndSetsByEpochEqualsAnUninterruptedOneToTheByte) {
  for (const std::int64_t batch_size : {35, 2}) {
    StepSettings chosen = periodic_settings(6);
    chosen.batch_size = batch_size;
    auto whole = training_of(chosen, {1, 2}, 4);
    EXPECT_TRUE(whole.run(by_epoch(2), {}));
    for (const std::int64_t interruption : {1, 3, 5}) {
      auto first = training_of(chosen, {1, 2}, 4);
      EXPECT_FALSE(first.run(by_epoch(2), until(interruption)));
      auto second = training_of(chosen, {1, 2}, 4);
      second.restore("step/", parse_checkpoint(bytes_of(first), "file"));
      EXPECT_TRUE(second.run(by_epoch(2), {}));
      EXPECT_TRUE(bytes_of(second) == bytes_of(whole)) << batch_size << ", " << interruption;
    }
  }
}

TEST(Trainer, OnlyABlockSwapHasDiscriminatorsThatSeeTheMask) {
  CellBatch one = set_of(1, 5, 1);
  one.features.select(2, 1).select(2, 2).zero_();
  CellBatch other{one.features, one.mask.clone()};
  other.mask.select(2, 1).select(2, 2).logical_not_();
  for (const auto& [chosen, sees] : {std::pair{settings(1), false}, std::pair{periodic_settings(1), true}}) {
    const auto training = training_of(chosen);
    for (const auto* judge : {&training.gan().discriminators.a, &training.gan().discriminators.b})
      EXPECT_EQ(identical((*judge)(one), (*judge)(other)), !sees);
  }
}

TEST(Trainer, EveryEpochDrawsItsOwnLatentInputs) {
  // With a learning rate of zero the networks stay, so terms differ where the latent inputs do.
  const auto terms_with = [](std::int64_t latent) {
    StepSettings chosen = periodic_settings(3);
    chosen.latent = latent;
    chosen.record_every = 1;
    chosen.adam.learning_rate = 0.0;
    auto training = training_of(chosen);
    training.run(always(sets(1)), {});
    std::vector<double> terms;
    for (const HistoryRow& row : training.history())
      terms.push_back(row.terms[static_cast<std::size_t>(LossTerm::gan_b)]);
    return terms;
  };
  const auto drawn = terms_with(3);
  EXPECT_EQ(drawn, terms_with(3));
  EXPECT_TRUE(drawn[0] != drawn[1] && drawn[1] != drawn[2]);
  const auto none = terms_with(0);
  EXPECT_TRUE(none[0] == none[1] && none[1] == none[2]);
}

TEST(Trainer, AWeightOfZeroRemovesTheGradientOfItsTermInTheBlockSwapToo) {
  StepSettings chosen = periodic_settings(4);
  chosen.weights.lambda5 = 0;
  chosen.weights.lambda6 = 0;
  auto weightless = training_of(chosen);
  chosen.constraint.reset();
  auto without = training_of(chosen);
  auto with = training_of(periodic_settings(4));
  for (auto* training : {&weightless, &without, &with}) training->run(by_epoch(1), {});
  EXPECT_TRUE(
      all_identical(copies(weightless.gan().generator_parameters()), copies(without.gan().generator_parameters())));
  EXPECT_FALSE(all_identical(copies(with.gan().generator_parameters()), copies(without.gan().generator_parameters())));
}

TEST(Trainer, EachWeightIsThatOfItsOwnTerm) {
  const auto after = [](const LossWeights& weights) {
    StepSettings chosen = periodic_settings(1);
    chosen.constraint->pairs->most_metal = 0.5;  // Å: no metal has one as near
    chosen.weights = weights;
    auto training = training_of(chosen);
    training.run(by_epoch(1), {});
    return training;
  };
  const auto untouched = training_of(periodic_settings(1));
  const auto moved = [&](const CrossDomainTraining& training, const Generator& before, const Generator& now) {
    EXPECT_EQ(training.epoch(), 1);
    return !all_identical(copies({before.parameters()}), copies({now.parameters()}));
  };
  const auto a_moved = [&](const LossWeights& weights) {
    const auto training = after(weights);
    return moved(training, untouched.gan().generators.a, training.gan().generators.a);
  };
  const auto b_moved = [&](const LossWeights& weights) {
    const auto training = after(weights);
    return moved(training, untouched.gan().generators.b, training.gan().generators.b);
  };
  // the adversarial terms move the generator into their domain, the others both
  EXPECT_TRUE(a_moved({1, 0, 0, 0, 0, 0}) && !b_moved({1, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(!a_moved({0, 0, 1, 0, 0, 0}) && b_moved({0, 0, 1, 0, 0, 0}));
  for (const LossWeights& weights :
       {LossWeights{0, 1, 0, 0, 0, 0}, {0, 0, 0, 1, 0, 0}, {0, 0, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 1}})
    EXPECT_TRUE(a_moved(weights) && b_moved(weights));
  EXPECT_FALSE(a_moved({0, 0, 0, 0, 0, 0}) || b_moved({0, 0, 0, 0, 0, 0}));
}

TEST(Trainer, LowersTheLossesOfABlockSwap) {
  StepSettings chosen = periodic_settings(300);
  chosen.width = 64;
  chosen.latent = 0;
  chosen.constraint->scale = FeatureScale{4.0 * at::eye(3), at::ones({3, 3}), 0.5, 0.3};
  auto training = training_of(chosen);
  auto data = sets(1);
  for (CellBatch* batch : {&data.a, &data.b}) batch->features.select(2, 0).sub_(4.0 * at::eye(3));
  training.run(always(data), {});
  const auto term = [&](const HistoryRow& row, LossTerm place) { return row.terms[static_cast<std::size_t>(place)]; };
  EXPECT_LT(term(training.history().back(), LossTerm::geo1), 0.1 * term(training.history().front(), LossTerm::geo1));
  EXPECT_LT(term(training.history().back(), LossTerm::generator_total),
            0.2 * term(training.history().front(), LossTerm::generator_total));
}

}  // namespace
}  // namespace crystalgan
