#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/gan/networks.hpp"

namespace crystalgan {

/// A batch of cells as networks see it. Legend: M members, B structures, K blocks, S slots, 3 components.
struct CellBatch {
  at::Tensor features;  ///< [M, B, K, S, 3]
  at::Tensor mask;      ///< [M, B, K, S], bool: which rows hold a lattice vector or an atom

  std::int64_t size() const { return features.size(1); }
};

/// How a generator makes cells of the other domain.
enum class GeneratorForm {
  plain,       ///< the network's output is the cell; the atoms stay in their blocks (the paper)
  block_swap,  ///< the metals change blocks, and the network's output is a correction to that (periodic mode)
};

/// The size of a generator's network and of the cells it maps.
struct GeneratorShape {
  GeneratorForm form = GeneratorForm::plain;
  std::int64_t blocks = 4;
  std::int64_t slots = 3;
  std::int64_t layers = 5;
  std::int64_t width = 100;
  std::int64_t latent = 0;  ///< random inputs beside the cell (Z)
  Engine engine = Engine::fused;
};

/// A map from the cells of one domain to those of the other, for M members at once.
class Generator {
 public:
  Generator(const GeneratorShape& shape, const std::vector<Seed>& member_seeds);

  // Paper:   x_AHB1 = G_AHB1(x_AH), and the other maps of steps 1 and 3
  // Symbols: G a fully connected network on the flattened cell
  // Here:    plain: the network's output. block_swap: swap(x) + network(x, mask, z), rows without an atom kept at zero
  // Differs: block_swap is not in the paper: it starts as "the other metal in the same places", which is what the
  //          translation is, and learns the difference (docs/decisions/0012)
  // Test:    generator_test.cpp
  /// `latent` is [M, B, Z], or undefined for zeros. Throws ShapeError.
  CellBatch operator()(const CellBatch& cells, const at::Tensor& latent = {}) const;

  /// Throws ShapeError for cells or latent inputs that it cannot take.
  void require_fitting(const CellBatch& cells, const at::Tensor& latent) const;

  void move_to(at::Device device) { network_.move_to(device); }

  const GeneratorShape& shape() const { return shape_; }
  const PerceptronShape& network_shape() const { return network_.shape(); }
  /// Of its network: one buffer, [M, N].
  const at::Tensor& parameters() const { return network_.parameters(); }
  std::vector<at::Tensor> weights() const { return network_.weights(); }

 private:
  GeneratorShape shape_;
  Perceptron network_;
};

/// Where a block stands once the two metals' blocks are exchanged.
std::int64_t block_across(std::int64_t block);

/// A tensor that has the blocks as its third axis, with the two metals' blocks exchanged.
at::Tensor metal_blocks_exchanged(const at::Tensor& blocks);

/// The cells with the two metals' blocks exchanged, masks too.
CellBatch with_metal_blocks_exchanged(const CellBatch& cells);

/// Tells cells of its domain from generated ones. With `sees_mask` the mask is among its inputs: on standardised
/// features an empty row and an atom in the middle of the cell are both zero.
class Discriminator {
 public:
  Discriminator(const PerceptronShape& shape, bool sees_mask, const std::vector<Seed>& member_seeds);

  /// The logit of "of this domain": [M, B, 1].
  at::Tensor operator()(const CellBatch& cells) const;
  /// The hidden layers' outputs, first to last, and the logit.
  std::vector<at::Tensor> layers(const CellBatch& cells) const;

  void move_to(at::Device device) { network_.move_to(device); }

  bool sees_mask() const { return sees_mask_; }
  const PerceptronShape& network_shape() const { return network_.shape(); }
  /// Of its network: one buffer, [M, N].
  const at::Tensor& parameters() const { return network_.parameters(); }
  std::vector<at::Tensor> weights() const { return network_.weights(); }

 private:
  at::Tensor input(const CellBatch& cells) const;

  bool sees_mask_;
  Perceptron network_;
};

/// How many numbers the mask of the atoms adds to a network's input: the lattice rows are always there.
constexpr std::int64_t mask_inputs(std::int64_t blocks, std::int64_t slots) { return (blocks - 1) * slots; }

}  // namespace crystalgan
