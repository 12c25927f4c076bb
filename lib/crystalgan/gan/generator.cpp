#include "crystalgan/gan/generator.hpp"

#include <ATen/ATen.h>

#include <array>

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {
namespace {

// The two blocks of metals, which the domains exchange.
constexpr std::int64_t kMetalBlocks[] = {2, 3};

// Factor on the first weights of a correction's last layer. Chosen, not derived: small enough that training starts
// from the block swap, large enough that every weight has a gradient.
constexpr double kSmallStart = 0.05;

PerceptronShape perceptron_shape(const GeneratorShape& shape) {
  const std::int64_t cell = shape.blocks * shape.slots * 3;
  const bool plain = shape.form == GeneratorForm::plain;
  const std::int64_t inputs = cell + shape.latent + (plain ? 0 : mask_inputs(shape.blocks, shape.slots));
  return {inputs, cell, shape.layers, shape.width, shape.engine};
}

// [M, B, K, S] -> [M, B, (K - 1) S], 0 and 1
at::Tensor atoms_as_numbers(const CellBatch& cells) {
  return cells.mask.slice(2, 1).flatten(2).to(cells.features.scalar_type());
}

}  // namespace

std::int64_t block_across(std::int64_t block) {
  if (block == kMetalBlocks[0]) return kMetalBlocks[1];
  if (block == kMetalBlocks[1]) return kMetalBlocks[0];
  return block;
}

at::Tensor metal_blocks_exchanged(const at::Tensor& blocks) {
  std::vector<std::int64_t> order;
  for (std::int64_t block = 0; block < blocks.size(2); ++block) order.push_back(block_across(block));
  return blocks.index_select(2, at::tensor(order, at::kLong).to(blocks.device()));
}

Generator::Generator(const GeneratorShape& shape, const std::vector<Seed>& member_seeds)
    : shape_(shape), network_(perceptron_shape(shape), member_seeds) {
  if (shape.form == GeneratorForm::block_swap) network_.shrink_last_layer(kSmallStart);
}

void Generator::require_fitting(const CellBatch& cells, const at::Tensor& latent) const {
  check_shape("cells", std::array{parameters().size(0), kAnySize, shape_.blocks, shape_.slots, std::int64_t{3}},
              cells.features.sizes());
  check_shape("mask of the cells", cells.features.sizes().slice(0, 4), cells.mask.sizes());
  if (latent.defined())
    check_shape("latent inputs", std::array{cells.features.size(0), cells.size(), shape_.latent}, latent.sizes());
}

CellBatch Generator::operator()(const CellBatch& cells, const at::Tensor& latent) const {
  require_fitting(cells, latent);
  std::vector<at::Tensor> inputs{cells.features.flatten(2)};  // [M, B, K S 3]
  if (shape_.form == GeneratorForm::block_swap) inputs.push_back(atoms_as_numbers(cells));
  if (shape_.latent > 0)
    inputs.push_back(latent.defined()
                         ? latent
                         : at::zeros({cells.features.size(0), cells.size(), shape_.latent}, cells.features.options()));
  const auto output = network_(inputs.size() == 1 ? inputs.front() : at::cat(inputs, 2)).view(cells.features.sizes());
  if (shape_.form == GeneratorForm::plain) return {output, cells.mask};
  const auto mask = metal_blocks_exchanged(cells.mask);                // [M, B, K, S]
  const auto moved = metal_blocks_exchanged(cells.features) + output;  // [M, B, K, S, 3]
  return {moved * mask.unsqueeze(-1).to(moved.scalar_type()), mask};
}

CellBatch with_metal_blocks_exchanged(const CellBatch& cells) {
  return {metal_blocks_exchanged(cells.features), metal_blocks_exchanged(cells.mask)};
}

Discriminator::Discriminator(const PerceptronShape& shape, bool sees_mask, const std::vector<Seed>& member_seeds)
    : sees_mask_(sees_mask), network_(shape, member_seeds) {}

at::Tensor Discriminator::input(const CellBatch& cells) const {
  const auto flat = cells.features.flatten(2);  // [M, B, K S 3]
  return sees_mask_ ? at::cat({flat, atoms_as_numbers(cells)}, 2) : flat;
}

at::Tensor Discriminator::operator()(const CellBatch& cells) const { return network_(input(cells)); }

std::vector<at::Tensor> Discriminator::layers(const CellBatch& cells) const { return network_.layers(input(cells)); }

}  // namespace crystalgan
