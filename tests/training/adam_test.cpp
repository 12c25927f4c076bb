#include "crystalgan/training/adam.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

std::vector<float> random_numbers(Random& random, std::size_t count, double reach = 1.0) {
  std::vector<float> drawn(count);
  for (float& number : drawn) number = static_cast<float>(reach * (2.0 * random.uniform() - 1.0));
  return drawn;
}

// arXiv:1412.6980, algorithm 1, for one parameter, in float64.
struct AdamByTheBook {
  AdamSettings settings;
  double parameter;
  double m = 0.0;
  double v = 0.0;
  int t = 0;

  void step(double gradient) {
    ++t;
    const double g = gradient + settings.weight_decay * parameter;
    m = settings.beta1 * m + (1.0 - settings.beta1) * g;
    v = settings.beta2 * v + (1.0 - settings.beta2) * g * g;
    const double m_hat = m / (1.0 - std::pow(settings.beta1, t));
    const double v_hat = v / (1.0 - std::pow(settings.beta2, t));
    parameter -= settings.learning_rate * m_hat / (std::sqrt(v_hat) + settings.epsilon);
  }
};

TEST(Adam, FollowsTheFormulaOverManySteps) {
  constexpr int kSteps = 200;
  for (const AdamSettings& settings :
       {AdamSettings{}, AdamSettings{1e-2, 0.5, 0.999, 1e-8}, AdamSettings{3e-3, 0.9, 0.99, 1e-3},
        AdamSettings{1e-2, 0.5, 0.999, 1e-8, 0.3}, AdamSettings{3e-3, 0.9, 0.99, 1e-3, 2.0}}) {
    Random random(Seed(1));
    std::vector<float> parameters = random_numbers(random, 29);
    const std::vector<float> start = parameters;
    std::vector<AdamByTheBook> expected;
    for (const float parameter : parameters) expected.push_back({settings, static_cast<double>(parameter)});
    Adam adam(settings, parameters.size());
    for (int step = 0; step < kSteps; ++step) {
      const auto gradient = random_numbers(random, parameters.size(), 3.0);
      adam.step(parameters, gradient);
      for (std::size_t k = 0; k < gradient.size(); ++k) expected[k].step(static_cast<double>(gradient[k]));
    }
    EXPECT_EQ(adam.steps(), kSteps);
    double farthest = 0.0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      // Every step rounds a parameter below 2 by at most 6e-8, and itself by some 1e-6 of the learning rate.
      EXPECT_NEAR(static_cast<double>(parameters[k]), expected[k].parameter,
                  kSteps * (6e-8 + 1e-6 * settings.learning_rate))
          << k;
      farthest = std::max(farthest, std::fabs(static_cast<double>(parameters[k] - start[k])));
    }
    EXPECT_GT(farthest, 5 * settings.learning_rate);
  }
}

TEST(Adam, MomentsAreTheRunningMeansToFullPrecision) {
  std::vector<float> parameter(1);
  Adam adam({1e-3, 0.9, 0.999, 1e-8}, 1);
  double m = 0.0;
  double v = 0.0;
  double worst = 0.0;  // relative error of v
  for (int step = 1; step <= 50; ++step) {
    const double g = std::sin(step) + 0.2;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    adam.step(parameter, std::vector{static_cast<float>(g)});
    EXPECT_NEAR(static_cast<double>(adam.first_moments()[0]), m, 1e-6);
    worst = std::max(worst, std::fabs(static_cast<double>(adam.second_moments()[0]) / v - 1.0));
  }
  EXPECT_LT(worst, 5e-6);
}

TEST(Adam, TheFirstStepIsTheLearningRateAgainstTheSignOfTheGradient) {
  std::vector<float> parameters(3);
  Adam adam({0.25, 0.5, 0.999, 1e-8}, 3);
  adam.step(parameters, std::vector{1e-3F, -1e3F, 0.0F});
  EXPECT_NEAR(static_cast<double>(parameters[0]), -0.25, 1e-5);
  EXPECT_NEAR(static_cast<double>(parameters[1]), 0.25, 1e-5);
  EXPECT_EQ(parameters[2], 0.0F);
}

TEST(Adam, FindsTheLeastOfAParabola) {
  std::vector<float> parameters{3.0F, -2.0F};
  Adam adam({0.05, 0.5, 0.999, 1e-8}, 2);
  for (int step = 0; step < 500; ++step)
    adam.step(parameters, std::vector{2.0F * (parameters[0] - 1.0F), 2.0F * (parameters[1] - 1.0F)});
  for (const float parameter : parameters) EXPECT_NEAR(static_cast<double>(parameter), 1.0, 1e-2);
}

TEST(Adam, AnEmptyGradientLeavesParametersMomentsAndStepsAlone) {
  std::vector<float> parameters{1.0F, 1.0F};
  Adam adam({1e-2, 0.5, 0.999, 1e-8, 0.1}, 2);  // not even the decay of weights moves them
  adam.step(parameters, std::vector{1.0F, -1.0F});
  const auto kept = parameters;
  const auto first = adam.first_moments();
  const auto second = adam.second_moments();
  EXPECT_NE(kept, (std::vector{1.0F, 1.0F}));
  adam.step(parameters, {});
  EXPECT_EQ(parameters, kept);
  EXPECT_EQ(adam.first_moments(), first);
  EXPECT_EQ(adam.second_moments(), second);
  EXPECT_EQ(adam.steps(), 1);
}

TEST(Adam, ANumberMovesAlikeWhereverItStands) {
  // Whole vectors and the rest that fills none.
  for (const std::size_t count : {1U, 2U, 3U, 7U, 8U, 15U, 16U, 17U, 31U, 33U, 100U}) {
    Random random(Seed(7));
    const AdamSettings settings{1e-2, 0.5, 0.999, 1e-8, 0.01};
    std::vector<float> together = random_numbers(random, count);
    std::vector<float> apart = together;
    Adam adam(settings, count);
    std::vector<Adam> alone(count, Adam(settings, 1));
    for (int step = 0; step < 20; ++step) {
      const auto gradient = random_numbers(random, count, 2.0);
      adam.step(together, gradient);
      for (std::size_t k = 0; k < count; ++k) alone[k].step(std::span(&apart[k], 1), std::span(&gradient[k], 1));
    }
    EXPECT_EQ(together, apart) << count;
  }
}

TEST(Adam, WeightDecayPullsAParameterWithoutGradientToZero) {
  std::vector<float> decaying{3.0F, -2.0F};
  std::vector<float> kept{3.0F, -2.0F};
  Adam with({0.05, 0.5, 0.999, 1e-8, 0.1}, 2);
  Adam without({0.05, 0.5, 0.999, 1e-8}, 2);
  for (int step = 0; step < 500; ++step) {
    with.step(decaying, std::vector{0.0F, 0.0F});
    without.step(kept, std::vector{0.0F, 0.0F});
  }
  for (const float parameter : decaying) EXPECT_NEAR(static_cast<double>(parameter), 0.0, 1e-2);
  EXPECT_EQ(kept, (std::vector{3.0F, -2.0F}));
}

// Adam over ten parameters after some steps; `random` says what gradients come next.
struct Optimiser {
  std::vector<float> parameters = std::vector<float>(10, 1.0F);
  Adam adam{AdamSettings{1e-2, 0.5, 0.999, 1e-8, 0.01}, 10};

  void steps(int count, Random& random) {
    for (int step = 0; step < count; ++step) adam.step(parameters, random_numbers(random, 10));
  }
};

TEST(Adam, GoesOnFromASavedStateAsIfNeverInterrupted) {
  Optimiser first;
  Random random(Seed(2));
  first.steps(7, random);
  NamedArrays saved;
  first.adam.save("step/generator-a", saved);
  Optimiser second;
  second.parameters = first.parameters;
  second.adam.restore("step/generator-a", saved);
  EXPECT_EQ(second.adam.steps(), 7);
  Random again = random;
  first.steps(5, random);
  second.steps(5, again);
  EXPECT_EQ(first.parameters, second.parameters);
  EXPECT_EQ(first.adam.first_moments(), second.adam.first_moments());
  EXPECT_EQ(first.adam.second_moments(), second.adam.second_moments());
}

TEST(Adam, SavesMomentsAndStepsUnderItsPrefix) {
  Optimiser optimiser;
  Random random(Seed(3));
  optimiser.steps(3, random);
  NamedArrays saved{{"of another", array_of(std::vector{1.0F})}};
  optimiser.adam.save("p", saved);
  EXPECT_EQ(saved.size(), 4U);
  EXPECT_EQ(numbers_named<float>(saved, "p/first-moment", {10}), optimiser.adam.first_moments());
  EXPECT_EQ(numbers_named<float>(saved, "p/second-moment", {10}), optimiser.adam.second_moments());
  EXPECT_EQ(numbers_named<std::int64_t>(saved, "p/steps", {1}), std::vector<std::int64_t>{3});
}

TEST(Adam, RestoresOnlyWhatFits) {
  Optimiser optimiser;
  Random random(Seed(4));
  optimiser.steps(2, random);
  NamedArrays saved;
  optimiser.adam.save("p", saved);
  EXPECT_THROW(Optimiser().adam.restore("q", saved), ShapeError);
  for (const auto& [name, array] : saved) {
    NamedArrays without = saved;
    without.erase(name);
    EXPECT_THROW(Optimiser().adam.restore("p", without), ShapeError) << name;
    NamedArrays other = saved;
    other[name].shape.push_back(1);
    EXPECT_THROW(Optimiser().adam.restore("p", other), ShapeError) << name;
    other[name] = {array.shape, std::vector<double>(10)};
    EXPECT_THROW(Optimiser().adam.restore("p", other), ShapeError) << name;
  }
}

TEST(Adam, RefusesParametersAndGradientsOfAnotherNumber) {
  Adam adam({}, 3);
  std::vector<float> parameters(3);
  EXPECT_THROW(adam.step(parameters, std::vector<float>(2)), ShapeError);
  EXPECT_THROW(adam.step(parameters, std::vector<float>(4)), ShapeError);
  std::vector<float> fewer(2);
  EXPECT_THROW(adam.step(fewer, std::vector<float>(3)), ShapeError);
  EXPECT_EQ(adam.steps(), 0);
}

}  // namespace
}  // namespace crystalgan
