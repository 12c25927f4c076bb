#include "crystalgan/gan/generator.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;
using test::largest_difference;
using test::random_tensor;

constexpr std::int64_t kSlots = 4;
constexpr std::int64_t kCell = 4 * kSlots * 3;
const std::vector<Seed> kSeeds{Seed(1), Seed(2)};

GeneratorShape shape_of(GeneratorForm form, std::int64_t latent = 0) { return {form, 4, kSlots, 3, 13, latent}; }

// Cells as they are encoded: three lattice rows, and zero where there is no atom.
CellBatch cells(std::int64_t count = 5, std::uint64_t seed = 7) {
  Random random((Seed(seed)));
  auto mask = random_tensor(random, {2, count, 4, kSlots}) > -0.2;  // [M, B, K, S]
  mask.select(2, 0).slice(2, 0, 3).fill_(true);
  mask.select(2, 0).slice(2, 3).fill_(false);
  const auto features = random_tensor(random, {2, count, 4, kSlots, 3}).to(at::kFloat);
  return {features * mask.unsqueeze(-1).to(at::kFloat), mask};
}

at::Tensor mask_numbers(const CellBatch& batch) { return batch.mask.slice(2, 1).flatten(2).to(at::kFloat); }

double empty_rows(const CellBatch& batch) {
  return batch.features.masked_select(batch.mask.logical_not().unsqueeze(-1)).abs().sum().item<double>();
}

TEST(Generator, ThePlainFormIsTheBareNetwork) {
  const Generator generator(shape_of(GeneratorForm::plain), kSeeds);
  const Perceptron network({kCell, kCell, 3, 13}, kSeeds);
  const CellBatch from = cells();
  const CellBatch made = generator(from);
  EXPECT_TRUE(identical(made.features, network(from.features.flatten(2)).view({2, 5, 4, kSlots, 3})));
  EXPECT_TRUE(made.mask.equal(from.mask));
  EXPECT_EQ(made.size(), 5);
  EXPECT_TRUE(identical(generator.parameters(), network.parameters()));
}

TEST(Generator, ABlockSwapStartsNearTheExchangeOfTheMetals) {
  const Generator generator(shape_of(GeneratorForm::block_swap, 3), kSeeds);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const CellBatch from = cells(5, seed);
    const CellBatch made = generator(from, at::ones({2, 5, 3}));
    const CellBatch exchanged = with_metal_blocks_exchanged(from);
    EXPECT_TRUE(made.mask.equal(exchanged.mask));
    const double apart = largest_difference(made.features.detach(), exchanged.features);
    EXPECT_LT(apart, 0.1);
    EXPECT_GT(apart, 1e-4);  // the correction is small and there
  }
}

TEST(Generator, ABlockSwapIsTheExchangePlusItsNetwork) {
  const Generator generator(shape_of(GeneratorForm::block_swap, 3), kSeeds);
  Perceptron network({kCell + 3 * kSlots + 3, kCell, 3, 13}, kSeeds);
  network.shrink_last_layer(0.05);
  const CellBatch from = cells();
  Random random(Seed(5));
  const auto latent = random_tensor(random, {2, 5, 3}).to(at::kFloat);
  const auto correction = network(at::cat({from.features.flatten(2), mask_numbers(from), latent}, 2));
  const CellBatch exchanged = with_metal_blocks_exchanged(from);
  const auto expected = at::where(exchanged.mask.unsqueeze(-1),
                                  exchanged.features + correction.view(from.features.sizes()), at::zeros({}));
  EXPECT_LT(largest_difference(generator(from, latent).features.detach(), expected.detach()), 1e-6);
}

TEST(Generator, ABlockSwapKeepsRowsWithoutAnAtomAtZero) {
  const Generator generator(shape_of(GeneratorForm::block_swap, 3), kSeeds);
  CellBatch from = cells();
  ASSERT_GT(from.mask.logical_not().sum().item<std::int64_t>(), 20);
  EXPECT_EQ(empty_rows(generator(from)), 0.0);
  EXPECT_EQ(empty_rows(generator(generator(from))), 0.0);
  from.features.fill_(3.0);  // even where the given cell has numbers in empty rows
  EXPECT_EQ(empty_rows(generator(from)), 0.0);
  // and the lattice has three rows, whatever the slots
  EXPECT_EQ(generator(from).features.select(2, 0).slice(2, 3).abs().sum().item<double>(), 0.0);
}

TEST(Generator, ABlockSwapSeesTheMask) {
  const Generator generator(shape_of(GeneratorForm::block_swap), kSeeds);
  for (const std::int64_t block : {1, 2, 3}) {
    CellBatch without = cells();
    without.features.select(2, block).select(2, 1).zero_();  // an atom at the place that is zero, or none
    without.mask.select(2, block).select(2, 1).fill_(false);
    CellBatch with{without.features, without.mask.clone()};
    with.mask.select(2, block).select(2, 1).fill_(true);
    const auto lattice = [&](const CellBatch& from) { return generator(from).features.select(2, 0).detach(); };
    EXPECT_GT(largest_difference(lattice(with), lattice(without)), 1e-6) << block;
  }
}

TEST(Generator, LatentInputsMatterAndDefaultToZero) {
  for (const GeneratorForm form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const Generator generator(shape_of(form, 3), kSeeds);
    EXPECT_EQ(generator.shape().latent, 3);
    const CellBatch from = cells();
    const CellBatch made = generator(from);
    EXPECT_TRUE(identical(made.features, generator(from, at::zeros({2, 5, 3})).features));
    for (std::int64_t component = 0; component < 3; ++component) {
      auto latent = at::zeros({2, 5, 3});
      latent[1][4][component].fill_(0.5);
      const auto moved = (generator(from, latent).features - made.features).detach().abs().flatten(2).sum(2);  // [M, B]
      EXPECT_GT(moved[1][4].item<double>(), 1e-4);
      EXPECT_LT(moved.sum().item<double>() - moved[1][4].item<double>(), 1e-4);  // no other cell
    }
  }
}

TEST(Generator, WithoutLatentInputsHasNone) {
  EXPECT_EQ(Generator(shape_of(GeneratorForm::plain), kSeeds).shape().latent, 0);
  EXPECT_EQ(Generator(shape_of(GeneratorForm::plain), kSeeds).weights().front().size(1), kCell);
  EXPECT_EQ(Generator(shape_of(GeneratorForm::plain, 3), kSeeds).weights().front().size(1), kCell + 3);
  EXPECT_EQ(Generator(shape_of(GeneratorForm::block_swap), kSeeds).weights().front().size(1), kCell + 3 * kSlots);
}

TEST(Generator, RefusesOtherShapes) {
  const CellBatch good = cells();
  for (const GeneratorForm form : {GeneratorForm::plain, GeneratorForm::block_swap}) {
    const Generator generator(shape_of(form, 3), kSeeds);
    EXPECT_NO_THROW(generator(good));
    EXPECT_THROW(generator({good.features.slice(3, 0, 3), good.mask.slice(3, 0, 3)}), ShapeError);
    EXPECT_THROW(generator({good.features.slice(2, 0, 3), good.mask.slice(2, 0, 3)}), ShapeError);
    EXPECT_THROW(generator({good.features.slice(0, 0, 1), good.mask.slice(0, 0, 1)}), ShapeError);
    EXPECT_THROW(generator({good.features[0], good.mask[0]}), ShapeError);
    EXPECT_THROW(generator(good, at::zeros({2, 5, 2})), ShapeError);
  }
}

TEST(Generator, TheExchangeOfMetalsTakesMasksAlongAndUndoesItself) {
  const CellBatch from = cells();
  const CellBatch exchanged = with_metal_blocks_exchanged(from);
  const std::int64_t from_block[] = {0, 1, 3, 2};
  for (std::int64_t block = 0; block < 4; ++block) {
    EXPECT_TRUE(identical(exchanged.features.select(2, block), from.features.select(2, from_block[block])));
    EXPECT_TRUE(exchanged.mask.select(2, block).equal(from.mask.select(2, from_block[block])));
  }
  EXPECT_FALSE(exchanged.mask.equal(from.mask));
  const CellBatch again = with_metal_blocks_exchanged(exchanged);
  EXPECT_TRUE(identical(again.features, from.features));
  EXPECT_TRUE(again.mask.equal(from.mask));
}

TEST(Discriminator, WithoutTheMaskIsTheBareNetwork) {
  const PerceptronShape shape{kCell, 1, 3, 13};
  const Discriminator discriminator(shape, false, kSeeds);
  const CellBatch batch = cells();
  EXPECT_TRUE(identical(discriminator(batch), Perceptron(shape, kSeeds)(batch.features.flatten(2))));
  const CellBatch other{batch.features, batch.mask.logical_not()};
  EXPECT_TRUE(identical(discriminator(batch), discriminator(other)));
}

TEST(Discriminator, WithTheMaskTellsAnAtomAtZeroFromNone) {
  const PerceptronShape shape{kCell + mask_inputs(4, kSlots), 1, 3, 13};
  const Discriminator discriminator(shape, true, kSeeds);
  const CellBatch batch = cells();
  const auto inputs = at::cat({batch.features.flatten(2), mask_numbers(batch)}, 2);
  EXPECT_TRUE(identical(discriminator(batch), Perceptron(shape, kSeeds)(inputs)));
  for (std::int64_t block = 1; block < 4; ++block)
    for (std::int64_t slot = 0; slot < kSlots; ++slot) {
      CellBatch other{batch.features, batch.mask.clone()};
      other.mask[1][3][block][slot].logical_not_();
      const auto moved = (discriminator(other) - discriminator(batch)).detach().abs();  // [M, B, 1]
      EXPECT_GT(moved[1][3].item<double>(), 1e-6) << block << ", " << slot;
      EXPECT_LT(moved.sum().item<double>() - moved[1][3].item<double>(), 1e-6);
    }
}

TEST(Discriminator, LayersEndInTheLogit) {
  for (const bool sees_mask : {false, true}) {
    const std::int64_t inputs = kCell + (sees_mask ? mask_inputs(4, kSlots) : 0);
    const Discriminator discriminator({inputs, 1, 4, 13}, sees_mask, kSeeds);
    const CellBatch batch = cells();
    const auto layers = discriminator.layers(batch);
    ASSERT_EQ(layers.size(), 4U);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(layers[i].sizes(), at::IntArrayRef({2, 5, 13}));
      EXPECT_GE(layers[i].min().item<double>(), 0.0);
      EXPECT_GT(layers[i].max().item<double>(), 0.0);
    }
    EXPECT_EQ(layers[3].sizes(), at::IntArrayRef({2, 5, 1}));
    EXPECT_LT(largest_difference(layers[3].detach(), discriminator(batch).detach()), 1e-6);
  }
}

TEST(Discriminator, RefusesOtherShapes) {
  const CellBatch batch = cells();
  EXPECT_THROW(Discriminator({kCell, 1, 3, 13}, true, kSeeds)(batch), ShapeError);
  EXPECT_THROW(Discriminator({kCell + 3 * kSlots, 1, 3, 13}, false, kSeeds)(batch), ShapeError);
  EXPECT_THROW(Discriminator({kCell, 1, 3, 13}, false, {Seed(1)})(batch), ShapeError);
}

TEST(Discriminator, TheMaskAddsOneInputPerRowOfAtoms) { EXPECT_EQ(mask_inputs(4, 18), 54); }

}  // namespace
}  // namespace crystalgan
