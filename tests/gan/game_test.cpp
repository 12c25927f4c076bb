#include "crystalgan/gan/game.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/gan/fused_game.hpp"
#include "crystalgan/gan/fused_perceptron.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;
using test::random_tensor;

constexpr std::int64_t kSlots = 3;
constexpr std::int64_t kCell = 4 * kSlots * 3;

// One game to play with: the networks compute by LibTorch, so that the reference owes nothing to the fused engine.
struct Table {
  CrossDomainGan gan;
  PerDomain<CellBatch> cells;
  PerDomain<at::Tensor> latent;
};

GeneratorShape shape_of(GeneratorForm form, std::int64_t latent = 0, std::int64_t layers = 3, std::int64_t width = 11) {
  return {form, 4, kSlots, layers, width, latent, Engine::reference};
}

// The parameters of all four.
std::vector<at::Tensor> networks_of(const CrossDomainGan& gan) {
  return {gan.generators.a.parameters(), gan.generators.b.parameters(), gan.discriminators.a.parameters(),
          gan.discriminators.b.parameters()};
}

at::Tensor random_cells(Random& random, std::int64_t members, std::int64_t count) {
  auto features = random_tensor(random, {members, count, 4, kSlots, 3}, -2, 2);  // [M, B, K, S, 3]
  features.select(2, 0).add_(3.0 * at::eye(3, at::kDouble));
  return features;
}

CrossDomainGan gan_of(const GeneratorShape& shape, std::int64_t members, at::ScalarType type,
                      std::uint64_t first_member = 1) {
  const auto seeds = [&](const char* name) {
    std::vector<Seed> derived;
    for (std::int64_t member = 0; member < members; ++member)
      derived.push_back(Seed(first_member + static_cast<std::uint64_t>(member)).derive(name));
    return derived;
  };
  const bool sees_mask = shape.form == GeneratorForm::block_swap;
  const std::int64_t inputs = kCell + (sees_mask ? mask_inputs(4, kSlots) : 0);
  const PerceptronShape judge{inputs, 1, shape.layers, shape.width, shape.engine};
  CrossDomainGan gan{{Generator(shape, seeds("G_AHB")), Generator(shape, seeds("G_BHA"))},
                     {Discriminator(judge, sees_mask, seeds("D_AH")), Discriminator(judge, sees_mask, seeds("D_BH"))}};
  for (const at::Tensor& network : networks_of(gan)) {
    const at::NoGradGuard no_gradient;
    // A block swap starts with a last layer of small weights without bias: here nothing is small.
    network.add_(0.1 * at::sin(at::arange(network.size(1))));
    if (type == at::kDouble) network.set_data(network.detach().to(at::kDouble));
  }
  if (shape.form == GeneratorForm::plain) {
    // Its outputs are cells of a crystal's size: the distances in others are all rounding.
    const at::NoGradGuard no_gradient;
    Random random(Seed(41));
    for (const Generator* generator : {&gan.generators.a, &gan.generators.b})
      generator->weights().back().add_(random_cells(random, 1, 1).view({1, 1, kCell}));
  }
  return gan;
}

// A set in disorder, so that nothing is symmetric; some rows without an atom are not zero.
CellBatch cells_of(Random& random, std::int64_t members, std::int64_t count, at::ScalarType type) {
  const auto features = random_cells(random, members, count);
  auto mask = random_tensor(random, {members, count, 4, kSlots}) > -0.3;  // [M, B, K, S]
  mask.select(2, 0).fill_(true);
  mask.select(3, 0).fill_(true);
  return {features.to(type), mask};
}

PerDomain<at::Tensor> latent_of(Random& random, const PerDomain<CellBatch>& cells, std::int64_t latent) {
  if (latent == 0) return {};
  const auto drawn = [&](const CellBatch& batch) {
    return random_tensor(random, {batch.features.size(0), batch.size(), latent}).to(batch.features.scalar_type());
  };
  const auto a = drawn(cells.a);
  return {a, drawn(cells.b)};
}

Table table_of(const GeneratorShape& shape, std::int64_t members, at::ScalarType type, std::int64_t count_a = 5,
               std::int64_t count_b = 2) {
  Random random(Seed(42));
  const auto a = cells_of(random, members, count_a, type);
  const PerDomain<CellBatch> cells{a, cells_of(random, members, count_b, type)};
  return {gan_of(shape, members, type), cells, latent_of(random, cells, shape.latent)};
}

const LossWeights kUnequal{0.3, 1.0, 0.4, 1.1, 0.7, 0.2};

// Both windows are such that all terms have something to say.
GeometryConstraint window_constraint(GeometryForm form) {
  GeometryConstraint constraint;
  constraint.form = form;
  constraint.window = {2.5, 1.0};
  constraint.groups = {{2, 3}, {1}};
  return constraint;
}

// Cells have a crystal's size, and many contacts break a limit.
GeometryConstraint pair_constraint(at::ScalarType type) {
  GeometryConstraint constraint;
  constraint.pairs = PairWindow{{{{2.0, 1.7, 1.6}, {1.7, 2.6, 2.5}, {1.6, 2.5, 2.4}}}, 1.5, 0.1};
  constraint.scale = FeatureScale{at::eye(3, type), at::full({3, 3}, 1.1, type), 0.5, 0.2};
  constraint.volume = [type](const at::Tensor& mask) {
    return 12.0 * mask.slice(2, 1).flatten(2).sum(2).to(type);  // [M, B]
  };
  return constraint;
}

std::vector<GeneratorObjective> objectives_with_every_geometry(at::ScalarType type) {
  std::vector<GeneratorObjective> objectives{{kUnequal, std::nullopt}, {kUnequal, pair_constraint(type)}};
  for (const auto form : {GeometryForm::none, GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge})
    objectives.push_back({kUnequal, window_constraint(form)});
  return objectives;
}

std::vector<at::Tensor> copies(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> copied;
  for (const auto& tensor : tensors) copied.push_back(tensor.defined() ? tensor.detach().clone() : tensor);
  return copied;
}

// What one round says, kept: a game may use its buffers again.
struct Round {
  std::vector<at::Tensor> terms;      // [M] each; without geometry the last two are undefined
  std::vector<at::Tensor> gradients;  // of D_AH, D_BH, G_AHB, G_BHA
};

Round round_of(Game& game, const PerDomain<CellBatch>& cells, const PerDomain<at::Tensor>& latent) {
  game.play(cells, latent);
  const auto judged = game.judge();
  Round round{copies({judged.terms.a, judged.terms.b}), copies(judged.gradients)};
  const auto improved = game.improve();
  const auto& terms = improved.terms;
  const auto& geometry = terms.geometry;
  for (const auto& term : copies({terms.gan_a, terms.gan_b, terms.reconstruction_a, terms.reconstruction_b,
                                  geometry ? geometry->geo1 : at::Tensor(), geometry ? geometry->geo2 : at::Tensor()}))
    round.terms.push_back(term);
  for (const auto& gradient : copies(improved.gradients)) round.gradients.push_back(gradient);
  return round;
}

Round round_of(Engine engine, const Table& table, const GeneratorObjective& objective) {
  return round_of(*make_game(table.gan, objective, engine), table.cells, table.latent);
}

double largest(const at::Tensor& tensor) { return tensor.abs().max().item<double>(); }

void expect_near(const at::Tensor& made, const at::Tensor& expected, double relative, const std::string& what) {
  ASSERT_TRUE(made.defined()) << what;
  EXPECT_EQ(made.sizes(), expected.sizes()) << what;
  EXPECT_EQ(made.scalar_type(), expected.scalar_type()) << what;
  EXPECT_FALSE(made.requires_grad()) << what;
  EXPECT_LE(test::largest_difference(made, expected), relative * largest(expected)) << what;
}

// No gradient is a gradient of zero.
void expect_same_round(const Round& made, const Round& expected, double relative, double relative_of_gradients) {
  ASSERT_EQ(made.terms.size(), expected.terms.size());
  for (std::size_t i = 0; i < made.terms.size(); ++i) {
    const std::string what = "term " + std::to_string(i);
    ASSERT_EQ(made.terms[i].defined(), expected.terms[i].defined()) << what;
    if (made.terms[i].defined()) expect_near(made.terms[i], expected.terms[i], relative, what);
  }
  ASSERT_EQ(made.gradients.size(), expected.gradients.size());
  for (std::size_t i = 0; i < made.gradients.size(); ++i) {
    const std::string what = "gradient " + std::to_string(i);
    if (expected.gradients[i].defined()) {
      expect_near(made.gradients[i], expected.gradients[i], relative_of_gradients, what);
    } else if (made.gradients[i].defined()) {
      EXPECT_EQ(largest(made.gradients[i]), 0.0) << what;
    }
  }
}

void expect_same_round(const Round& made, const Round& expected, double relative) {
  expect_same_round(made, expected, relative, relative);
}

double rounding(at::ScalarType type) { return type == at::kFloat ? 1e-5 : 1e-9; }

std::string name_of(const GeneratorShape& shape, std::int64_t members, at::ScalarType type) {
  return (shape.form == GeneratorForm::plain ? std::string("plain") : std::string("block swap")) + ", latent " +
         std::to_string(shape.latent) + ", layers " + std::to_string(shape.layers) + ", members " +
         std::to_string(members) + ", " + c10::toString(type);
}

class FusedGame : public testing::Test {
 protected:
  void SetUp() override {
    if (!fused_perceptron_serves(at::zeros({1, 1, 1}))) GTEST_SKIP() << "no small matrix products here";
  }
};

TEST_F(FusedGame, HasTheLossesAndGradientsOfTheReference) {
  for (const auto type : {at::kFloat, at::kDouble})
    for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap})
      for (const std::int64_t latent : {0, 2})
        for (const std::int64_t layers : {1, 2, 5})
          for (const std::int64_t members : {1, 3}) {
            const auto shape = shape_of(form, latent, layers);
            const auto table = table_of(shape, members, type);
            const GeneratorObjective objective{kUnequal, std::nullopt};
            SCOPED_TRACE(name_of(shape, members, type));
            const Round expected = round_of(Engine::reference, table, objective);
            expect_same_round(round_of(Engine::fused, table, objective), expected, rounding(type));
            for (const auto& gradient : expected.gradients) EXPECT_GT(largest(gradient), 1e-3);
          }
}

TEST_F(FusedGame, OfThePapersSizeHasTheLossesAndGradientsOfTheReference) {
  for (const auto type : {at::kFloat, at::kDouble})
    for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
      const auto table = table_of(shape_of(form, 8, 5, 100), 2, type, 35, 31);
      const GeneratorObjective objective{LossWeights{}, window_constraint(GeometryForm::hinge)};
      SCOPED_TRACE(name_of(table.gan.generators.a.shape(), 2, type));
      // Gradients of layers as wide as these are sums of many numbers: on processors without fused multiply-adds they
      // were off by up to 1.6e-5 in float32.
      expect_same_round(round_of(Engine::fused, table, objective), round_of(Engine::reference, table, objective),
                        rounding(type), 3.0 * rounding(type));
    }
}

TEST_F(FusedGame, HasTheGradientsOfEveryGeometry) {
  for (const auto type : {at::kFloat, at::kDouble})
    for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap})
      for (const std::int64_t members : {1, 3}) {
        const auto table = table_of(shape_of(form, 2), members, type);
        for (const auto& objective : objectives_with_every_geometry(type)) {
          const bool none = !objective.constraint || objective.constraint->form == GeometryForm::none;
          SCOPED_TRACE(name_of(table.gan.generators.a.shape(), members, type) + ", geometry " +
                       std::to_string(none ? -1 : static_cast<int>(objective.constraint->form)) +
                       (!none && objective.constraint->pairs ? " of pairs" : ""));
          const Round expected = round_of(Engine::reference, table, objective);
          expect_same_round(round_of(Engine::fused, table, objective), expected, rounding(type));
          EXPECT_EQ(expected.terms[6].defined(), !none);
          if (none) continue;
          EXPECT_GT(largest(expected.terms[6]), 0.01);
          EXPECT_GT(largest(expected.terms[7]), 0.01);
        }
      }
}

TEST_F(FusedGame, LeavesOutATermWithoutWeight) {
  double LossWeights::*const weights[] = {&LossWeights::lambda1, &LossWeights::lambda2, &LossWeights::lambda3,
                                          &LossWeights::lambda4, &LossWeights::lambda5, &LossWeights::lambda6};
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const auto table = table_of(shape_of(form, 2), 2, at::kDouble);
    for (const auto& constraint : std::vector<std::optional<GeometryConstraint>>{
             std::nullopt, window_constraint(GeometryForm::spring), pair_constraint(at::kDouble)}) {
      const auto compare = [&](const LossWeights& chosen, const std::string& what) {
        SCOPED_TRACE(name_of(table.gan.generators.a.shape(), 2, at::kDouble) + ", " + what);
        const GeneratorObjective objective{chosen, constraint};
        const Round made = round_of(Engine::fused, table, objective);
        expect_same_round(made, round_of(Engine::reference, table, objective), 1e-9);
        return made;
      };
      const Round all = compare(kUnequal, "all");
      for (std::size_t i = 0; i < std::size(weights); ++i) {
        LossWeights without = kUnequal;
        without.*weights[i] = 0.0;
        const Round made = compare(without, "without λ" + std::to_string(i + 1));
        const bool counts = i < 4 || constraint;
        EXPECT_EQ(test::largest_difference(made.gradients[2], all.gradients[2]) > 1e-6, counts && i != 2) << i;
        EXPECT_EQ(test::largest_difference(made.gradients[3], all.gradients[3]) > 1e-6, counts && i != 0) << i;
        LossWeights alone{0, 0, 0, 0, 0, 0};
        alone.*weights[i] = 0.6;
        compare(alone, "λ" + std::to_string(i + 1) + " alone");
      }
      compare({0, 0, 0, 0, 0, 0}, "none");
    }
  }
}

TEST_F(FusedGame, ATermWithoutWeightAddsNoInfinityTimesZero) {
  // The generator to domain A overflows: what it makes of B, and of the fakes of A, is not finite.
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const auto table = table_of(shape_of(form), 1, at::kDouble);
    {
      const at::NoGradGuard no_gradient;
      table.gan.generators.b.weights()[1].fill_(std::numeric_limits<double>::infinity());
    }
    const GeneratorObjective objective{{1, 0, 0, 0, 0, 0}, std::nullopt};
    for (const auto engine : {Engine::reference, Engine::fused}) {
      const Round round = round_of(engine, table, objective);
      EXPECT_FALSE(round.terms[4].isfinite().item<bool>());
      EXPECT_TRUE(round.terms[3].isfinite().item<bool>());
      EXPECT_GT(largest(round.gradients[2]), 0.0);
      EXPECT_TRUE(round.gradients[2].isfinite().all().item<bool>()) << static_cast<int>(engine);
      if (round.gradients[3].defined()) {
        EXPECT_EQ(largest(round.gradients[3]), 0.0) << static_cast<int>(form);
      }
    }
  }
}

TEST_F(FusedGame, PlaysBatchesOfOtherSizes) {
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const auto shape = shape_of(form, 2);
    const auto gan = gan_of(shape, 2, at::kDouble);
    const GeneratorObjective objective{kUnequal, window_constraint(GeometryForm::spring)};
    const auto fused = make_game(gan, objective, Engine::fused);
    const auto reference = make_game(gan, objective, Engine::reference);
    Random random(Seed(5));
    for (const auto& [count_a, count_b] : {std::pair{5, 2}, std::pair{1, 7}, std::pair{9, 1}, std::pair{5, 2}}) {
      SCOPED_TRACE(std::to_string(count_a) + " and " + std::to_string(count_b));
      const auto a = cells_of(random, 2, count_a, at::kDouble);
      const PerDomain<CellBatch> cells{a, cells_of(random, 2, count_b, at::kDouble)};
      const auto latent = latent_of(random, cells, 2);
      expect_same_round(round_of(*fused, cells, latent), round_of(*reference, cells, latent), 1e-9);
    }
  }
}

TEST_F(FusedGame, TakesLatentInputsThatAreNotThereForZeros) {
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    auto table = table_of(shape_of(form, 2), 2, at::kDouble);
    const GeneratorObjective objective{kUnequal, std::nullopt};
    const auto game = make_game(table.gan, objective, Engine::fused);
    const Round drawn = round_of(*game, table.cells, table.latent);
    for (at::Tensor* latent : {&table.latent.b, &table.latent.a}) {
      latent->reset();  // what was drawn before is forgotten
      const Round made = round_of(*game, table.cells, table.latent);
      expect_same_round(made, round_of(Engine::reference, table, objective), 1e-9);
      EXPECT_GT(test::largest_difference(made.gradients[2], drawn.gradients[2]), 1e-4);
    }
  }
}

// The gradients that a game told, joined to its loss: they are what LibTorch derives from it.
at::Tensor with_gradients(const at::Tensor& loss, const std::vector<at::Tensor>& parameters,
                          const std::vector<at::Tensor>& gradients) {
  at::Tensor joined = loss.detach();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    joined = joined + (gradients[i].clone() * (parameters[i] - parameters[i].detach())).sum();
  return joined;
}

TEST_F(FusedGame, HasTheGradientsOfCentralDifferences) {
  for (const auto& [form, constraint] : {std::pair{GeneratorForm::plain, window_constraint(GeometryForm::literal)},
                                         std::pair{GeneratorForm::plain, window_constraint(GeometryForm::spring)},
                                         std::pair{GeneratorForm::block_swap, window_constraint(GeometryForm::hinge)},
                                         std::pair{GeneratorForm::block_swap, pair_constraint(at::kDouble)}}) {
    const auto table = table_of(shape_of(form, 2, 2, 4), 1, at::kDouble, 3, 2);
    const auto game = make_fused_game(table.gan, {kUnequal, constraint});
    const auto total = [&, &table = table] {
      game->play(table.cells, table.latent);
      const auto improved = game->improve();
      return with_gradients(generator_total(improved.terms, kUnequal).sum(), table.gan.generator_parameters(),
                            improved.gradients);
    };
    const auto check = test::check_gradient(total, table.gan.generator_parameters(), 1e-6);
    EXPECT_LT(check.worst, 1e-4) << check.where;
    EXPECT_GT(check.largest, 1e-2);
    // The discriminators see the same fakes all the time.
    const auto judged = [&, &table = table] {
      const auto found = game->judge();
      return with_gradients(found.terms.total().sum(), table.gan.discriminator_parameters(), found.gradients);
    };
    const auto judged_check = test::check_gradient(judged, table.gan.discriminator_parameters(), 1e-6);
    EXPECT_LT(judged_check.worst, 1e-5) << judged_check.where;
    EXPECT_GT(judged_check.largest, 1e-2);
  }
}

TEST_F(FusedGame, FollowsParametersThatChangeInPlace) {
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const auto table = table_of(shape_of(form, 2), 2, at::kDouble);
    const GeneratorObjective objective{kUnequal, window_constraint(GeometryForm::spring)};
    const auto fused = make_game(table.gan, objective, Engine::fused);
    const Round before = round_of(*fused, table.cells, table.latent);
    for (const at::Tensor& network : networks_of(table.gan)) {
      const at::NoGradGuard no_gradient;
      network.mul_(0.9);
    }
    const Round after = round_of(*fused, table.cells, table.latent);
    expect_same_round(after, round_of(Engine::reference, table, objective), 1e-9);
    for (std::size_t i = 0; i < before.terms.size(); ++i)
      EXPECT_GT(test::largest_difference(before.terms[i], after.terms[i]), 1e-4) << i;
  }
}

TEST_F(FusedGame, ImprovesAgainstTheDiscriminatorsAsTheyAre) {
  // As training does: the discriminators learn between the two.
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const auto table = table_of(shape_of(form, 2), 2, at::kDouble);
    const GeneratorObjective objective{kUnequal, std::nullopt};
    const auto improved = [&](Engine engine) {
      const auto game = make_game(table.gan, objective, engine);
      game->play(table.cells, table.latent);
      auto gradients = copies(game->judge().gradients);
      const auto kept = copies(table.gan.discriminator_parameters());
      const auto change = [&](const std::vector<at::Tensor>& to) {
        const at::NoGradGuard no_gradient;
        for (std::size_t i = 0; i < to.size(); ++i) table.gan.discriminator_parameters()[i].copy_(to[i]);
      };
      change({kept[0] - 0.5 * gradients[0], kept[1] - 0.5 * gradients[1]});
      const auto found = game->improve();
      for (const auto& gradient : copies(found.gradients)) gradients.push_back(gradient);
      Round round{copies({found.terms.gan_a, found.terms.gan_b}), gradients};
      change(kept);
      return round;
    };
    const Round fused = improved(Engine::fused);
    expect_same_round(fused, improved(Engine::reference), 1e-9);
    const Round unchanged = round_of(Engine::fused, table, objective);
    EXPECT_GT(test::largest_difference(fused.terms[0], unchanged.terms[2]), 1e-3);
    EXPECT_GT(test::largest_difference(fused.terms[1], unchanged.terms[3]), 1e-3);
  }
}

// The same numbers in another order in memory.
at::Tensor reordered(const at::Tensor& tensor) {
  const auto turned = tensor.transpose(0, 1).contiguous().transpose(0, 1);
  const auto other = turned.transpose(1, -1).contiguous().transpose(1, -1);
  EXPECT_TRUE(other.equal(tensor));
  return other;
}

TEST_F(FusedGame, TakesCellsInAnyOrderOfTheirNumbers) {
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    auto table = table_of(shape_of(form, 2), 3, at::kDouble);
    const GeneratorObjective objective{kUnequal, pair_constraint(at::kDouble)};
    const Round expected = round_of(Engine::fused, table, objective);
    for (CellBatch* cells : {&table.cells.a, &table.cells.b}) {
      cells->features = reordered(cells->features);
      cells->mask = reordered(cells->mask);
      ASSERT_FALSE(cells->features.is_contiguous() || cells->mask.is_contiguous());
    }
    expect_same_round(round_of(Engine::fused, table, objective), expected, 1e-12);
    // the members' cells may be one and the same
    for (CellBatch* cells : {&table.cells.a, &table.cells.b})
      *cells = {cells->features.slice(0, 0, 1).expand(cells->features.sizes()),
                cells->mask.slice(0, 0, 1).expand(cells->mask.sizes())};
    expect_same_round(round_of(Engine::fused, table, objective), round_of(Engine::reference, table, objective), 1e-9);
  }
}

TEST_F(FusedGame, TakesLatentInputsInAnyOrderOfTheirNumbers) {
  auto table = table_of(shape_of(GeneratorForm::block_swap, 4), 3, at::kDouble);
  const GeneratorObjective objective{kUnequal, std::nullopt};
  const Round expected = round_of(Engine::fused, table, objective);
  for (at::Tensor* latent : {&table.latent.a, &table.latent.b}) {
    *latent = reordered(*latent);
    ASSERT_FALSE(latent->is_contiguous());
  }
  expect_same_round(round_of(Engine::fused, table, objective), expected, 1e-12);
}

TEST_F(FusedGame, KeepsMembersApart) {
  for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const auto shape = shape_of(form, 2);
    const auto table = table_of(shape, 3, at::kFloat);
    const GeneratorObjective objective{kUnequal, window_constraint(GeometryForm::spring)};
    const Round all = round_of(Engine::fused, table, objective);
    for (std::int64_t member = 0; member < 3; ++member) {
      const auto own = [member](const at::Tensor& tensor) { return tensor.slice(0, member, member + 1); };
      const Table alone{gan_of(shape, 1, at::kFloat, static_cast<std::uint64_t>(member) + 1),
                        {{own(table.cells.a.features), own(table.cells.a.mask)},
                         {own(table.cells.b.features), own(table.cells.b.mask)}},
                        {own(table.latent.a), own(table.latent.b)}};
      const Round expected = round_of(Engine::fused, alone, objective);
      for (std::size_t i = 0; i < all.terms.size(); ++i)
        expect_near(own(all.terms[i]), expected.terms[i], 1e-6, "term " + std::to_string(i));
      for (std::size_t i = 0; i < all.gradients.size(); ++i)
        expect_near(own(all.gradients[i]), expected.gradients[i], 1e-6, "gradient " + std::to_string(i));
    }
  }
}

TEST_F(FusedGame, CarriesWhatIsNotFinite) {
  for (const double odd : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    for (const auto form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
      const auto table = table_of(shape_of(form), 2, at::kFloat);
      table.cells.a.features[1][3][2][0][1].fill_(odd);
      for (const auto engine : {Engine::reference, Engine::fused}) {
        const Round round = round_of(engine, table, {kUnequal, std::nullopt});
        const auto finite = [&](std::size_t term, std::int64_t member) {
          return round.terms[term][member].isfinite().item<bool>();
        };
        for (const std::size_t term : {0, 1, 2, 3, 4, 5}) EXPECT_TRUE(finite(term, 0)) << term;
        EXPECT_FALSE(finite(4, 1)) << odd;  // the reconstruction of what is not finite
        for (const auto& gradient : round.gradients) EXPECT_TRUE(gradient[0].isfinite().all().item<bool>());
        for (const std::size_t i : {2, 3}) EXPECT_FALSE(round.gradients[i][1].isfinite().all().item<bool>()) << i;
      }
    }
}

TEST_F(FusedGame, IsTheGameOfItsEngine) {
  for (const auto engine : {Engine::fused, Engine::reference}) {
    // whatever computes the networks elsewhere
    auto shape = shape_of(GeneratorForm::block_swap, 2, 5, 50);
    shape.engine = engine;
    const auto table = table_of(shape, 2, at::kFloat, 9, 7);
    const GeneratorObjective objective{kUnequal, window_constraint(GeometryForm::hinge)};
    const Round written_out = round_of(*make_fused_game(table.gan, objective), table.cells, table.latent);
    const Round fused = round_of(Engine::fused, table, objective);
    const Round reference = round_of(Engine::reference, table, objective);
    expect_same_round(reference, written_out, 1e-5);
    for (std::size_t i = 0; i < fused.gradients.size(); ++i) {
      EXPECT_TRUE(identical(fused.gradients[i], written_out.gradients[i])) << i;
      EXPECT_FALSE(identical(reference.gradients[i], written_out.gradients[i])) << i;  // another order of the sums
    }
  }
}

TEST_F(FusedGame, RefusesWhatTheReferenceRefuses) {
  const auto table = table_of(shape_of(GeneratorForm::block_swap, 2), 2, at::kFloat, 4, 3);
  const auto& [a, b] = table.cells;
  const auto more = [](const at::Tensor& tensor, std::int64_t axis) {
    return at::cat({tensor, tensor.slice(axis, 0, 1)}, axis);
  };
  const auto more_of_both = [&](const CellBatch& cells, std::int64_t axis) {
    return CellBatch{more(cells.features, axis), more(cells.mask, axis)};
  };
  for (const auto engine : {Engine::reference, Engine::fused}) {
    const auto game = make_game(table.gan, {kUnequal, std::nullopt}, engine);
    EXPECT_NO_THROW(game->play(table.cells, table.latent));
    for (const std::int64_t axis : {0, 2, 3}) {
      EXPECT_THROW(game->play({more_of_both(a, axis), b}, {}), ShapeError) << "axis " << axis;
      EXPECT_THROW(game->play({a, more_of_both(b, axis)}, {}), ShapeError) << "axis " << axis;
    }
    EXPECT_THROW(game->play({{a.features, more(a.mask, 1)}, b}, {}), ShapeError);
    EXPECT_THROW(game->play({a, {more(b.features, 1), more(more(b.mask, 1), 1)}}, {}), ShapeError);
    for (const std::int64_t axis : {0, 1, 2}) {
      EXPECT_THROW(game->play(table.cells, {more(table.latent.a, axis), table.latent.b}), ShapeError) << axis;
      EXPECT_THROW(game->play(table.cells, {table.latent.a, more(table.latent.b, axis)}), ShapeError) << axis;
    }
  }
}

}  // namespace
}  // namespace crystalgan
