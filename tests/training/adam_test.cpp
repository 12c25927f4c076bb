#include "crystalgan/training/adam.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include <algorithm>
#include <cmath>

#include "crystalgan/core/error.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;
using test::random_tensor;

TEST(Adam, AgreesWithTheTorchOptimiser) {
  for (const AdamSettings& settings :
       {AdamSettings{}, AdamSettings{1e-2, 0.5, 0.999, 1e-8}, AdamSettings{3e-3, 0.9, 0.99, 1e-3},
        AdamSettings{1e-2, 0.5, 0.999, 1e-8, 0.3}, AdamSettings{3e-3, 0.9, 0.99, 1e-3, 2.0}}) {
    Random random(Seed(1));
    const std::vector<at::Tensor> start{random_tensor(random, {2, 3, 4}).to(at::kFloat),
                                        random_tensor(random, {5}).to(at::kFloat)};
    std::vector<at::Tensor> mine;
    std::vector<at::Tensor> theirs;
    for (const auto& tensor : start) {
      mine.push_back(tensor.clone());
      theirs.push_back(tensor.clone().requires_grad_(true));
    }
    Adam adam(settings, mine);
    torch::optim::Adam reference(theirs, torch::optim::AdamOptions(settings.learning_rate)
                                             .betas({settings.beta1, settings.beta2})
                                             .eps(settings.epsilon)
                                             .weight_decay(settings.weight_decay));
    for (int step = 0; step < 20; ++step) {
      std::vector<at::Tensor> gradients;
      for (auto& parameter : theirs) {
        gradients.push_back(random_tensor(random, parameter.sizes(), -3, 3).to(at::kFloat));
        parameter.mutable_grad() = gradients.back().clone();
      }
      adam.step(gradients);
      reference.step();
    }
    EXPECT_EQ(adam.steps(), 20);
    for (std::size_t i = 0; i < start.size(); ++i) {
      // 20 steps of at most about the learning rate; float32 resolves 6e-8 of parameters below 1, twenty times
      EXPECT_LT(test::largest_difference(mine[i], theirs[i].detach()), 1e-5 * settings.learning_rate + 1e-6);
      EXPECT_GT(test::largest_difference(mine[i], start[i]), settings.learning_rate);
    }
  }
}

TEST(Adam, MomentsAreTheRunningMeansToFullPrecision) {
  const auto parameter = at::zeros({1});
  Adam adam({1e-3, 0.9, 0.999, 1e-8}, {parameter});
  double m = 0.0;
  double v = 0.0;
  double worst = 0.0;  // relative error of v
  for (int step = 1; step <= 50; ++step) {
    const double g = std::sin(step) + 0.2;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    adam.step({at::full({1}, g)});
    EXPECT_NEAR(adam.moments()[0].item<double>(), m, 1e-6);
    worst = std::max(worst, std::fabs(adam.moments()[1].item<double>() / v - 1.0));
  }
  EXPECT_LT(worst, 5e-6);
}

TEST(Adam, TheFirstStepIsTheLearningRateAgainstTheSignOfTheGradient) {
  const auto parameter = at::zeros({3});
  Adam adam({0.25, 0.5, 0.999, 1e-8}, {parameter});
  adam.step({at::tensor({1e-3F, -1e3F, 0.0F})});
  EXPECT_NEAR(parameter[0].item<float>(), -0.25, 1e-5);
  EXPECT_NEAR(parameter[1].item<float>(), 0.25, 1e-5);
  EXPECT_EQ(parameter[2].item<float>(), 0.0F);
}

TEST(Adam, FindsTheLeastOfAParabola) {
  const auto parameter = at::tensor({3.0F, -2.0F});
  Adam adam({0.05, 0.5, 0.999, 1e-8}, {parameter});
  for (int step = 0; step < 500; ++step) adam.step({2 * (parameter - 1)});
  EXPECT_LT((parameter - 1).abs().max().item<double>(), 1e-2);
}

TEST(Adam, AnUndefinedGradientLeavesItsParameterAndMomentsAlone) {
  const auto with = at::ones({2});
  const auto without = at::ones({2});
  Adam adam({}, {with, without});
  adam.step({at::ones({2}), at::ones({2})});
  const auto kept = without.clone();
  const auto kept_moment = adam.moments()[3].clone();
  adam.step({at::ones({2}), at::Tensor()});
  EXPECT_TRUE(identical(without, kept));
  EXPECT_TRUE(identical(adam.moments()[3], kept_moment));
  EXPECT_FALSE(identical(with, kept));
}

TEST(Adam, ReadsGradientsThatAreNotContiguous) {
  const auto one = at::zeros({2, 3});
  const auto other = at::zeros({2, 3});
  const auto gradient = at::arange(6).to(at::kFloat).view({3, 2}).t();
  Adam first({}, {one});
  Adam second({}, {other});
  first.step({gradient});
  second.step({gradient.contiguous()});
  EXPECT_TRUE(identical(one, other));
}

TEST(Adam, WeightDecayPullsAParameterWithoutGradientToZero) {
  const auto decaying = at::tensor({3.0F, -2.0F});
  const auto kept = at::tensor({3.0F, -2.0F});
  Adam with({0.05, 0.5, 0.999, 1e-8, 0.1}, {decaying});
  Adam without({0.05, 0.5, 0.999, 1e-8}, {kept});
  for (int step = 0; step < 500; ++step) {
    with.step({at::zeros({2})});
    without.step({at::zeros({2})});
  }
  EXPECT_LT(decaying.abs().max().item<double>(), 1e-2);
  EXPECT_TRUE(identical(kept, at::tensor({3.0F, -2.0F})));
}

// Adam over two parameters after some steps; `random` says what gradients come next.
struct Optimiser {
  std::vector<at::Tensor> parameters{at::ones({2, 3}), at::zeros({4})};
  Adam adam{AdamSettings{1e-2, 0.5, 0.999, 1e-8, 0.01}, parameters};

  void steps(int count, Random& random) {
    for (int step = 0; step < count; ++step)
      adam.step({random_tensor(random, {2, 3}).to(at::kFloat), random_tensor(random, {4}).to(at::kFloat)});
  }
};

TEST(Adam, GoesOnFromASavedStateAsIfNeverInterrupted) {
  Optimiser first;
  Random random(Seed(2));
  first.steps(7, random);
  NamedTensors saved;
  first.adam.save("step/generators", saved);
  Optimiser second;
  second.adam.restore("step/generators", saved);
  EXPECT_EQ(second.adam.steps(), 7);
  Random again = random;
  first.steps(5, random);
  second.steps(5, again);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(identical(first.parameters[i], second.parameters[i]));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(identical(first.adam.moments()[i], second.adam.moments()[i]));
}

TEST(Adam, SavesParametersMomentsAndStepsUnderItsPrefix) {
  Optimiser optimiser;
  Random random(Seed(3));
  optimiser.steps(3, random);
  NamedTensors saved{{"of another", at::ones({1})}};
  optimiser.adam.save("p", saved);
  EXPECT_EQ(saved.size(), 8U);
  EXPECT_TRUE(identical(saved.at("p-0"), optimiser.parameters[0]));
  EXPECT_TRUE(identical(saved.at("p-1"), optimiser.parameters[1]));
  EXPECT_TRUE(identical(saved.at("p-1/first-moment"), optimiser.adam.moments()[1]));
  EXPECT_TRUE(identical(saved.at("p-1/second-moment"), optimiser.adam.moments()[3]));
  EXPECT_EQ(saved.at("p/steps").item<std::int64_t>(), 3);
  // copies: the state stays what it was
  const auto before = saved.at("p-0").clone();
  const auto moment = saved.at("p-0/first-moment").clone();
  optimiser.steps(1, random);
  EXPECT_TRUE(identical(saved.at("p-0"), before));
  EXPECT_TRUE(identical(saved.at("p-0/first-moment"), moment));
  EXPECT_FALSE(identical(optimiser.parameters[0], before));
}

TEST(Adam, RestoresInPlaceAndOnlyWhatFits) {
  Optimiser optimiser;
  Random random(Seed(4));
  optimiser.steps(2, random);
  NamedTensors saved;
  optimiser.adam.save("p", saved);
  Optimiser fresh;
  fresh.adam.restore("p", saved);
  // the networks keep their tensors
  EXPECT_TRUE(identical(fresh.parameters[0], optimiser.parameters[0]));
  EXPECT_TRUE(fresh.adam.parameters()[0].is_same(fresh.parameters[0]));
  EXPECT_THROW(fresh.adam.restore("q", saved), ShapeError);
  for (const auto& [name, tensor] : saved) {
    NamedTensors without = saved;
    without.erase(name);
    EXPECT_THROW(Optimiser().adam.restore("p", without), ShapeError) << name;
    NamedTensors other = saved;
    other[name] = at::zeros({2, 2}, at::kInt);
    EXPECT_THROW(Optimiser().adam.restore("p", other), ShapeError) << name;
  }
}

TEST(Adam, RefusesAGradientOfAnotherShape) {
  Adam adam({}, {at::zeros({2, 3})});
  EXPECT_THROW(adam.step({at::zeros({3, 2})}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
