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
#include "crystalgan/training/threads.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

constexpr std::int64_t kSlots = 3;
constexpr std::int64_t kSize = 4 * kSlots * 3;

// Cells of about 4 Å with up to three atoms of each element, the same for every member unless told otherwise.
MaskedFeatures set_of(std::int64_t members, std::int64_t count, std::uint64_t seed) {
  Random random((Seed(seed)));
  auto features = test::random_tensor(random, {1, count, 4, kSlots, 3}, -1, 1);
  features.select(2, 0).add_(4.0 * at::eye(3, at::kDouble));
  features.slice(2, 1).add_(1.5);
  auto mask = test::random_tensor(random, {1, count, 4, kSlots}, 0, 1) < 0.7;
  mask.select(2, 0).fill_(true);
  mask.select(3, 0).fill_(true);
  features = at::where(mask.unsqueeze(-1), features, at::zeros_like(features));
  return {features.to(at::kFloat).repeat({members, 1, 1, 1, 1}), mask.repeat({members, 1, 1, 1})};
}

PerDomain<MaskedFeatures> sets(std::int64_t members, std::int64_t count_a = 5, std::int64_t count_b = 5) {
  return {set_of(members, count_a, 1), set_of(members, count_b, 2)};
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
  return {chosen, kSize, members, first_member};
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

TEST(Trainer, AfterOneEpochEveryParameterOfEveryNetworkHasMoved) {
  StepSettings defaults;
  defaults.step = 3;
  defaults.epochs = 1;
  defaults.constraint = GeometryConstraint{};
  auto training = training_of(defaults, {1, 2});
  auto parameters = training.gan().generator_parameters();
  for (const auto& parameter : training.gan().discriminator_parameters()) parameters.push_back(parameter);
  ASSERT_EQ(parameters.size(), 40U);
  const auto before = copies(parameters);
  // 35 structures far apart, so that few units are dead for all of them
  Random random(Seed(1));
  const auto scattered = [&] {
    return MaskedFeatures{test::random_tensor(random, {2, 35, 4, kSlots, 3}, -4, 4).to(at::kFloat),
                          at::ones({2, 35, 4, kSlots}, at::kBool)};
  };
  ASSERT_TRUE(training.run({scattered(), scattered()}, {}));
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
  both.run(sets(1), {});
  many.run(sets(1), {});
  judges_only.run(sets(1), {});
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
  for (auto* training : {&weightless, &without, &with}) training->run(sets(1), {});
  EXPECT_TRUE(
      all_identical(copies(weightless.gan().generator_parameters()), copies(without.gan().generator_parameters())));
  EXPECT_FALSE(all_identical(copies(with.gan().generator_parameters()), copies(without.gan().generator_parameters())));
}

TEST(Trainer, TheFirstRowIsTheLossesOfTheFreshNetworks) {
  StepSettings chosen = settings(1);
  chosen.weights = {0, 0, 0, 0, 0, 0};  // the generators stay, so that their terms can be computed afterwards
  auto training = training_of(chosen, {1, 2}, 5);
  const auto data = sets(2, 5, 3);
  const PerDomain<at::Tensor> features{data.a.features, data.b.features};
  const auto made = translate(training.gan(), features);
  const auto judged = discriminator_terms(training.gan(), features, made.fake);
  training.run(data, {});
  const auto terms = generator_terms(training.gan(), features, {data.a.mask, data.b.mask}, made, chosen.constraint);
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
  }
}

TEST(Trainer, RecordsEverySoManyEpochsAndTheLast) {
  StepSettings chosen = settings(5);
  chosen.step = 1;
  chosen.constraint.reset();
  auto training = training_of(chosen, {1, 2}, 3);
  std::vector<std::int64_t> done;
  EXPECT_TRUE(training.run(sets(2), {[&](std::int64_t epoch) { done.push_back(epoch); }, {}}));
  EXPECT_EQ(done, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  std::vector<std::pair<std::int64_t, std::int64_t>> rows;
  for (const HistoryRow& row : training.history()) {
    rows.emplace_back(row.epoch, row.member);
    EXPECT_TRUE(std::isnan(row.terms[static_cast<std::size_t>(LossTerm::geo1)]));
    EXPECT_TRUE(std::isfinite(row.terms[static_cast<std::size_t>(LossTerm::generator_total)]));
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
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term)
      EXPECT_NEAR(shared.terms[term], alone.history()[row].terms[term], 1e-3);
  }
}

TEST(Trainer, MembersTrainAsIfAlone) {
  auto both = training_of(settings(5), {11, 12});
  both.run(sets(2, 5, 4), {});
  for (const std::int64_t member : {0, 1}) {
    auto alone = training_of(settings(5), {11 + static_cast<std::uint64_t>(member)}, member);
    alone.run(sets(1, 5, 4), {});
    expect_equal(both, member, alone);
  }
}

TEST(Trainer, InMiniBatchesTheFirstMemberTrainsAsIfAloneAndTheOthersFollowItsShuffles) {
  StepSettings chosen = settings(5);
  chosen.batch_size = 3;
  auto both = training_of(chosen, {11, 12});
  both.run(sets(2, 8, 5), {});
  auto first = training_of(chosen, {11});
  first.run(sets(1, 8, 5), {});
  expect_equal(both, 0, first);
  auto twice = training_of(chosen, {11, 11});
  twice.run(sets(2, 8, 5), {});
  expect_equal(twice, 1, first);
}

TEST(Trainer, DomainsMayDifferInSize) {
  for (const auto& [count_a, count_b] : {std::pair{7, 2}, std::pair{1, 6}}) {
    auto training = training_of(settings(3));
    EXPECT_TRUE(training.run(sets(1, count_a, count_b), {}));
    EXPECT_EQ(training.epoch(), 3);
  }
}

TEST(Trainer, MiniBatchesChangeTheTrainingButNotItsMeaning) {
  StepSettings chosen = settings(1);
  auto whole = training_of(chosen);
  chosen.batch_size = 2;
  auto parts = training_of(chosen);
  whole.run(sets(1, 6, 6), {});
  parts.run(sets(1, 6, 6), {});
  EXPECT_FALSE(all_identical(copies(whole.gan().generator_parameters()), copies(parts.gan().generator_parameters())));
  EXPECT_EQ(parts.state("")["counters"][1].item<std::int64_t>(), 3);  // three updates
  EXPECT_EQ(whole.state("")["counters"][1].item<std::int64_t>(), 1);
  // the recorded loss is the mean of the parts, so close to that of the whole
  const auto place = static_cast<std::size_t>(LossTerm::reconstruction_a);
  EXPECT_NEAR(parts.history()[0].terms[place] / whole.history()[0].terms[place], 1.0, 0.2);
}

TEST(Trainer, EveryEpochShufflesItsMiniBatchesAnew) {
  StepSettings chosen = settings(1);
  chosen.batch_size = 2;
  auto first = training_of(chosen);
  const NamedTensors fresh = first.state("");
  first.run(sets(1, 6, 6), {});
  const auto from = [&](std::int64_t epoch) {  // one epoch of the same networks
    StepSettings until = chosen;
    until.epochs = epoch + 1;
    auto training = training_of(until);
    NamedTensors state = fresh;
    state["counters"] = at::tensor({epoch, std::int64_t{0}, std::int64_t{0}}, at::kLong);
    training.restore("", state);
    training.run(sets(1, 6, 6), {});
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
  training.run(sets(1), {});
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
  EXPECT_FALSE(training.run(sets(1), until(2)));
  EXPECT_EQ(training.epoch(), 2);
  EXPECT_TRUE(training.run(sets(1), {}));
  EXPECT_EQ(training.epoch(), 6);
  auto whole = training_of(settings(6));
  whole.run(sets(1), {});
  EXPECT_TRUE(bytes_of(training) == bytes_of(whole));
  EXPECT_TRUE(whole.run(sets(1), until(0)));  // nothing left to do
}

TEST(Trainer, AResumedTrainingEqualsAnUninterruptedOneToTheByte) {
  for (const std::int64_t batch_size : {35, 2}) {
    for (const std::int64_t interruption : {1, 2, 5}) {
      StepSettings chosen = settings(6);
      chosen.batch_size = batch_size;
      auto whole = training_of(chosen, {1, 2}, 4);
      whole.run(sets(2, 5, 3), {});

      auto first = training_of(chosen, {1, 2}, 4);
      EXPECT_FALSE(first.run(sets(2, 5, 3), until(interruption)));
      auto second = training_of(chosen, {1, 2}, 4);
      second.restore("step/", parse_checkpoint(bytes_of(first), "file"));
      EXPECT_TRUE(bytes_of(second) == bytes_of(first));
      EXPECT_TRUE(second.run(sets(2, 5, 3), {}));
      EXPECT_TRUE(bytes_of(second) == bytes_of(whole));
      EXPECT_EQ(second.history().size(), whole.history().size());
    }
  }
}

TEST(Trainer, AStateStaysWhatItWasWhileTheTrainingGoesOn) {
  auto training = training_of(settings(6));
  training.run(sets(1), until(2));
  const NamedTensors state = training.state("step/");
  const std::string bytes = checkpoint_bytes(state);
  training.run(sets(1), {});
  EXPECT_TRUE(checkpoint_bytes(state) == bytes);
  EXPECT_FALSE(bytes_of(training) == bytes);
}

TEST(Trainer, RestoresOnlyWhatFits) {
  auto training = training_of(settings(2));
  training.run(sets(1), {});
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
    training.run(sets(2), {});
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
    training.run(data, {});
    FAIL() << "no error";
  } catch (const NumericalError& error) {
    EXPECT_EQ(std::string(error.what()).rfind("step 3, epoch 1, member 8: L_GAN_BHA: ", 0), 0U) << error.what();
  }
}

TEST(Trainer, WeightsThatAreNotFiniteAreNoState) {
  auto training = training_of(settings(3));
  training.gan().generators.b.parameters()[0].detach()[0][0][0].fill_(std::numeric_limits<float>::infinity());
  EXPECT_THROW(training.state("step/"), NumericalError);
}

TEST(Trainer, HowManyThreadsTrainDoesNotChangeTheResult) {
  const auto trained = [](std::size_t threads) {
    std::vector<std::string> results(3);
    run_in_parallel(results.size(), threads, [&](std::size_t member) {
      auto training = training_of(settings(3), {member + 1}, static_cast<std::int64_t>(member));
      training.run(sets(1), {});
      results[member] = bytes_of(training);
    });
    return results;
  };
  const auto alone = trained(1);
  EXPECT_TRUE(alone == trained(2));
  EXPECT_FALSE(alone[0] == alone[1]);
}

}  // namespace
}  // namespace crystalgan
