#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "crystalgan/core/random.hpp"

namespace crystalgan {

/// Latent inputs of generators, uniform on [-1, 1): [M, B, Z]; undefined where Z is 0.
at::Tensor draw_latent(std::int64_t members, std::int64_t structures, std::int64_t latent, Random& random);

}  // namespace crystalgan
