#pragma once

#include <memory>

#include "crystalgan/gan/game.hpp"

namespace crystalgan {

/// The game without a graph: each network's pass over plain numbers, each gradient written out, one member after the
/// other on the calling thread. The numbers are those of the reference up to rounding. Null where small matrix products
/// (has_small_products()) do not serve these networks: another device, a type other than float32 and float64, a build
/// without libxsmm.
std::unique_ptr<Game> make_fused_game(const CrossDomainGan& gan, const GeneratorObjective& objective);

}  // namespace crystalgan
