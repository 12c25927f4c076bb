#include "crystalgan/gan/networks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::identical;
using test::leaf;
using test::random_tensor;

void set_values(const at::Tensor& parameter, const std::vector<float>& values) {
  ASSERT_EQ(parameter.numel(), static_cast<std::int64_t>(values.size()));
  std::copy(values.begin(), values.end(), parameter.data_ptr<float>());
}

TEST(Networks, HaveThePapersFiveLayersOfAHundredUnits) {
  const Perceptron network({216, 1}, {Seed(1), Seed(2), Seed(3)});
  const std::vector<std::vector<std::int64_t>> expected{{3, 216, 100}, {3, 1, 100}, {3, 100, 100}, {3, 1, 100},
                                                        {3, 100, 100}, {3, 1, 100}, {3, 100, 100}, {3, 1, 100},
                                                        {3, 100, 1},   {3, 1, 1}};
  ASSERT_EQ(network.weights().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(network.weights()[i].sizes(), at::IntArrayRef(expected[i]));
  EXPECT_EQ(network.parameters().sizes(), at::IntArrayRef({3, 217 * 100 + 3 * 101 * 100 + 101}));
  EXPECT_TRUE(network.parameters().is_leaf() && network.parameters().requires_grad());
  EXPECT_EQ(network.parameters().scalar_type(), at::kFloat);
  EXPECT_EQ(network(at::zeros({3, 7, 216})).sizes(), at::IntArrayRef({3, 7, 1}));
}

TEST(Networks, OfOneLayerAreALinearMap) {
  const Perceptron network({2, 3, 1, 100}, {Seed(1)});
  ASSERT_EQ(network.weights().size(), 2U);
  set_values(network.weights()[0], {1, 2, 3, 4, 5, 6});  // [in, out]
  set_values(network.weights()[1], {0.5F, -0.5F, -40});
  const auto result = network(at::tensor({1.0F, 10.0F}).view({1, 1, 2}));
  EXPECT_TRUE(identical(result.view({3}), at::tensor({41.5F, 51.5F, 23.0F})));
}

TEST(Networks, OfTwoLayersClipTheHiddenUnitsButNotTheOutput) {
  const Perceptron network({1, 1, 2, 2}, {Seed(1)});
  set_values(network.weights()[0], {1, -1});
  set_values(network.weights()[1], {0, 0.5F});
  set_values(network.weights()[2], {2, -3});
  set_values(network.weights()[3], {-1});
  const auto result = network(at::tensor({4.0F, -2.0F}).view({1, 2, 1}));
  EXPECT_EQ(result[0][0].item<float>(), 2 * 4 - 1);
  EXPECT_EQ(result[0][1].item<float>(), -3 * 2.5F - 1);
}

TEST(Networks, DrawEveryParameterUniformlyWithinTheInverseRootOfItsInputs) {
  const Perceptron network({400, 30, 3, 64}, {Seed(1), Seed(2)});
  for (std::size_t i = 0; i < network.weights().size(); ++i) {
    const auto parameter = network.weights()[i];
    const double bound = 1.0 / std::sqrt(static_cast<double>(network.weights()[i - i % 2].size(1)));
    EXPECT_LE(parameter.abs().max().item<double>(), bound * 1.000001);
    if (parameter.numel() < 1000) continue;
    EXPECT_GT(parameter.abs().max().item<double>(), 0.98 * bound);
    EXPECT_NEAR(parameter.mean().item<double>(), 0.0, 0.05 * bound);
    EXPECT_NEAR(parameter.std().item<double>(), bound / std::sqrt(3.0), 0.05 * bound);
  }
}

TEST(Networks, AMemberDependsOnItsOwnSeedOnly) {
  const PerceptronShape shape{6, 4, 3, 5};
  const Perceptron both(shape, {Seed(7), Seed(8)});
  const Perceptron second(shape, {Seed(8)});
  const Perceptron swapped(shape, {Seed(8), Seed(7)});
  for (std::size_t i = 0; i < both.weights().size(); ++i) {
    EXPECT_TRUE(identical(both.weights()[i][1], second.weights()[i][0]));
    EXPECT_TRUE(identical(both.weights()[i][0], swapped.weights()[i][1]));
    EXPECT_FALSE(identical(both.weights()[i][0], both.weights()[i][1]));
  }
}

TEST(Networks, MembersAreIndependent) {
  const PerceptronShape shape{6, 4, 4, 9};
  const Perceptron both(shape, {Seed(1), Seed(2)});
  Random random(Seed(3));
  const auto batch = random_tensor(random, {2, 5, 6}).to(at::kFloat);
  const auto result = both(batch);
  for (std::int64_t member = 0; member < 2; ++member) {
    const Perceptron alone(shape, {Seed(static_cast<std::uint64_t>(member) + 1)});
    EXPECT_LT(test::largest_difference(alone(batch.slice(0, member, member + 1))[0], result[member]), 1e-6);
  }
  const auto gradients = torch::autograd::grad({result[0].square().sum()}, {both.parameters()});
  for (const auto& gradient : gradients) {
    EXPECT_GT(gradient[0].abs().sum().item<double>(), 0.0);
    EXPECT_EQ(gradient[1].abs().sum().item<double>(), 0.0);
  }
}

TEST(Networks, EveryInputReachesEveryOutput) {
  const Perceptron network({12, 3}, {Seed(5)});
  const auto batch = at::ones({1, 1, 12}).requires_grad_(true);
  const auto result = network(batch);
  for (std::int64_t output = 0; output < 3; ++output) {
    const auto gradient = torch::autograd::grad({result[0][0][output]}, {batch}, {}, true)[0];
    EXPECT_GT(gradient.abs().min().item<double>(), 0.0);
  }
}

TEST(Networks, GradientsAreThoseOfCentralDifferences) {
  const Perceptron network({5, 2, 3, 7}, {Seed(1), Seed(2)});
  network.parameters().set_data(network.parameters().detach().to(at::kDouble));
  Random random(Seed(4));
  std::vector<at::Tensor> leaves{network.parameters()};
  leaves.push_back(leaf(random_tensor(random, {2, 3, 5})));
  const auto weights = random_tensor(random, {2, 3, 2});
  const auto check = check_gradient([&] { return (weights * network(leaves.back()).square()).sum(); }, leaves, 1e-6);
  EXPECT_LT(check.worst, 1e-5) << check.where;
  EXPECT_GT(check.largest, 1e-2);
}

TEST(Networks, ListTheirLayersFirstToLast) {
  const Perceptron network({1, 1, 2, 2}, {Seed(1)});
  set_values(network.weights()[0], {1, -1});
  set_values(network.weights()[1], {0, 0.5F});
  set_values(network.weights()[2], {2, -3});
  set_values(network.weights()[3], {-1});
  const auto batch = at::tensor({4.0F, -2.0F}).view({1, 2, 1});
  const auto layers = network.layers(batch);
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_TRUE(identical(layers[0], at::tensor({4.0F, 0.0F, 0.0F, 2.5F}).view({1, 2, 2})));  // behind the ReLU
  EXPECT_TRUE(identical(layers[1], at::tensor({7.0F, -8.5F}).view({1, 2, 1})));
  EXPECT_TRUE(identical(layers[1], network(batch)));
}

TEST(Networks, OfOneLayerListItsOutputOnly) {
  const Perceptron network({2, 3, 1, 100}, {Seed(1)});
  const auto layers = network.layers(at::ones({1, 4, 2}));
  ASSERT_EQ(layers.size(), 1U);
  EXPECT_TRUE(identical(layers[0], network(at::ones({1, 4, 2}))));
}

TEST(Networks, AShrunkenLastLayerStartsNearZeroAndChangesNothingElse) {
  const PerceptronShape shape{6, 4, 3, 9};
  const std::vector<Seed> seeds{Seed(1), Seed(2)};
  const Perceptron untouched(shape, seeds);
  Perceptron shrunken(shape, seeds);
  shrunken.shrink_last_layer(0.125);
  ASSERT_EQ(shrunken.weights().size(), 6U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(identical(shrunken.weights()[i], untouched.weights()[i])) << i;
  EXPECT_TRUE(identical(shrunken.weights()[4], untouched.weights()[4] * 0.125));
  EXPECT_EQ(shrunken.weights()[5].abs().max().item<double>(), 0.0);
  Random random(Seed(3));
  const auto batch = random_tensor(random, {2, 5, 6}).to(at::kFloat);
  const auto expected = 0.125 * (untouched(batch) - untouched.weights()[5]);
  EXPECT_LT(test::largest_difference(shrunken(batch).detach(), expected.detach()), 1e-6);
  // it still learns
  EXPECT_TRUE(shrunken.parameters().is_leaf() && shrunken.parameters().requires_grad());
  const auto gradient = torch::autograd::grad({shrunken(batch).sum()}, {shrunken.parameters()})[0];  // [M, N]
  for (const DenseLayer& layer : dense_layers(shape)) {
    EXPECT_GT(gradient.slice(1, layer.weights, layer.bias).abs().sum().item<double>(), 0.0);
    EXPECT_GT(gradient.slice(1, layer.bias, layer.bias + layer.outputs).abs().sum().item<double>(), 0.0);
  }
}

TEST(Networks, RefuseOtherShapes) {
  const Perceptron network({12, 3}, {Seed(5), Seed(6)});
  EXPECT_THROW(network(at::zeros({2, 4, 11})), ShapeError);
  EXPECT_THROW(network(at::zeros({1, 4, 12})), ShapeError);
  EXPECT_THROW(network(at::zeros({4, 12})), ShapeError);
  EXPECT_THROW(network.layers(at::zeros({2, 4, 11})), ShapeError);
}

}  // namespace
}  // namespace crystalgan
