#include "crystalgan/gan/cross_domain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "tests/gan/cross_domain_games.hpp"
#include "tests/support/cell_sets.hpp"
#include "tests/support/gradient_check.hpp"

namespace crystalgan {
namespace {

using test::all_finite;
using test::check_gradient;
using test::constrained;
using test::example_cells;
using test::kCell;
using test::kSlots;
using test::kUnequal;
using test::largest;
using test::largest_difference;
using test::multiplying_gan;
using test::random_gan;
using test::Round;
using test::round_of;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double LossWeights::*const kLambdas[] = {&LossWeights::lambda1,         &LossWeights::lambda2, &LossWeights::lambda3,
                                         &LossWeights::lambda4,         &LossWeights::lambda5, &LossWeights::lambda6,
                                         &LossWeights::feature_matching};

LossWeights only(std::size_t index, double lambda = 0.6) {
  LossWeights weights{0, 0, 0, 0, 0, 0, 0};
  weights.*kLambdas[index] = lambda;
  return weights;
}

// Without constraint, with each form of it, and with feature matching.
std::vector<GeneratorObjective> objectives() {
  std::vector<GeneratorObjective> all{{kUnequal, std::nullopt}, {test::with_feature_matching(), std::nullopt}};
  for (const auto form : {GeometryForm::none, GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge})
    all.push_back({kUnequal, constrained(form)});
  all.push_back({test::with_feature_matching(), constrained(GeometryForm::hinge)});
  return all;
}

std::string name_of(const GeneratorObjective& objective) {
  return "geometry " + std::to_string(objective.constraint ? static_cast<int>(objective.constraint->form) : -1) +
         ", feature matching " + std::to_string(objective.weights.feature_matching);
}

double mean_square(const std::vector<double>& numbers) {
  double sum = 0.0;
  for (const double number : numbers) sum += number * number;
  return sum / static_cast<double>(numbers.size());
}

std::vector<double> times(double factor, std::vector<double> numbers) {
  for (double& number : numbers) number *= factor;
  return numbers;
}

template <class One, class Other>
void expect_same_round(const Round<One>& made, const Round<Other>& expected, double relative,
                       double relative_of_gradients) {
  const auto terms = test::named_terms(made.discriminators, made.generators);
  const auto expected_terms = test::named_terms(expected.discriminators, expected.generators);
  ASSERT_EQ(terms.size(), expected_terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i)
    EXPECT_NEAR(terms[i].second, expected_terms[i].second, relative * std::fabs(expected_terms[i].second))
        << terms[i].first;
  const auto expect_near = [&](const char* name, const auto& gradient, const auto& wanted) {
    EXPECT_LE(largest_difference(gradient, wanted), relative_of_gradients * largest(wanted)) << name;
  };
  expect_near("of D_AH", made.of_discriminators.a, expected.of_discriminators.a);
  expect_near("of D_BH", made.of_discriminators.b, expected.of_discriminators.b);
  expect_near("of G_AHB", made.of_generators.a, expected.of_generators.a);
  expect_near("of G_BHA", made.of_generators.b, expected.of_generators.b);
}

TEST(CrossDomain, FreshNetworksHaveASeedEach) {
  const auto gan = make_cross_domain_gan(kSlots, 3, 11, Seed(5), "/step-1");
  const auto expect_fresh = [](const Network<float>& network, std::int64_t outputs, const std::string& name) {
    EXPECT_EQ(network.shape.inputs, kCell) << name;
    EXPECT_EQ(network.shape.outputs, outputs) << name;
    EXPECT_EQ(network.shape.layers, 3) << name;
    EXPECT_EQ(network.shape.width, 11) << name;
    EXPECT_EQ(network.parameters, initial_parameters(network.shape, Seed(5).derive("weights/" + name + "/step-1")));
  };
  expect_fresh(gan.generators.a, kCell, "generator-a");
  expect_fresh(gan.generators.b, kCell, "generator-b");
  expect_fresh(gan.discriminators.a, 1, "discriminator-a");
  expect_fresh(gan.discriminators.b, 1, "discriminator-b");
}

TEST(CrossDomain, ATranslatedCellKeepsItsAtomsInTheirBlocks) {
  const auto gan = random_gan<float>(3, 11);
  const auto cells = test::cell_set(4, kSlots, 7);
  const auto made = translated(gan.generators.a, cells);
  EXPECT_EQ(made.size, 4);
  EXPECT_EQ(made.slots, kSlots);
  EXPECT_EQ(made.mask, cells.mask);
  EXPECT_EQ(made.features, outputs_of(gan.generators.a, cells.features, 4));
}

TEST(CrossDomain, TranslatesThereAndBack) {
  const auto gan = multiplying_gan(2.0, 3.0);
  const auto cells = example_cells();
  CrossDomainGame<double> game(gan);
  game.translate(gan, cells);
  // x_AHB1 = G_AHB1(x_AH) and y_BHA1 = G_BHA1(y_BH), whose atoms stay in their blocks
  EXPECT_LT(largest_difference(game.fake().b.features, times(2.0, cells.a.features)), 1e-12);
  EXPECT_LT(largest_difference(game.fake().a.features, times(3.0, cells.b.features)), 1e-12);
  EXPECT_EQ(game.fake().b.mask, cells.a.mask);
  EXPECT_EQ(game.fake().a.mask, cells.b.mask);
  EXPECT_EQ(game.fake().b.size, 5);
  EXPECT_EQ(game.fake().a.size, 2);
  // x_AHBA1 = 6 x_AH and y_BHAB1 = 6 y_BH, each compared in its own domain
  const auto terms = round_of(gan, cells, {kUnequal, std::nullopt}).generators;
  EXPECT_NEAR(terms.reconstruction_a, 25 * mean_square(cells.a.features), 1e-9);
  EXPECT_NEAR(terms.reconstruction_b, 25 * mean_square(cells.b.features), 1e-9);
  EXPECT_FALSE(terms.geometry.has_value());
  EXPECT_FALSE(terms.feature_matching.has_value());
}

TEST(CrossDomain, ReconstructionIsZeroWhereTheGeneratorsUndoEachOther) {
  const auto terms = round_of(multiplying_gan(2.0, 0.5), example_cells(), {kUnequal, std::nullopt}).generators;
  EXPECT_EQ(terms.reconstruction_a, 0.0);
  EXPECT_EQ(terms.reconstruction_b, 0.0);
}

TEST(CrossDomain, TermsAreThoseOfTheEquations) {
  for (const std::int64_t layers : {1, 2, 5})
    for (const auto& objective : objectives()) {
      const auto gan = random_gan(layers, 11);
      const auto cells = example_cells();
      const auto made = round_of(gan, cells, objective);
      const auto plain = test::plain_terms(gan, cells, objective);
      const auto terms = test::named_terms(made.discriminators, made.generators);
      const auto expected = test::named_terms(plain.discriminators, plain.generators);
      ASSERT_EQ(terms.size(), expected.size()) << name_of(objective);
      for (std::size_t i = 0; i < terms.size(); ++i) {
        EXPECT_EQ(terms[i].first, expected[i].first);
        EXPECT_NEAR(terms[i].second, expected[i].second, 1e-11 * std::fabs(expected[i].second))
            << terms[i].first << ", " << name_of(objective);
      }
    }
}

// The gradients of one network by central differences of the plain losses.
void expect_central_differences(const std::function<double()>& loss, Network<double>& network,
                                const std::vector<double>& gradient, double tolerance, const std::string& where) {
  const auto check = check_gradient(loss, network.parameters, gradient, 1e-6);
  EXPECT_LT(check.worst, tolerance) << where << ": " << check.where;
  EXPECT_GT(check.largest, 1e-2) << where;
}

TEST(CrossDomain, GradientsOfTheGeneratorsAreThoseOfCentralDifferences) {
  for (const std::int64_t layers : {1, 2})
    for (const auto& objective : objectives()) {
      auto gan = random_gan(layers, 4);
      const auto cells = example_cells(3, 2);
      const auto made = round_of(gan, cells, objective);
      const auto loss = [&] {
        return generator_total(test::plain_terms(gan, cells, objective).generators, objective.weights);
      };
      const std::string where = name_of(objective) + ", layers " + std::to_string(layers);
      expect_central_differences(loss, gan.generators.a, made.of_generators.a, 1e-4, "G_AHB, " + where);
      expect_central_differences(loss, gan.generators.b, made.of_generators.b, 1e-4, "G_BHA, " + where);
    }
}

TEST(CrossDomain, GradientsOfTheDiscriminatorsAreThoseOfCentralDifferences) {
  for (const std::int64_t layers : {1, 3}) {
    auto gan = random_gan(layers, 4);
    const auto cells = example_cells(3, 2);
    const auto made = round_of(gan, cells, {kUnequal, std::nullopt});
    const auto loss = [&] { return test::plain_terms(gan, cells, {}).discriminators.total(); };
    expect_central_differences(loss, gan.discriminators.a, made.of_discriminators.a, 1e-5, "D_AH");
    expect_central_differences(loss, gan.discriminators.b, made.of_discriminators.b, 1e-5, "D_BH");
  }
}

TEST(CrossDomain, TheDiscriminatorsLearnFromFixedFakesAndLeaveTheGeneratorsAlone) {
  const auto gan = random_gan(3, 11);
  const auto cells = example_cells();
  const GeneratorObjective objective{test::with_feature_matching(), constrained(GeometryForm::spring)};
  const auto both = round_of(gan, cells, objective);
  CrossDomainGame<double> game(gan);
  game.translate(gan, cells);
  const auto fake = game.fake();
  PerDomain<std::vector<double>> gradients;
  game.derive_discriminators(gan, gradients);
  EXPECT_EQ(gradients.a.size(), gan.discriminators.a.parameters.size());
  EXPECT_EQ(gradients.b.size(), gan.discriminators.b.parameters.size());
  EXPECT_EQ(game.fake().a.features, fake.a.features);
  EXPECT_EQ(game.fake().b.features, fake.b.features);
  // the generators' gradients are the same whether or not the discriminators were derived before
  CrossDomainGame<double> generators_alone(gan);
  generators_alone.translate(gan, cells);
  generators_alone.derive_generators(gan, objective, gradients);
  EXPECT_EQ(gradients.a, both.of_generators.a);
  EXPECT_EQ(gradients.b, both.of_generators.b);
}

TEST(CrossDomain, EveryTermReachesTheGeneratorsThatItDependsOnAndNoOther) {
  const auto gan = random_gan(3, 11);
  const auto cells = example_cells();
  const auto constraint = constrained(GeometryForm::spring);
  const bool reaches_a[] = {true, true, false, true, true, true, true};
  const bool reaches_b[] = {false, true, true, true, true, true, true};
  for (std::size_t i = 0; i < std::size(kLambdas); ++i) {
    const auto gradients = round_of(gan, cells, {only(i), constraint}).of_generators;
    EXPECT_EQ(gradients.a.empty(), !reaches_a[i]) << "λ" << i + 1;
    EXPECT_EQ(gradients.b.empty(), !reaches_b[i]) << "λ" << i + 1;
    EXPECT_EQ(largest(gradients.a) > 1e-4, reaches_a[i]) << "λ" << i + 1;
    EXPECT_EQ(largest(gradients.b) > 1e-4, reaches_b[i]) << "λ" << i + 1;
  }
  const auto none = round_of(gan, cells, {only(0, 0.0), constraint});
  EXPECT_TRUE(none.of_generators.a.empty() && none.of_generators.b.empty());
  EXPECT_GT(none.generators.gan_a, 0.0);  // the terms are there all the same
  // weights of the geometry count only where there is a constraint
  const auto free = round_of(gan, cells, {only(4), std::nullopt}).of_generators;
  EXPECT_TRUE(free.a.empty() && free.b.empty());
  const auto of_none = round_of(gan, cells, {only(4), constrained(GeometryForm::none)}).of_generators;
  EXPECT_TRUE(of_none.a.empty() && of_none.b.empty());
}

TEST(CrossDomain, TheGradientIsTheSumOfThoseOfItsWeightedTerms) {
  const auto gan = random_gan(3, 11);
  const auto cells = example_cells();
  for (const auto form : {GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge}) {
    const LossWeights weights = test::with_feature_matching();
    const auto gradients_of = [&](const LossWeights& chosen) {
      return round_of(gan, cells, {chosen, constrained(form)}).of_generators;
    };
    const auto add = [](std::vector<double>& sum, const std::vector<double>& more, double factor) {
      for (std::size_t i = 0; i < more.size(); ++i) sum[i] += factor * more[i];
    };
    const auto all = gradients_of(weights);
    PerDomain<std::vector<double>> sum{std::vector<double>(all.a.size()), std::vector<double>(all.b.size())};
    for (std::size_t i = 0; i < std::size(kLambdas); ++i) {
      const auto alone = gradients_of(only(i, weights.*kLambdas[i]));
      add(sum.a, alone.a, 1.0);
      add(sum.b, alone.b, 1.0);
      // and without it is all but that
      LossWeights others = weights;
      others.*kLambdas[i] = 0.0;
      auto without = gradients_of(others);
      add(without.a, alone.a, 1.0);
      add(without.b, alone.b, 1.0);
      EXPECT_LT(largest_difference(without.a, all.a), 1e-12 * largest(all.a)) << "λ" << i + 1;
      EXPECT_LT(largest_difference(without.b, all.b), 1e-12 * largest(all.b)) << "λ" << i + 1;
    }
    EXPECT_LT(largest_difference(sum.a, all.a), 1e-12 * largest(all.a));
    EXPECT_LT(largest_difference(sum.b, all.b), 1e-12 * largest(all.b));
  }
}

TEST(CrossDomain, ATermOfWeightZeroAddsNoInfinityTimesZero) {
  // The generator to domain A overflows: what it makes of B, and of the fakes of A, is not finite.
  auto gan = random_gan(3, 11);
  const auto bias = static_cast<std::size_t>(dense_layers(gan.generators.b.shape).front().bias);
  std::fill_n(gan.generators.b.parameters.begin() + static_cast<std::ptrdiff_t>(bias), 11, kInfinity);
  for (const auto& constraint :
       {std::optional<GeometryConstraint>(), std::optional(constrained(GeometryForm::hinge))}) {
    const auto made = round_of(gan, example_cells(), {only(0, 1.0), constraint});
    EXPECT_TRUE(std::isfinite(made.generators.gan_b));
    EXPECT_FALSE(std::isfinite(made.generators.reconstruction_a));
    EXPECT_TRUE(all_finite(made.of_generators.a));
    EXPECT_GT(largest(made.of_generators.a), 0.0);
    EXPECT_TRUE(made.of_generators.b.empty());
  }
}

TEST(CrossDomain, CellsOfADomainWithoutATermLeaveNoNan) {
  // What starts from the other domain is not finite, and nothing that counts depends on it.
  const auto gan = random_gan(3, 11);
  for (const bool from_a : {true, false}) {
    auto cells = example_cells();
    (from_a ? cells.b : cells.a).features.assign((from_a ? cells.b : cells.a).features.size(), kInfinity);
    const LossWeights weights = from_a ? LossWeights{1, 1, 0, 0, 0, 0, 0} : LossWeights{0, 0, 1, 1, 0, 0, 0};
    const auto gradients = round_of(gan, cells, {weights, std::nullopt}).of_generators;
    for (const auto& gradient : {gradients.a, gradients.b}) {
      EXPECT_TRUE(all_finite(gradient));
      EXPECT_GT(largest(gradient), 1e-3);
    }
  }
}

TEST(CrossDomain, AFakeKeepsTheAtomsOfItsOrigin) {
  // One A and one B atom in every structure, in a cube of 10 Å: 1.5 Å apart in domain A, 2.5 Å in B.
  const auto structure = [](double apart, bool with_b) {
    CellBatch<double> cells(1, kSlots);
    for (std::size_t k = 0; k < 3; ++k) cells.features[4 * k] = 10.0;
    cells.features[3 * cells.row(0, Block::b, 0)] = apart;
    for (std::int64_t slot = 0; slot < 3; ++slot) cells.mask[cells.row(0, Block::lattice, slot)] = 1;
    cells.mask[cells.row(0, Block::x, 0)] = 1;
    cells.mask[cells.row(0, Block::a, 0)] = 1;
    cells.mask[cells.row(0, Block::b, 0)] = with_b ? 1 : 0;
    return cells;
  };
  const auto gan = multiplying_gan(1.0, 1.0);
  GeometryConstraint constraint;
  constraint.window = {3.0, 3.5};
  const auto geometry = [&](bool a_with_b, bool b_with_b) {
    const PerDomain<CellBatch<double>> cells{structure(1.5, a_with_b), structure(2.5, b_with_b)};
    return *round_of(gan, cells, {kUnequal, constraint}).generators.geometry;
  };
  // Both fakes count: 2 · 1.5² + 2 · 0.5²; the lone atom sees its image 10 Å away.
  EXPECT_NEAR(geometry(true, true).geo1, 5.0, 1e-9);
  EXPECT_NEAR(geometry(true, true).geo2, 0.0, 1e-9);
  EXPECT_NEAR(geometry(true, false).geo1, 4.5, 1e-9);
  EXPECT_NEAR(geometry(true, false).geo2, 6.5 * 6.5, 1e-9);
  EXPECT_NEAR(geometry(false, true).geo1, 0.5, 1e-9);
}

TEST(CrossDomain, GroupsOfBlocksCountApart) {
  const auto gan = random_gan(3, 11);
  const auto cells = example_cells();
  const auto geo1 = [&](const std::vector<std::vector<Block>>& groups) {
    return round_of(gan, cells, {kUnequal, constrained(GeometryForm::spring, groups)}).generators.geometry->geo1;
  };
  const double both = geo1({{Block::a, Block::b}, {Block::x}});
  EXPECT_NEAR(both, geo1({{Block::a, Block::b}}) + geo1({{Block::x}}), 1e-9);
  EXPECT_GT(std::fabs(both - geo1({{Block::x, Block::a, Block::b}})), 1e-3);
}

TEST(CrossDomain, AFormOfNoneIsNoConstraint) {
  const auto gan = random_gan(3, 11);
  const auto none = round_of(gan, example_cells(), {kUnequal, constrained(GeometryForm::none)});
  EXPECT_FALSE(none.generators.geometry.has_value());
  const auto free = round_of(gan, example_cells(), {kUnequal, std::nullopt});
  EXPECT_EQ(none.of_generators.a, free.of_generators.a);
  EXPECT_EQ(none.of_generators.b, free.of_generators.b);
}

TEST(CrossDomain, FloatsAgreeWithDoubles) {
  for (const std::int64_t layers : {1, 2, 5})
    for (const auto& objective : objectives()) {
      SCOPED_TRACE(name_of(objective) + ", layers " + std::to_string(layers));
      expect_same_round(round_of(random_gan<float>(layers, 11), example_cells<float>(), objective),
                        round_of(random_gan(layers, 11), example_cells(), objective), 1e-5, 1e-5);
    }
}

TEST(CrossDomain, OfThePapersSizeFloatsAgreeWithDoubles) {
  // Gradients of layers as wide as these are sums of many numbers: on processors without fused multiply-adds they
  // were off by up to 1.6e-5 in float32.
  const GeneratorObjective objective{LossWeights{}, constrained(GeometryForm::hinge)};
  expect_same_round(round_of(random_gan<float>(5, 100), example_cells<float>(35, 31), objective),
                    round_of(random_gan(5, 100), example_cells(35, 31), objective), 1e-5, 3e-5);
}

TEST(CrossDomain, AGamePlaysBatchesOfOtherSizesInTurn) {
  const auto gan = random_gan(3, 11);
  const GeneratorObjective objective{test::with_feature_matching(), constrained(GeometryForm::spring)};
  CrossDomainGame<double> game(gan);
  for (const auto& [of_a, of_b] : {std::pair{5, 2}, std::pair{1, 7}, std::pair{9, 1}, std::pair{5, 2}}) {
    SCOPED_TRACE(std::to_string(of_a) + " and " + std::to_string(of_b));
    const auto cells = example_cells(of_a, of_b);
    const auto made = round_of(game, gan, cells, objective);
    expect_same_round(made, round_of(gan, cells, objective), 0.0, 0.0);
    const auto plain = test::plain_terms(gan, cells, objective);
    EXPECT_NEAR(made.discriminators.total(), plain.discriminators.total(), 1e-9);
    EXPECT_NEAR(generator_total(made.generators, objective.weights),
                generator_total(plain.generators, objective.weights), 1e-9);
  }
}

TEST(CrossDomain, AGameFollowsNetworksThatChange) {
  auto gan = random_gan(3, 11);
  const auto cells = example_cells();
  const GeneratorObjective objective{test::with_feature_matching(), constrained(GeometryForm::spring)};
  CrossDomainGame<double> game(gan);
  const auto before = round_of(game, gan, cells, objective);
  for (auto* network : {&gan.generators.a, &gan.generators.b, &gan.discriminators.a, &gan.discriminators.b})
    for (double& parameter : network->parameters) parameter *= 0.9;
  const auto after = round_of(game, gan, cells, objective);
  expect_same_round(after, round_of(gan, cells, objective), 0.0, 0.0);
  EXPECT_GT(std::fabs(after.discriminators.total() - before.discriminators.total()), 1e-4);
  EXPECT_GT(std::fabs(after.generators.gan_a - before.generators.gan_a), 1e-4);
  EXPECT_GT(std::fabs(after.generators.reconstruction_b - before.generators.reconstruction_b), 1e-4);
}

TEST(CrossDomain, TheGeneratorsLearnAgainstTheDiscriminatorsAsTheyAreThen) {
  // As training does: the discriminators learn between the two.
  auto gan = random_gan(3, 11);
  const auto cells = example_cells();
  const GeneratorObjective objective{test::with_feature_matching(), std::nullopt};
  const auto unchanged = round_of(gan, cells, objective);
  CrossDomainGame<double> game(gan);
  game.translate(gan, cells);
  PerDomain<std::vector<double>> gradients;
  game.derive_discriminators(gan, gradients);
  for (std::size_t i = 0; i < gradients.a.size(); ++i) {
    gan.discriminators.a.parameters[i] -= 0.5 * gradients.a[i];
    gan.discriminators.b.parameters[i] -= 0.5 * gradients.b[i];
  }
  const auto terms = game.derive_generators(gan, objective, gradients);
  const auto expected = round_of(gan, cells, objective);
  EXPECT_EQ(terms.gan_a, expected.generators.gan_a);
  EXPECT_EQ(terms.gan_b, expected.generators.gan_b);
  EXPECT_EQ(gradients.a, expected.of_generators.a);
  EXPECT_EQ(gradients.b, expected.of_generators.b);
  EXPECT_GT(std::fabs(terms.gan_a - unchanged.generators.gan_a), 1e-3);
  EXPECT_GT(std::fabs(terms.gan_b - unchanged.generators.gan_b), 1e-3);
}

template <class Number>
void expect_to_carry(double odd) {
  const auto gan = random_gan<Number>(3, 11);
  auto cells = example_cells<Number>();
  cells.a.features[3 * cells.a.row(3, Block::a, 0) + 1] = static_cast<Number>(odd);
  const auto made = round_of(gan, cells, {kUnequal, std::nullopt});
  EXPECT_FALSE(std::isfinite(made.generators.reconstruction_a));
  EXPECT_TRUE(std::isfinite(made.generators.reconstruction_b));
  EXPECT_TRUE(std::isfinite(made.generators.gan_a));
  EXPECT_FALSE(all_finite(made.of_generators.a));
  EXPECT_FALSE(all_finite(made.of_generators.b));
  EXPECT_FALSE(all_finite(made.of_discriminators.a));
}

TEST(CrossDomain, CarriesWhatIsNotFinite) {
  for (const double odd : {kNan, kInfinity}) {
    expect_to_carry<float>(odd);
    expect_to_carry<double>(odd);
  }
}

TEST(CrossDomain, RefusesNetworksThatDoNotFitEachOther) {
  const auto message = [](const CrossDomainGan<double>& gan) -> std::string {
    try {
      CrossDomainGame<double>{gan};
    } catch (const ShapeError& error) {
      return error.what();
    }
    return "no ShapeError";
  };
  const auto good = random_gan(3, 11);
  EXPECT_EQ(message(good), "no ShapeError");
  const auto other_shape = [](std::int64_t inputs, std::int64_t outputs) {
    const PerceptronShape shape{inputs, outputs, 3, 11};
    return Network<double>{shape, std::vector<double>(static_cast<std::size_t>(parameter_count(shape)))};
  };
  auto gan = good;
  gan.generators.a = other_shape(36, 48);
  EXPECT_EQ(message(gan), "generator of domain A: expected [36, 36], got [36, 48]");
  gan = good;
  gan.generators.b = other_shape(48, 36);
  EXPECT_EQ(message(gan), "generator of domain B: expected [36, 36], got [48, 36]");
  gan = good;
  gan.discriminators.a = other_shape(48, 1);
  EXPECT_EQ(message(gan), "discriminator of domain A: expected [36, 1], got [48, 1]");
  gan = good;
  gan.discriminators.b = other_shape(36, 2);
  EXPECT_EQ(message(gan), "discriminator of domain B: expected [36, 1], got [36, 2]");
  gan = good;
  gan.generators.b.parameters.pop_back();
  EXPECT_EQ(message(gan), "parameters: expected [971], got [970]");
}

TEST(CrossDomain, RefusesCellsThatDoNotFit) {
  const auto gan = random_gan(3, 11);
  const auto good = example_cells();
  CrossDomainGame<double> game(gan);
  EXPECT_NO_THROW(game.translate(gan, good));
  const CellBatch<double> wide(2, kSlots + 1);
  auto few_numbers = good.a;
  few_numbers.features.pop_back();
  auto few_rows = good.a;
  few_rows.mask.pop_back();
  auto more_cells = good.a;
  ++more_cells.size;
  for (const auto& bad : {wide, few_numbers, few_rows, more_cells}) {
    EXPECT_THROW(game.translate(gan, {bad, good.b}), ShapeError);
    EXPECT_THROW(game.translate(gan, {good.a, bad}), ShapeError);
    EXPECT_THROW(translated(gan.generators.a, bad), ShapeError);
  }
}

}  // namespace
}  // namespace crystalgan
