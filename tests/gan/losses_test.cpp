#include "crystalgan/gan/losses.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::leaf;
using test::numbers;
using test::random_tensor;

double softplus(double x) { return std::log1p(std::exp(x)); }

double member(const at::Tensor& loss, std::int64_t index) { return loss[index].item<double>(); }

at::Tensor logits(const std::vector<double>& values) {
  return numbers(values).view({1, static_cast<std::int64_t>(values.size()), 1});  // [1, B, 1]
}

TEST(Losses, Reconstruction) {
  const auto original = at::zeros({2, 1, 4, 1, 3}, at::kDouble);  // [M, B, K, S, 3]
  auto cycle = original.clone();
  cycle[0][0][1][0][2] = 3.0;
  cycle[0][0][3][0][0] = -1.0;
  cycle[1].fill_(0.5);
  const auto loss = reconstruction_loss(cycle, original);
  EXPECT_EQ(loss.sizes(), at::IntArrayRef({2}));
  EXPECT_NEAR(member(loss, 0), (9.0 + 1.0) / 12.0, 1e-12);
  EXPECT_NEAR(member(loss, 1), 0.25, 1e-12);
}

TEST(Losses, ReconstructionOfTheSameIsZero) {
  Random random(Seed(1));
  const auto features = random_tensor(random, {2, 3, 4, 3, 3});
  EXPECT_EQ(reconstruction_loss(features, features).abs().max().item<double>(), 0.0);
}

TEST(Losses, ReconstructionRefusesAnotherBatch) {
  EXPECT_THROW(reconstruction_loss(at::zeros({1, 1, 4, 3, 3}), at::zeros({1, 2, 4, 3, 3})), ShapeError);
}

TEST(Losses, AdversarialLoss) {
  EXPECT_NEAR(member(generator_adversarial_loss(logits({0.0})), 0), std::log(2.0), 1e-12);
  // -log sigmoid(l), written out
  EXPECT_NEAR(member(generator_adversarial_loss(logits({1.5, -0.5})), 0),
              -(std::log(1 / (1 + std::exp(-1.5))) + std::log(1 / (1 + std::exp(0.5)))) / 2, 1e-12);
  const auto two = at::cat({logits({2.0}), logits({-2.0})}, 0);
  EXPECT_NEAR(member(generator_adversarial_loss(two), 0), softplus(-2.0), 1e-12);
  EXPECT_NEAR(member(generator_adversarial_loss(two), 1), softplus(2.0), 1e-12);
}

TEST(Losses, DiscriminatorLoss) {
  EXPECT_NEAR(member(discriminator_loss(logits({0.0}), logits({0.0})), 0), 2 * std::log(2.0), 1e-12);
  const double expected = (softplus(-1.0) + softplus(0.5) + softplus(-3.0)) / 3 + (softplus(0.7) + softplus(-0.2)) / 2;
  EXPECT_NEAR(member(discriminator_loss(logits({1.0, -0.5, 3.0}), logits({0.7, -0.2})), 0), expected, 1e-12);
}

TEST(Losses, OfASureAndRightJudgeAreZero) {
  EXPECT_EQ(member(generator_adversarial_loss(logits({1e4, 1e3})), 0), 0.0);
  EXPECT_EQ(member(discriminator_loss(logits({1e4}), logits({-1e4})), 0), 0.0);
}

TEST(Losses, OfASureAndWrongJudgeAreTheLogitAndPullWithSlopeOne) {
  for (const auto type : {at::kFloat, at::kDouble}) {
    const auto low = at::full({1, 1, 1}, -1e4, type).requires_grad_(true);
    const auto high = at::full({1, 1, 1}, 1e4, type).requires_grad_(true);
    EXPECT_EQ(member(generator_adversarial_loss(low), 0), 1e4);
    EXPECT_EQ(member(discriminator_loss(low, high), 0), 2e4);
    const auto gradients = torch::autograd::grad({discriminator_loss(low, high).sum()}, {low, high});
    EXPECT_EQ(gradients[0].item<double>(), -1.0);
    EXPECT_EQ(gradients[1].item<double>(), 1.0);
    const auto pull = torch::autograd::grad({generator_adversarial_loss(low).sum()}, {low})[0];
    EXPECT_EQ(pull.item<double>(), -1.0);
    const auto flat = torch::autograd::grad({generator_adversarial_loss(high).sum()}, {high})[0];
    EXPECT_EQ(flat.item<double>(), 0.0);
  }
}

GeneratorTerms terms_of(const at::Tensor& six) {
  return {six[0].view({1}), six[1].view({1}), six[2].view({1}), six[3].view({1}),
          GeometryTerms{six[4].view({1}), six[5].view({1})}};
}

TEST(Losses, GeneratorTotal) {
  const LossWeights weights{2, 3, 5, 7, 11, 13};
  auto terms = terms_of(numbers({1, 10, 100, 1000, 10000, 100000}));
  EXPECT_DOUBLE_EQ(member(generator_total(terms, weights), 0), 2 + 30 + 500 + 7000 + 110000 + 1300000);
  terms.geometry.reset();
  EXPECT_DOUBLE_EQ(member(generator_total(terms, weights), 0), 2 + 30 + 500 + 7000);
}

TEST(Losses, AWeightOfZeroRemovesTheGradientEvenOfATermThatIsNotFinite) {
  const double infinite = std::numeric_limits<double>::infinity();
  for (std::int64_t without = 0; without < 6; ++without) {
    LossWeights weights{1, 1, 1, 1, 1, 1};
    double* const lambdas[] = {&weights.lambda1, &weights.lambda2, &weights.lambda3,
                               &weights.lambda4, &weights.lambda5, &weights.lambda6};
    *lambdas[without] = 0.0;
    const auto six = leaf(at::ones({6}, at::kDouble));
    auto scaled = six * 2.0;
    scaled = at::where(at::arange(6) == without, six * infinite, scaled);  // an infinite term with an infinite slope
    const auto total = generator_total(terms_of(scaled), weights);
    EXPECT_DOUBLE_EQ(member(total, 0), 10.0);
    const auto gradient = torch::autograd::grad({generator_total(terms_of(six), weights).sum()}, {six})[0];
    for (std::int64_t i = 0; i < 6; ++i) EXPECT_EQ(gradient[i].item<double>(), i == without ? 0.0 : 1.0);
  }
}

TEST(Losses, AnInfiniteTermOfWeightZeroLeavesNoNanInTheGradient) {
  const auto x = leaf(at::zeros({1}, at::kDouble));
  const LossWeights weights{1, 1, 1, 1, 1, 0};
  const GeneratorTerms terms{x, x, x, x, GeometryTerms{x, 1.0 / x}};
  const auto total = generator_total(terms, weights);
  EXPECT_EQ(total.item<double>(), 0.0);
  EXPECT_EQ(torch::autograd::grad({total.sum()}, {x})[0].item<double>(), 5.0);
}

TEST(Losses, TheDiscriminatorTotalIsTheSumOfBothDomains) {
  EXPECT_DOUBLE_EQ(member((DiscriminatorTerms{numbers({1.5, 2}), numbers({0.25, 1})}).total(), 0), 1.75);
}

TEST(Losses, GradientsAreThoseOfCentralDifferences) {
  Random random(Seed(2));
  const auto cycle = leaf(random_tensor(random, {2, 3, 4, 3, 3}));
  const auto original = leaf(random_tensor(random, {2, 3, 4, 3, 3}));
  const auto real = leaf(random_tensor(random, {2, 5, 1}, -4, 4));
  const auto fake = leaf(random_tensor(random, {2, 3, 1}, -4, 4));
  const auto each = numbers({1.0, -2.0});  // so that no member stands in for the other

  const auto reconstruction =
      check_gradient([&] { return (each * reconstruction_loss(cycle, original)).sum(); }, {cycle, original});
  EXPECT_LT(reconstruction.worst, 1e-6) << reconstruction.where;
  EXPECT_GT(reconstruction.largest, 1e-2);
  const auto adversarial = check_gradient([&] { return (each * generator_adversarial_loss(fake)).sum(); }, {fake});
  EXPECT_LT(adversarial.worst, 1e-6) << adversarial.where;
  EXPECT_GT(adversarial.largest, 1e-2);
  const auto discriminator =
      check_gradient([&] { return (each * discriminator_loss(real, fake)).sum(); }, {real, fake});
  EXPECT_LT(discriminator.worst, 1e-6) << discriminator.where;
  EXPECT_GT(discriminator.largest, 1e-2);
  const auto six = leaf(random_tensor(random, {6}));
  const auto total = check_gradient(
      [&] {
        return generator_total(terms_of(six.square()), {2, 3, 5, 7, 11, 13}).sum();
      },
      {six});
  EXPECT_LT(total.worst, 1e-6) << total.where;
}

TEST(Losses, MembersAreIndependent) {
  Random random(Seed(3));
  const auto real = random_tensor(random, {2, 5, 1});
  const auto fake = leaf(random_tensor(random, {2, 4, 1}));
  const auto both = discriminator_loss(real, fake);
  for (std::int64_t m = 0; m < 2; ++m) {
    const auto alone = discriminator_loss(real.slice(0, m, m + 1), fake.slice(0, m, m + 1));
    EXPECT_EQ(member(both, m), member(alone, 0));
  }
  const auto gradient = torch::autograd::grad({both[0]}, {fake})[0];
  EXPECT_GT(gradient[0].abs().min().item<double>(), 0.0);
  EXPECT_EQ(gradient[1].abs().max().item<double>(), 0.0);
}

}  // namespace
}  // namespace crystalgan
