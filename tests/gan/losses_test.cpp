#include "crystalgan/gan/losses.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/numbers.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::converted;
using test::largest_difference;
using test::random_numbers;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double softplus(double x) { return std::log1p(std::exp(x)); }

// A loss and its gradient, which stands where other numbers were.
template <class Number>
struct Loss {
  double value;
  std::vector<Number> gradient;
};

template <class Number>
std::vector<Number> room(std::size_t count) {
  return std::vector<Number>(count, static_cast<Number>(7));
}

template <class Number>
Loss<Number> reconstruction(const std::vector<Number>& cycle, const std::vector<Number>& original, double weight = 1) {
  auto gradient = room<Number>(cycle.size());
  const double value = reconstruction_loss(std::span<const Number>(cycle), std::span<const Number>(original), weight,
                                           std::span<Number>(gradient));
  return {value, gradient};
}

template <class Number>
Loss<Number> adversarial(const std::vector<Number>& logits, double weight = 1) {
  auto gradient = room<Number>(logits.size());
  const double value = generator_adversarial_loss(std::span<const Number>(logits), weight, std::span<Number>(gradient));
  return {value, gradient};
}

template <class Number>
Loss<Number> discriminator(std::vector<Number> real, const std::vector<Number>& fake) {
  auto gradient = room<Number>(real.size() + fake.size());
  const std::size_t count = real.size();
  real.insert(real.end(), fake.begin(), fake.end());
  const double value = discriminator_loss(std::span<const Number>(real), count, std::span<Number>(gradient));
  return {value, gradient};
}

template <class Number>
Loss<Number> matching(const std::vector<Number>& real, const std::vector<Number>& fake, std::size_t units,
                      double weight = 1) {
  auto gradient = room<Number>(fake.size());
  const double value = feature_matching_loss(std::span<const Number>(real), std::span<const Number>(fake), units,
                                             weight, std::span<Number>(gradient));
  return {value, gradient};
}

template <class Number>
class LossesOf : public testing::Test {};
using Numbers = testing::Types<float, double>;
TYPED_TEST_SUITE(LossesOf, Numbers);

TYPED_TEST(LossesOf, ReconstructionIsTheMeanSquareOfAllNumbers) {
  for (const std::size_t count : {1U, 7U, 8U, 12U, 19U, 32U}) {  // eight numbers are added side by side
    const std::vector<TypeParam> original(count, TypeParam{1});
    auto cycle = original;
    cycle[0] = 4;
    EXPECT_DOUBLE_EQ(reconstruction(cycle, original).value, 9.0 / static_cast<double>(count));
    cycle[count - 1] = -1;
    EXPECT_DOUBLE_EQ(reconstruction(cycle, original).value, (count > 1 ? 13.0 : 4.0) / static_cast<double>(count));
    std::vector<double> expected(count);
    expected[0] = 2 * 3.0 / static_cast<double>(count);
    expected[count - 1] = 2 * -2.0 / static_cast<double>(count);
    EXPECT_LT(largest_difference(reconstruction(cycle, original).gradient, expected), 1e-7) << count;
  }
}

TYPED_TEST(LossesOf, ASureAndRightDiscriminatorAreZero) {
  EXPECT_EQ(adversarial<TypeParam>({10000, 1000}).value, 0.0);
  EXPECT_EQ(adversarial<TypeParam>({10000, 1000}).gradient, (std::vector<TypeParam>{0, 0}));
  EXPECT_EQ(discriminator<TypeParam>({10000}, {-10000}).value, 0.0);
  EXPECT_EQ(discriminator<TypeParam>({10000}, {-10000}).gradient, (std::vector<TypeParam>{0, 0}));
}

TYPED_TEST(LossesOf, ASureAndWrongDiscriminatorAreTheLogitAndPullWithSlopeOne) {
  EXPECT_EQ(adversarial<TypeParam>({-10000}).value, 1e4);
  EXPECT_EQ(adversarial<TypeParam>({-10000}).gradient, (std::vector<TypeParam>{-1}));
  EXPECT_EQ(discriminator<TypeParam>({-10000}, {10000}).value, 2e4);
  EXPECT_EQ(discriminator<TypeParam>({-10000}, {10000}).gradient, (std::vector<TypeParam>{-1, 1}));
}

TYPED_TEST(LossesOf, WhatIsNotANumberComesThrough) {
  const auto nan = static_cast<TypeParam>(kNan);
  for (const std::size_t place : {0U, 9U}) {
    std::vector<TypeParam> numbers(10);
    numbers[place] = nan;
    const std::vector<TypeParam> zeros(10);
    EXPECT_TRUE(std::isnan(reconstruction(numbers, zeros).value));
    EXPECT_TRUE(std::isnan(reconstruction(zeros, numbers).gradient[place]));
    EXPECT_TRUE(std::isnan(adversarial(numbers).value));
    EXPECT_TRUE(std::isnan(adversarial(numbers).gradient[place]));
    EXPECT_TRUE(std::isnan(discriminator(zeros, numbers).value));
    EXPECT_TRUE(std::isnan(discriminator(numbers, zeros).value));
    EXPECT_TRUE(std::isnan(discriminator(numbers, zeros).gradient[place]));
    EXPECT_TRUE(std::isnan(matching(zeros, numbers, 5).value));
    EXPECT_TRUE(std::isnan(matching(numbers, zeros, 5).gradient[place % 5]));
  }
}

TEST(Losses, Reconstruction) {
  std::vector<double> cycle(12);
  cycle[5] = 3.0;
  cycle[9] = -1.0;
  const std::vector<double> original(12);
  EXPECT_NEAR(reconstruction(cycle, original).value, (9.0 + 1.0) / 12.0, 1e-12);
  EXPECT_NEAR(reconstruction(original, std::vector<double>(12, 0.5)).value, 0.25, 1e-12);
}

TEST(Losses, ReconstructionOfTheSameIsZero) {
  Random random(Seed(1));
  const auto features = random_numbers(random, 3 * 4 * 3 * 3);
  EXPECT_EQ(reconstruction(features, features).value, 0.0);
  EXPECT_EQ(reconstruction(features, features).gradient, std::vector<double>(features.size()));
}

TEST(Losses, AdversarialLoss) {
  EXPECT_NEAR(adversarial<double>({0.0}).value, std::log(2.0), 1e-12);
  EXPECT_NEAR(adversarial<double>({2.0}).value, softplus(-2.0), 1e-12);
  EXPECT_NEAR(adversarial<double>({-2.0}).value, softplus(2.0), 1e-12);
  // -log sigmoid(l), written out
  EXPECT_NEAR(adversarial<double>({1.5, -0.5}).value,
              -(std::log(1 / (1 + std::exp(-1.5))) + std::log(1 / (1 + std::exp(0.5)))) / 2, 1e-12);
  EXPECT_LT(largest_difference(adversarial<double>({0.0, 0.0}).gradient, std::vector<double>{-0.25, -0.25}), 1e-12);
}

TEST(Losses, DiscriminatorLoss) {
  EXPECT_NEAR(discriminator<double>({0.0}, {0.0}).value, 2 * std::log(2.0), 1e-12);
  const double expected = (softplus(-1.0) + softplus(0.5) + softplus(-3.0)) / 3 + (softplus(0.7) + softplus(-0.2)) / 2;
  EXPECT_NEAR(discriminator<double>({1.0, -0.5, 3.0}, {0.7, -0.2}).value, expected, 1e-12);
  EXPECT_LT(
      largest_difference(discriminator<double>({0.0, 0.0}, {0.0}).gradient, std::vector<double>{-0.25, -0.25, 0.5}),
      1e-12);
}

TEST(Losses, TheDiscriminatorTotalIsTheSumOfBothDomains) {
  EXPECT_DOUBLE_EQ((DiscriminatorTerms{1.5, 0.25}).total(), 1.75);
}

TEST(Losses, FeatureMatching) {
  // means of the two units: real (3, 1), fake (1, 2)
  const std::vector<double> real{1, 0, 3, 1, 5, 2};
  const std::vector<double> fake{0, 1, 2, 3};
  EXPECT_NEAR(matching(real, fake, 2).value, (2.0 * 2.0 + 1.0 * 1.0) / 2, 1e-12);
  // -2 (mean of real - mean of fake) / (units · fakes)
  EXPECT_LT(largest_difference(matching(real, fake, 2).gradient, std::vector<double>{-1, 0.5, -1, 0.5}), 1e-12);
  // one unit only: the means are 2 and 1.5
  EXPECT_NEAR(matching(real, fake, 1).value, 0.25, 1e-12);
}

TEST(Losses, FeatureMatchingIsZeroWhereTheMeansAreEqual) {
  const auto equal = matching<double>({1, 5, 3, 7}, {2, 6, 0, 4, 4, 8}, 2);
  EXPECT_EQ(equal.value, 0.0);
  EXPECT_EQ(equal.gradient, std::vector<double>(6));
}

TEST(Losses, RefuseOtherShapes) {
  const std::vector<double> three(3);
  const std::vector<double> four(4);
  auto gradient = room<double>(4);
  const std::span<double> whole(gradient);
  const std::span<const double> of_three(three);
  const std::span<const double> of_four(four);
  EXPECT_NO_THROW(reconstruction_loss(of_four, of_four, 1, whole));
  EXPECT_THROW(reconstruction_loss(of_three, of_four, 1, whole.first(3)), ShapeError);
  EXPECT_THROW(reconstruction_loss(of_four, of_four, 1, whole.first(3)), ShapeError);
  EXPECT_THROW(generator_adversarial_loss(of_three, 1, whole), ShapeError);
  EXPECT_THROW(discriminator_loss(of_three, 1, whole), ShapeError);
  EXPECT_THROW(feature_matching_loss(of_four, of_three, 1, 1, whole), ShapeError);
}

TEST(Losses, GradientsAreThoseOfCentralDifferences) {
  Random random(Seed(2));
  const auto expect_right = [](const char* name, auto&& loss, std::vector<double>& numbers,
                               const std::vector<double>& gradient) {
    const auto check = check_gradient(loss, numbers, gradient);
    EXPECT_LT(check.worst, 1e-6) << name << ", " << check.where;
    EXPECT_GT(check.largest, 1e-2) << name;
  };
  auto cycle = random_numbers(random, 3 * 4 * 3 * 3);
  const auto original = random_numbers(random, 3 * 4 * 3 * 3);
  expect_right(
      "reconstruction", [&] { return 0.7 * reconstruction(cycle, original).value; }, cycle,
      reconstruction(cycle, original, 0.7).gradient);
  auto fake = random_numbers(random, 3, -4, 4);
  expect_right(
      "adversarial", [&] { return 0.7 * adversarial(fake).value; }, fake, adversarial(fake, 0.7).gradient);
  auto logits = random_numbers(random, 8, -4, 4);
  const auto of_logits = [&] {
    return discriminator<double>({logits.begin(), logits.begin() + 5}, {logits.begin() + 5, logits.end()});
  };
  expect_right(
      "discriminator", [&] { return of_logits().value; }, logits, of_logits().gradient);
  const auto real = random_numbers(random, 5 * 3);
  auto features = random_numbers(random, 4 * 3);
  expect_right(
      "feature matching", [&] { return 0.7 * matching(real, features, 3).value; }, features,
      matching(real, features, 3, 0.7).gradient);
}

TEST(Losses, AWeightMultipliesTheGradientAndNotTheLoss) {
  Random random(Seed(3));
  const auto one = random_numbers(random, 12);
  const auto other = random_numbers(random, 12);
  const auto expect_weighted = [](const auto& loss) {
    const Loss<double> plain = loss(1.0);
    const Loss<double> double_weight = loss(2.0);
    const Loss<double> none = loss(0.0);
    EXPECT_EQ(double_weight.value, plain.value);
    EXPECT_EQ(none.value, plain.value);
    for (std::size_t i = 0; i < plain.gradient.size(); ++i) {
      EXPECT_DOUBLE_EQ(double_weight.gradient[i], 2.0 * plain.gradient[i]);
      EXPECT_EQ(none.gradient[i], 0.0);
    }
  };
  expect_weighted([&](double weight) { return reconstruction(one, other, weight); });
  expect_weighted([&](double weight) { return adversarial(one, weight); });
  expect_weighted([&](double weight) { return matching(one, other, 4, weight); });
}

TEST(Losses, OfFloatsAreThoseOfDoubles) {
  Random random(Seed(4));
  const auto one = random_numbers<float>(random, 36 * 35, -4, 4);
  const auto other = random_numbers<float>(random, 36 * 35, -4, 4);
  const auto expect_alike = [](const Loss<float>& of_floats, const Loss<double>& of_doubles) {
    EXPECT_NEAR(of_floats.value, of_doubles.value, 1e-6 * of_doubles.value);
    EXPECT_LT(largest_difference(of_floats.gradient, of_doubles.gradient), 1e-6 * test::largest(of_doubles.gradient));
  };
  const auto one_double = converted<double>(one);
  const auto other_double = converted<double>(other);
  expect_alike(reconstruction(one, other), reconstruction(one_double, other_double));
  expect_alike(adversarial(one), adversarial(one_double));
  expect_alike(discriminator(one, other), discriminator(one_double, other_double));
  expect_alike(matching(one, other, 36), matching(one_double, other_double, 36));
}

const LossWeights kPrimes{2, 3, 5, 7, 11, 13, 17};

GeneratorTerms powers_of_ten() {
  return {1, 10, 100, 1000, GeometryTerms{10000, 100000}, PerDomain<double>{1000000, 2000000}};
}

TEST(Losses, GeneratorTotal) {
  auto terms = powers_of_ten();
  EXPECT_DOUBLE_EQ(generator_total(terms, kPrimes), 2 + 30 + 500 + 7000 + 110000 + 1300000 + 17.0 * 3000000);
  terms.feature_matching.reset();
  EXPECT_DOUBLE_EQ(generator_total(terms, kPrimes), 2 + 30 + 500 + 7000 + 110000 + 1300000);
  terms.geometry.reset();
  EXPECT_DOUBLE_EQ(generator_total(terms, kPrimes), 2 + 30 + 500 + 7000);
}

TEST(Losses, AWeightOfZeroRemovesATermFromTheTotalEvenOneThatIsNotFinite) {
  double LossWeights::*const lambdas[] = {&LossWeights::lambda1,         &LossWeights::lambda2, &LossWeights::lambda3,
                                          &LossWeights::lambda4,         &LossWeights::lambda5, &LossWeights::lambda6,
                                          &LossWeights::feature_matching};
  for (std::size_t without = 0; without < 7; ++without)
    for (const double odd : {kInfinity, kNan}) {
      auto terms = powers_of_ten();
      double* const all[] = {&terms.gan_b,
                             &terms.reconstruction_a,
                             &terms.gan_a,
                             &terms.reconstruction_b,
                             &terms.geometry->geo1,
                             &terms.geometry->geo2,
                             &terms.feature_matching->a};
      auto weights = kPrimes;
      weights.*lambdas[without] = 0.0;
      const double expected = generator_total(terms, weights);
      *all[without] = odd;
      EXPECT_EQ(generator_total(terms, weights), expected) << without;
      EXPECT_FALSE(std::isfinite(generator_total(terms, kPrimes))) << without;
    }
}

}  // namespace
}  // namespace crystalgan
