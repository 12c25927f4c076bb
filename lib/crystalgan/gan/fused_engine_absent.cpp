#include "crystalgan/core/error.hpp"
#include "crystalgan/gan/fused_game.hpp"
#include "crystalgan/gan/fused_perceptron.hpp"

// In place of the fused engine in a build without libxsmm.

namespace crystalgan {

std::unique_ptr<Game> make_fused_game(const CrossDomainGan&, const GeneratorObjective&) { return nullptr; }

std::string fused_engine_library() { return "none"; }

bool fused_perceptron_serves(const at::Tensor&) { return false; }

at::Tensor fused_perceptron(const at::Tensor&, const at::Tensor&, const PerceptronShape&) {
  throw Error("fused network: expected a build with libxsmm, got one without");
}

}  // namespace crystalgan
