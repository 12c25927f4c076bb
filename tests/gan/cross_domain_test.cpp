#include "crystalgan/gan/cross_domain.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
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
using test::random_tensor;

constexpr std::int64_t kSlots = 3;
constexpr std::int64_t kSize = 4 * kSlots * 3;

CrossDomainGan random_gan(const std::vector<std::uint64_t>& members, const GeneratorShape& shape) {
  const auto seeds = [&](const char* name) {
    std::vector<Seed> derived;
    for (const std::uint64_t member : members) derived.push_back(Seed(member).derive(name));
    return derived;
  };
  const bool sees_mask = shape.form == GeneratorForm::block_swap;
  const std::int64_t inputs = kSize + (sees_mask ? mask_inputs(4, kSlots) : 0);
  const PerceptronShape judge{inputs, 1, shape.layers, shape.width};
  return {{Generator(shape, seeds("G_AHB")), Generator(shape, seeds("G_BHA"))},
          {Discriminator(judge, sees_mask, seeds("D_AH")), Discriminator(judge, sees_mask, seeds("D_BH"))}};
}

GeneratorShape plain(std::int64_t layers = 3, std::int64_t width = 11) {
  return {GeneratorForm::plain, 4, kSlots, layers, width, 0};
}

GeneratorShape block_swap(std::int64_t layers = 3, std::int64_t width = 11, std::int64_t latent = 2) {
  return {GeneratorForm::block_swap, 4, kSlots, layers, width, latent};
}

GeometryConstraint constrained(GeometryForm form, const DistanceWindow& window,
                               const std::vector<std::vector<std::int64_t>>& groups) {
  GeometryConstraint constraint;
  constraint.form = form;
  constraint.window = window;
  constraint.groups = groups;
  return constraint;
}

// Generators of one layer that multiply by a number.
CrossDomainGan multiplying_gan(double a_to_b, double b_to_a) {
  CrossDomainGan gan = random_gan({1}, plain(1));
  const at::NoGradGuard no_gradient;
  for (auto [network, factor] : {std::pair{&gan.generators.a, a_to_b}, std::pair{&gan.generators.b, b_to_a}}) {
    network->weights()[0].copy_(at::eye(kSize).unsqueeze(0) * factor);
    network->weights()[1].zero_();
  }
  return gan;
}

// 3 structures of A and 2 of B; each block of metals is a little in disorder, so that nothing is symmetric.
PerDomain<CellBatch> example(std::int64_t members, at::ScalarType type) {
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
  return {{a, mask(3)}, {b, mask(2)}};
}

CellBatch member_of(const CellBatch& all, std::int64_t member) {
  return {all.features.slice(0, member, member + 1), all.mask.slice(0, member, member + 1)};
}

template <class Network>
double gradient_size(const at::Tensor& loss, const Network& network) {
  double size = 0.0;
  for (const at::Tensor& gradient : torch::autograd::grad({loss.sum()}, {network.parameters()}, {}, true, false, true))
    if (gradient.defined()) size += gradient.abs().sum().item<double>();
  return size;
}

double value(const at::Tensor& tensor) { return tensor.item<double>(); }

TEST(CrossDomain, TranslatesThereAndBack) {
  const auto gan = multiplying_gan(2.0, 3.0);
  const auto cells = example(1, at::kFloat);
  const Translation made = translate(gan, cells);
  EXPECT_TRUE(at::allclose(made.fake.b.features, 2 * cells.a.features));
  EXPECT_TRUE(at::allclose(made.fake.a.features, 3 * cells.b.features));
  EXPECT_TRUE(at::allclose(made.cycle.a.features, 6 * cells.a.features));
  EXPECT_TRUE(at::allclose(made.cycle.b.features, 6 * cells.b.features));
  // the atoms stay in their blocks
  for (const auto* made_of_a : {&made.fake.b, &made.cycle.a}) EXPECT_TRUE(made_of_a->mask.equal(cells.a.mask));
  for (const auto* made_of_b : {&made.fake.a, &made.cycle.b}) EXPECT_TRUE(made_of_b->mask.equal(cells.b.mask));
}

TEST(CrossDomain, ReconstructionTermsAreMeasuredInTheirOwnDomain) {
  const auto gan = multiplying_gan(2.0, 3.0);
  const auto cells = example(1, at::kFloat);
  const auto terms = generator_terms(gan, cells, translate(gan, cells), std::nullopt);
  EXPECT_NEAR(value(terms.reconstruction_a), 25 * value(cells.a.features.square().mean()), 1e-4);
  EXPECT_NEAR(value(terms.reconstruction_b), 25 * value(cells.b.features.square().mean()), 1e-4);
  EXPECT_FALSE(terms.geometry.has_value());
}

TEST(CrossDomain, ReconstructionIsZeroWhereTheGeneratorsUndoEachOther) {
  const auto gan = multiplying_gan(2.0, 0.5);
  const auto cells = example(1, at::kFloat);
  const auto terms = generator_terms(gan, cells, translate(gan, cells), std::nullopt);
  EXPECT_EQ(value(terms.reconstruction_a), 0.0);
  EXPECT_EQ(value(terms.reconstruction_b), 0.0);
}

TEST(CrossDomain, DiscriminatorsSeeTheRealAndTheFakeOfTheirDomain) {
  for (const auto& shape : {plain(), block_swap()}) {
    const auto gan = random_gan({1, 2}, shape);
    const auto cells = example(2, at::kFloat);
    const Translation made = translate(gan, cells);
    const auto terms = discriminator_terms(gan, cells, made.fake);
    const auto expected_a = discriminator_loss(gan.discriminators.a(cells.a), gan.discriminators.a(made.fake.a));
    const auto expected_b = discriminator_loss(gan.discriminators.b(cells.b), gan.discriminators.b(made.fake.b));
    EXPECT_LT(test::largest_difference(terms.a, expected_a), 1e-6);
    EXPECT_LT(test::largest_difference(terms.b, expected_b), 1e-6);
  }
}

TEST(CrossDomain, DiscriminatorTermsLeaveTheGeneratorsAlone) {
  const auto gan = random_gan({1}, plain());
  const auto cells = example(1, at::kFloat);
  const auto terms = discriminator_terms(gan, cells, translate(gan, cells).fake);
  EXPECT_EQ(gradient_size(terms.total(), gan.generators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.total(), gan.generators.b), 0.0);
  EXPECT_GT(gradient_size(terms.a, gan.discriminators.a), 0.0);
  EXPECT_EQ(gradient_size(terms.a, gan.discriminators.b), 0.0);
  EXPECT_GT(gradient_size(terms.b, gan.discriminators.b), 0.0);
  EXPECT_EQ(gradient_size(terms.b, gan.discriminators.a), 0.0);
}

TEST(CrossDomain, EveryGeneratorTermReachesTheGeneratorsThatMadeIt) {
  const auto gan = random_gan({1}, plain());
  const auto cells = example(1, at::kFloat);
  const auto constraint = constrained(GeometryForm::spring, {}, {{2, 3}});
  const auto terms = generator_terms(gan, cells, translate(gan, cells), constraint);
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
  const auto constraint = constrained(GeometryForm::hinge, {3.0, 3.5}, {{2, 3}});
  const auto geometry = [&](const PerDomain<at::Tensor>& masks) {
    const PerDomain<CellBatch> cells{{structure(1.5F), masks.a}, {structure(2.5F), masks.b}};
    return *generator_terms(gan, cells, translate(gan, cells), constraint).geometry;
  };
  // Both fakes count: 2 · 1.5² + 2 · 0.5²; the lone atom sees its image 10 Å away.
  EXPECT_NEAR(value(geometry({one_each, one_each}).geo1), 5.0, 1e-5);
  EXPECT_NEAR(value(geometry({one_each, one_each}).geo2), 0.0, 1e-5);
  EXPECT_NEAR(value(geometry({one_each, only_a}).geo1), 4.5, 1e-5);
  EXPECT_NEAR(value(geometry({one_each, only_a}).geo2), 6.5 * 6.5, 1e-4);
  EXPECT_NEAR(value(geometry({only_a, one_each}).geo1), 0.5, 1e-5);
}

TEST(CrossDomain, GroupsOfBlocksCountApart) {
  const auto gan = random_gan({1, 2}, plain());
  const auto cells = example(2, at::kFloat);
  const Translation made = translate(gan, cells);
  const auto geometry = [&](const std::vector<std::vector<std::int64_t>>& groups) {
    const auto constraint = constrained(GeometryForm::spring, {}, groups);
    return generator_terms(gan, cells, made, constraint).geometry->geo1;
  };
  const auto both = geometry({{2, 3}, {1}});
  EXPECT_LT(test::largest_difference(both, geometry({{2, 3}}) + geometry({{1}})), 1e-4);
  EXPECT_GT(test::largest_difference(both, geometry({{1, 2, 3}})), 1e-3);
}

TEST(CrossDomain, AFormOfNoneIsNoConstraint) {
  const auto gan = random_gan({1}, plain());
  const auto cells = example(1, at::kFloat);
  const auto none = constrained(GeometryForm::none, {}, {{2, 3}});
  EXPECT_FALSE(generator_terms(gan, cells, translate(gan, cells), none).geometry.has_value());
}

std::vector<at::Tensor> all_terms(const CrossDomainGan& gan, const PerDomain<CellBatch>& cells,
                                  const PerDomain<at::Tensor>& latent) {
  const auto constraint = constrained(GeometryForm::spring, {}, {{2, 3}});
  const Translation made = translate(gan, cells, latent);
  const auto judged = discriminator_terms(gan, cells, made.fake);
  const auto terms = generator_terms(gan, cells, made, constraint);
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
  for (const auto& shape : {plain(), block_swap()}) {
    const auto both = random_gan({1, 2}, shape);
    const auto cells = example(2, at::kFloat);
    Random random(Seed(43));
    PerDomain<at::Tensor> latent;
    if (shape.latent > 0)
      latent = {random_tensor(random, {2, 3, shape.latent}).to(at::kFloat),
                random_tensor(random, {2, 2, shape.latent}).to(at::kFloat)};
    const auto latent_of = [](const at::Tensor& drawn, std::int64_t member) {
      return drawn.defined() ? drawn.slice(0, member, member + 1) : drawn;
    };
    const auto terms = all_terms(both, cells, latent);
    for (std::int64_t member = 0; member < 2; ++member) {
      const auto alone = all_terms(random_gan({static_cast<std::uint64_t>(member) + 1}, shape),
                                   {member_of(cells.a, member), member_of(cells.b, member)},
                                   {latent_of(latent.a, member), latent_of(latent.b, member)});
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
}

void to_double(const std::vector<at::Tensor>& parameters) {
  for (const auto& parameter : parameters) parameter.set_data(parameter.detach().to(at::kDouble));
}

TEST(CrossDomain, GradientsAreThoseOfCentralDifferences) {
  const auto gan = random_gan({1}, plain(2, 4));
  to_double(gan.generator_parameters());
  to_double(gan.discriminator_parameters());
  const auto cells = example(1, at::kDouble);
  for (const auto form : {GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge}) {
    const auto constraint = constrained(form, {2.5, 1.0}, {{2, 3}, {1}});
    const auto loss = [&] {
      const Translation made = translate(gan, cells);
      const auto terms = generator_terms(gan, cells, made, constraint);
      return generator_total(terms, {0.3, 1.0, 0.4, 1.1, 0.7, 0.2}).sum();
    };
    const auto check = check_gradient(loss, gan.generator_parameters(), 1e-6);
    EXPECT_LT(check.worst, 1e-4) << check.where;
    EXPECT_GT(check.largest, 1e-2);
  }
  const auto judged = [&] { return discriminator_terms(gan, cells, translate(gan, cells).fake).total().sum(); };
  const auto check = check_gradient(judged, gan.discriminator_parameters(), 1e-6);
  EXPECT_LT(check.worst, 1e-5) << check.where;
}

TEST(CrossDomain, GradientsOfABlockSwapAreThoseOfCentralDifferences) {
  const auto gan = random_gan({1}, block_swap(2, 4, 2));
  to_double(gan.generator_parameters());
  to_double(gan.discriminator_parameters());
  const auto cells = example(1, at::kDouble);
  Random random(Seed(44));
  const PerDomain<at::Tensor> latent{random_tensor(random, {1, 3, 2}), random_tensor(random, {1, 2, 2})};
  GeometryConstraint constraint;
  constraint.pairs = PairWindow{{{{2.0, 1.7, 1.6}, {1.7, 2.6, 2.5}, {1.6, 2.5, 2.4}}}, 2.7, 0.1};
  // chosen so that cells have a crystal's size, and many contacts break a limit
  constraint.scale = FeatureScale{at::eye(3, at::kDouble), at::full({3, 3}, 1.1, at::kDouble), 0.5, 0.2};
  constraint.volume = [](const at::Tensor& mask) {
    return 12.0 * mask.slice(2, 1).flatten(2).sum(2).to(at::kDouble);  // [M, B]
  };
  const auto loss = [&] {
    const auto terms = generator_terms(gan, cells, translate(gan, cells, latent), constraint);
    return generator_total(terms, {0.3, 1.0, 0.4, 1.1, 0.7, 0.2}).sum();
  };
  const auto check = check_gradient(loss, gan.generator_parameters(), 1e-6);
  EXPECT_LT(check.worst, 1e-4) << check.where;
  EXPECT_GT(check.largest, 1e-2);
  const auto judged = [&] { return discriminator_terms(gan, cells, translate(gan, cells, latent).fake).total().sum(); };
  const auto judged_check = check_gradient(judged, gan.discriminator_parameters(), 1e-6);
  EXPECT_LT(judged_check.worst, 1e-5) << judged_check.where;
}

// Cells as they are encoded: rows without an atom are zero.
PerDomain<CellBatch> with_empty_rows_zero(PerDomain<CellBatch> cells) {
  for (CellBatch* batch : {&cells.a, &cells.b})
    batch->features = batch->features * batch->mask.unsqueeze(-1).to(batch->features.scalar_type());
  return cells;
}

TEST(CrossDomain, ABlockSwapMovesTheAtomsToTheOtherMetalAndBack) {
  const auto gan = random_gan({1, 2}, block_swap());
  const auto cells = with_empty_rows_zero(example(2, at::kFloat));
  const Translation made = translate(gan, cells);
  EXPECT_TRUE(made.fake.b.mask.equal(with_metal_blocks_exchanged(cells.a).mask));
  EXPECT_TRUE(made.fake.a.mask.equal(with_metal_blocks_exchanged(cells.b).mask));
  EXPECT_TRUE(made.cycle.a.mask.equal(cells.a.mask));
  EXPECT_TRUE(made.cycle.b.mask.equal(cells.b.mask));
  // fresh networks: nearly the same cells come back
  const auto terms = generator_terms(gan, cells, made, std::nullopt);
  EXPECT_LT(terms.reconstruction_a.max().item<double>(), 0.02 * value(cells.a.features.square().mean()));
  EXPECT_LT(terms.reconstruction_b.max().item<double>(), 0.02 * value(cells.b.features.square().mean()));
}

TEST(CrossDomain, LatentInputsGoWithTheDomainTheyStartFromAndNotOnTheWayBack) {
  const auto gan = random_gan({1}, block_swap());
  const auto cells = example(1, at::kFloat);
  const PerDomain<at::Tensor> latent{at::full({1, 3, 2}, 0.7), at::full({1, 2, 2}, -0.4)};
  const Translation made = translate(gan, cells, latent);
  EXPECT_TRUE(identical(made.fake.b.features, gan.generators.a(cells.a, latent.a).features));
  EXPECT_TRUE(identical(made.fake.a.features, gan.generators.b(cells.b, latent.b).features));
  EXPECT_TRUE(identical(made.cycle.a.features, gan.generators.b(made.fake.b).features));
  EXPECT_TRUE(identical(made.cycle.b.features, gan.generators.a(made.fake.a).features));
  EXPECT_FALSE(identical(made.fake.b.features, translate(gan, cells).fake.b.features));
  EXPECT_FALSE(identical(made.fake.a.features, translate(gan, cells).fake.a.features));
}

TEST(CrossDomain, ListsGeneratorsAndDiscriminatorsApart) {
  const auto gan = random_gan({1}, plain());
  ASSERT_EQ(gan.generator_parameters().size(), 2U);
  EXPECT_TRUE(gan.generator_parameters()[0].is_same(gan.generators.a.parameters()));
  EXPECT_TRUE(gan.generator_parameters()[1].is_same(gan.generators.b.parameters()));
  EXPECT_TRUE(gan.discriminator_parameters()[0].is_same(gan.discriminators.a.parameters()));
  EXPECT_TRUE(gan.discriminator_parameters()[1].is_same(gan.discriminators.b.parameters()));
}

}  // namespace
}  // namespace crystalgan
