#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <vector>

#include "crystalgan/gan/cross_domain.hpp"

namespace crystalgan {

/// Losses, [M] each, and their gradients: one buffer [M, N] per network, that of a, then that of b; undefined where
/// there is none. The next call may write into the same buffers.
template <class Terms>
struct WithGradients {
  Terms terms;
  std::vector<at::Tensor> gradients;
};

/// What the generators learn: the weights of the terms, and the constraint of step 3.
struct GeneratorObjective {
  LossWeights weights;
  std::optional<GeometryConstraint> constraint;
};

/// The game of steps 1 and 3 as training plays it: the losses of cross_domain.hpp with their gradients. The networks
/// are shared with the CrossDomainGan that it was made for: whoever changes them there changes them here.
class Game {
 public:
  virtual ~Game() = default;

  /// Makes the fakes and cycles of a batch with the generators as they are. `latent` as for translate().
  virtual void play(const PerDomain<CellBatch>& cells, const PerDomain<at::Tensor>& latent) = 0;

  /// The loss of the discriminators on the batch last played and its fakes.
  virtual WithGradients<DiscriminatorTerms> judge() = 0;

  /// The terms of the generators on the batch last played, against the discriminators as they are, and the gradients of
  /// generator_total(). A term with weight 0 adds nothing to them.
  virtual WithGradients<GeneratorTerms> improve() = 0;
};

/// The game as an expression of LibTorch, or with its gradients written out, where the networks' engine can serve them.
std::unique_ptr<Game> make_game(const CrossDomainGan& gan, const GeneratorObjective& objective, Engine engine);

}  // namespace crystalgan
