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
       {AdamSettings{}, AdamSettings{1e-2, 0.5, 0.999, 1e-8}, AdamSettings{3e-3, 0.9, 0.99, 1e-3}}) {
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
                                             .eps(settings.epsilon));
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

TEST(Adam, RefusesAGradientOfAnotherShape) {
  Adam adam({}, {at::zeros({2, 3})});
  EXPECT_THROW(adam.step({at::zeros({3, 2})}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
