#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "crystalgan/core/random.hpp"
#include "crystalgan/gan/generator.hpp"
#include "tests/support/tensors.hpp"

// Sets of cells to train on.
namespace crystalgan::test {

/// Cells of about 4 Å with up to `slots` atoms of each element, others for every seed and the same for every member.
inline CellBatch cell_set(std::int64_t members, std::int64_t count, std::int64_t slots, std::uint64_t seed) {
  Random random((Seed(seed)));
  auto features = random_tensor(random, {1, count, 4, slots, 3}, -1, 1);
  features.select(2, 0).add_(4.0 * at::eye(3, at::kDouble));
  features.slice(2, 1).add_(1.5);
  auto mask = random_tensor(random, {1, count, 4, slots}, 0, 1) < 0.7;
  mask.select(2, 0).fill_(true);
  mask.select(3, 0).fill_(true);
  features = at::where(mask.unsqueeze(-1), features, at::zeros_like(features));
  return {features.to(at::kFloat).repeat({members, 1, 1, 1, 1}), mask.repeat({members, 1, 1, 1})};
}

}  // namespace crystalgan::test
