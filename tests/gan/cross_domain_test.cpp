#include "crystalgan/gan/cross_domain.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/gan/atom_batches.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::identical;
using test::leaf;
using test::random_tensor;

constexpr std::int64_t kSlots = 3;
constexpr std::int64_t kSize = 4 * kSlots * 3;

CrossDomainGan random_gan(const std::vector<std::uint64_t>& members, std::int64_t layers = 3, std::int64_t width = 11) {
  const auto seeds = [&](const char* name) {
    std::vector<Seed> derived;
    for (const std::uint64_t member : members) derived.push_back(Seed(member).derive(name));
    return derived;
  };
  const PerceptronShape generator{kSize, kSize, layers, width};
  const PerceptronShape discriminator{kSize, 1, layers, width};
  return {{Perceptron(generator, seeds("G_AHB")), Perceptron(generator, seeds("G_BHA"))},
          {Perceptron(discriminator, seeds("D_AH")), Perceptron(discriminator, seeds("D_BH"))}};
}

// Generators of one layer that multiply by a number.
CrossDomainGan multiplying_gan(double a_to_b, double b_to_a) {
  CrossDomainGan gan = random_gan({1}, 1);
  const at::NoGradGuard no_gradient;
  for (auto [network, factor] : {std::pair{&gan.generators.a, a_to_b}, std::pair{&gan.generators.b, b_to_a}}) {
    network->parameters()[0].copy_(at::eye(kSize).unsqueeze(0) * factor);
    network->parameters()[1].zero_();
  }
  return gan;
}

// Two members, 3 structures of A and 2 of B; each block of metals is a little in disorder, so that nothing is
// symmetric.
struct Example {
  PerDomain<at::Tensor> features;
  PerDomain<at::Tensor> masks;
};

Example example(std::int64_t members, at::ScalarType type) {
  Random random(Seed(42));
  const auto set = [&](std::int64_t count) {
    auto features = random_tensor(random, {members, count, 4, kSlots, 3}, -2, 2);  // [M, B, K, S, 3]
    features.select(2, 0).add_(3.0 * at::eye(3, at::kDouble));
    return features.to(type);
  };
  const auto mask = [&](std::int64_t count) {
    auto present = random_tensor(random, {members, count, 4, kSlots}) > -0.5;  // [M, B, K, S]
    present.select(2, 0).fill_(true);
    present.select(3, 0).fill_(true);
    return present;
  };
  const auto a = set(3);
  const auto b = set(2);
  return {{a, b}, {mask(3), mask(2)}};
}

Example member_of(const Example& all, std::int64_t member) {
  const auto only = [&](const at::Tensor& tensor) { return tensor.slice(0, member, member + 1); };
  return {{only(all.features.a), only(all.features.b)}, {only(all.masks.a), only(all.masks.b)}};
}

double gradient_size(const at::Tensor& loss, const Perceptron& network) {
  double size = 0.0;
  for (const auto& gradient : torch::autograd::grad({loss.sum()}, network.parameters(), {}, true, false, true))
    if (gradient.defined()) size += gradient.abs().sum().item<double>();
  return size;
}

double value(const at::Tensor& tensor) { return tensor.item<double>(); }

TEST(CrossDomain, TranslatesThereAndBack) {
  const auto gan = multiplying_gan(2.0, 3.0);
  const auto [features, masks] = example(1, at::kFloat);
  const Translation made = translate(gan, features);
  EXPECT_TRUE(at::allclose(made.fake.b, 2 * features.a));
  EXPECT_TRUE(at::allclose(made.fake.a, 3 * features.b));
  EXPECT_TRUE(at::allclose(made.cycle.a, 6 * features.a));
  EXPECT_TRUE(at::allclose(made.cycle.b, 6 * features.b));
}

TEST(CrossDomain, ReconstructionTermsAreMeasuredInTheirOwnDomain) {
  const auto gan = multiplying_gan(2.0, 3.0);
  const auto [features, masks] = example(1, at::kFloat);
  const auto terms = generator_terms(gan, features, masks, translate(gan, features), std::nullopt);
  EXPECT_NEAR(value(terms.reconstruction_a), 25 * value(features.a.square().mean()), 1e-4);
  EXPECT_NEAR(value(terms.reconstruction_b), 25 * value(features.b.square().mean()), 1e-4);
  EXPECT_FALSE(terms.geometry.has_value());
}

TEST(CrossDomain, ReconstructionIsZeroWhereTheGeneratorsUndoEachOther) {
  const auto gan = multiplying_gan(2.0, 0.5);
  const auto [features, masks] = example(1, at::kFloat);
  const auto terms = generator_terms(gan, features, masks, translate(gan, features), std::nullopt);
  EXPECT_EQ(value(terms.reconstruction_a), 0.0);
  EXPECT_EQ(value(terms.reconstruction_b), 0.0);
}

TEST(CrossDomain, DiscriminatorsSeeTheRealAndTheFakeOfTheirDomain) {
  const auto gan = random_gan({1, 2});
  const auto [features, masks] = example(2, at::kFloat);
  const Translation made = translate(gan, features);
  const auto terms = discriminator_terms(gan, features, made.fake);
  const auto judge = [](const Perceptron& network, const at::Tensor& batch) { return network(batch.flatten(2)); };
  const auto expected_a =
      discriminator_loss(judge(gan.discriminators.a, features.a), judge(gan.discriminators.a, made.fake.a));
  const auto expected_b =
      discriminator_loss(judge(gan.discriminators.b, features.b), judge(gan.discriminators.b, made.fake.b));
  EXPECT_LT(test::largest_difference(terms.a, expected_a), 1e-6);
  EXPECT_LT(test::largest_difference(terms.b, expected_b), 1e-6);
}

TEST(CrossDomain, DiscriminatorTermsLeaveTheGeneratorsAlone) {
  const auto gan = random_gan({1});
  const auto [features, masks] = example(1, at::kFloat);
  const auto terms = discriminator_terms(gan, features, translate(gan, features).fake);
  EXPECT_EQ(gradient_size(terms.total(), gan.generators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.total(), gan.generators.b), 0.0);
  EXPECT_GT(gradient_size(terms.a, gan.discriminators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.a, gan.discriminators.b), 0.0);
  EXPECT_GT(gradient_size(terms.b, gan.discriminators.b), 0.0);
  EXPECT_EQ(gradient_size(terms.b, gan.discriminators.a), 0.0);
}

TEST(CrossDomain, EveryGeneratorTermReachesTheGeneratorsThatMadeIt) {
  const auto gan = random_gan({1});
  const auto [features, masks] = example(1, at::kFloat);
  const GeometryConstraint constraint{GeometryForm::spring, {}, true, {{2, 3}}};
  const auto terms = generator_terms(gan, features, masks, translate(gan, features), constraint);
  EXPECT_GT(gradient_size(terms.gan_b, gan.generators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.gan_b, gan.generators.b), 0.0);
  EXPECT_GT(gradient_size(terms.gan_a, gan.generators.b), 0.0);
  EXPECT_EQ(gradient_size(terms.gan_a, gan.generators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.gan_b, gan.discriminators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.gan_a, gan.discriminators.b), 0.0);
  ASSERT_TRUE(terms.geometry);
  for (const auto& term :
       {terms.reconstruction_a, terms.reconstruction_b, terms.geometry->geo1, terms.geometry->geo2}) {
    EXPECT_GT(gradient_size(term, gan.generators.a), 0.0);
    EXPECT_GT(gradient_size(term, gan.generators.b), 0.0);
  }
}

TEST(CrossDomain, AFakeKeepsTheAtomsOfItsOrigin) {
  // One A and one B atom in every structure, in a cube of 10 Å: 1.5 Å apart in domain A, 2.5 Å in B.
  const auto structure = [](float apart) {
    auto features = at::zeros({1, 1, 4, kSlots, 3});
    features[0][0][0].copy_(10 * at::eye(3));
    features[0][0][3][0][0] = apart;
    return features;
  };
  auto one_each = at::zeros({1, 1, 4, kSlots}, at::kBool);
  one_each.select(2, 0).fill_(true);
  one_each.slice(3, 0, 1).fill_(true);
  auto only_a = one_each.clone();
  only_a[0][0][3].fill_(false);
  const auto gan = multiplying_gan(1.0, 1.0);
  const PerDomain<at::Tensor> features{structure(1.5F), structure(2.5F)};
  const GeometryConstraint constraint{GeometryForm::hinge, {3.0, 3.5}, true, {{2, 3}}};
  const auto geometry = [&](const PerDomain<at::Tensor>& masks) {
    return *generator_terms(gan, features, masks, translate(gan, features), constraint).geometry;
  };
  // Both fakes count: 2 · 1.5² + 2 · 0.5²; the lone atom sees its image 10 Å away.
  EXPECT_NEAR(value(geometry({one_each, one_each}).geo1), 5.0, 1e-5);
  EXPECT_NEAR(value(geometry({one_each, one_each}).geo2), 0.0, 1e-5);
  EXPECT_NEAR(value(geometry({one_each, only_a}).geo1), 4.5, 1e-5);
  EXPECT_NEAR(value(geometry({one_each, only_a}).geo2), 6.5 * 6.5, 1e-4);
  EXPECT_NEAR(value(geometry({only_a, one_each}).geo1), 0.5, 1e-5);
}

TEST(CrossDomain, GroupsOfBlocksCountApart) {
  const auto gan = random_gan({1, 2});
  const auto [features, masks] = example(2, at::kFloat);
  const Translation made = translate(gan, features);
  const auto geometry = [&, &f = features, &m = masks](const std::vector<std::vector<std::int64_t>>& groups) {
    return generator_terms(gan, f, m, made, GeometryConstraint{GeometryForm::spring, {}, true, groups}).geometry->geo1;
  };
  const auto both = geometry({{2, 3}, {1}});
  EXPECT_LT(test::largest_difference(both, geometry({{2, 3}}) + geometry({{1}})), 1e-4);
  EXPECT_GT(test::largest_difference(both, geometry({{1, 2, 3}})), 1e-3);
}

TEST(CrossDomain, AFormOfNoneIsNoConstraint) {
  const auto gan = random_gan({1});
  const auto [features, masks] = example(1, at::kFloat);
  const GeometryConstraint none{GeometryForm::none, {}, true, {{2, 3}}};
  EXPECT_FALSE(generator_terms(gan, features, masks, translate(gan, features), none).geometry.has_value());
}

std::vector<at::Tensor> all_terms(const CrossDomainGan& gan, const Example& batch) {
  const GeometryConstraint constraint{GeometryForm::spring, {}, true, {{2, 3}}};
  const Translation made = translate(gan, batch.features);
  const auto judged = discriminator_terms(gan, batch.features, made.fake);
  const auto terms = generator_terms(gan, batch.features, batch.masks, made, constraint);
  return {terms.gan_b,
          terms.gan_a,
          terms.reconstruction_a,
          terms.reconstruction_b,
          terms.geometry->geo1,
          terms.geometry->geo2,
          judged.a,
          judged.b};
}

TEST(CrossDomain, MembersAreIndependent) {
  const auto both = random_gan({1, 2});
  const Example batch = example(2, at::kFloat);
  const auto terms = all_terms(both, batch);
  for (std::int64_t member = 0; member < 2; ++member) {
    const auto alone = all_terms(random_gan({static_cast<std::uint64_t>(member) + 1}), member_of(batch, member));
    for (std::size_t i = 0; i < terms.size(); ++i)
      EXPECT_NEAR(value(terms[i][member]), value(alone[i]), 1e-5 * (1 + std::fabs(value(alone[i])))) << i;
  }
  auto sum = at::zeros({2});
  for (const auto& term : terms) sum = sum + term;
  auto parameters = both.generator_parameters();
  for (const auto& parameter : both.discriminator_parameters()) parameters.push_back(parameter);
  for (const auto& gradient : torch::autograd::grad({sum[0]}, parameters)) {
    EXPECT_GT(gradient[0].abs().sum().item<double>(), 0.0);
    EXPECT_EQ(gradient[1].abs().sum().item<double>(), 0.0);
  }
}

TEST(CrossDomain, GradientsAreThoseOfCentralDifferences) {
  const auto gan = random_gan({1}, 2, 4);
  auto parameters = gan.generator_parameters();
  for (const auto& parameter : gan.discriminator_parameters()) parameters.push_back(parameter);
  for (const auto& parameter : parameters) parameter.set_data(parameter.detach().to(at::kDouble));
  const Example batch = example(1, at::kDouble);
  for (const auto form : {GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge}) {
    const GeometryConstraint constraint{form, {2.5, 1.0}, true, {{2, 3}, {1}}};
    const auto loss = [&] {
      const Translation made = translate(gan, batch.features);
      const auto terms = generator_terms(gan, batch.features, batch.masks, made, constraint);
      return generator_total(terms, {0.3, 1.0, 0.4, 1.1, 0.7, 0.2}).sum();
    };
    const auto check = check_gradient(loss, gan.generator_parameters(), 1e-6);
    EXPECT_LT(check.worst, 1e-4) << check.where;
    EXPECT_GT(check.largest, 1e-2);
  }
  const auto judged = [&] {
    return discriminator_terms(gan, batch.features, translate(gan, batch.features).fake).total().sum();
  };
  const auto check = check_gradient(judged, gan.discriminator_parameters(), 1e-6);
  EXPECT_LT(check.worst, 1e-5) << check.where;
}

TEST(CrossDomain, ListsGeneratorsAndDiscriminatorsApart) {
  const auto gan = random_gan({1});
  ASSERT_EQ(gan.generator_parameters().size(), 12U);
  EXPECT_TRUE(gan.generator_parameters()[0].is_same(gan.generators.a.parameters()[0]));
  EXPECT_TRUE(gan.generator_parameters()[6].is_same(gan.generators.b.parameters()[0]));
  EXPECT_TRUE(gan.discriminator_parameters()[0].is_same(gan.discriminators.a.parameters()[0]));
  EXPECT_TRUE(gan.discriminator_parameters()[6].is_same(gan.discriminators.b.parameters()[0]));
}

}  // namespace
}  // namespace crystalgan
