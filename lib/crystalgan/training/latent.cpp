#include "crystalgan/training/latent.hpp"

#include <ATen/ATen.h>

namespace crystalgan {

at::Tensor draw_latent(std::int64_t members, std::int64_t structures, std::int64_t latent, Random& random) {
  if (latent == 0) return {};
  auto drawn = at::empty({members, structures, latent});  // [M, B, Z]
  float* number = drawn.data_ptr<float>();
  for (std::int64_t i = 0; i < drawn.numel(); ++i) number[i] = static_cast<float>(2.0 * random.uniform() - 1.0);
  return drawn;
}

}  // namespace crystalgan
