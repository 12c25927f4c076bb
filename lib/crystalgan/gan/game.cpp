#include "crystalgan/gan/game.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "crystalgan/gan/fused_game.hpp"

namespace crystalgan {
namespace {

// Every gradient by LibTorch's automatic differentiation: any device, any engine of the networks.
class ReferenceGame : public Game {
 public:
  ReferenceGame(const CrossDomainGan& gan, const GeneratorObjective& objective) : gan_(gan), objective_(objective) {}

  void play(const PerDomain<CellBatch>& cells, const PerDomain<at::Tensor>& latent) override {
    cells_ = cells;
    translation_ = translate(gan_, cells, latent);
  }

  WithGradients<DiscriminatorTerms> judge() override {
    const DiscriminatorTerms terms = discriminator_terms(gan_, cells_, translation_.fake);
    const auto gradients = torch::autograd::grad({terms.total().sum()}, gan_.discriminator_parameters());
    return {{terms.a.detach(), terms.b.detach()}, gradients};
  }

  WithGradients<GeneratorTerms> improve() override {
    const GeneratorTerms terms = generator_terms(gan_, cells_, translation_, objective_.constraint);
    const auto total = generator_total(terms, objective_.weights);  // [M]
    std::vector<at::Tensor> gradients(2);
    // With every weight 0 nothing depends on the generators: then there is nothing to learn.
    if (total.requires_grad())
      gradients = torch::autograd::grad({total.sum()}, gan_.generator_parameters(), {}, {}, /*create_graph=*/false,
                                        /*allow_unused=*/true);
    return {detached(terms), gradients};
  }

 private:
  static GeneratorTerms detached(const GeneratorTerms& terms) {
    GeneratorTerms plain{terms.gan_b.detach(), terms.reconstruction_a.detach(), terms.gan_a.detach(),
                         terms.reconstruction_b.detach(), std::nullopt};
    if (terms.geometry) plain.geometry = GeometryTerms{terms.geometry->geo1.detach(), terms.geometry->geo2.detach()};
    return plain;
  }

  CrossDomainGan gan_;
  GeneratorObjective objective_;
  PerDomain<CellBatch> cells_;
  Translation translation_;
};

}  // namespace

std::unique_ptr<Game> make_game(const CrossDomainGan& gan, const GeneratorObjective& objective, Engine engine) {
  if (engine == Engine::fused)
    if (auto fused = make_fused_game(gan, objective)) return fused;
  return std::make_unique<ReferenceGame>(gan, objective);
}

}  // namespace crystalgan
