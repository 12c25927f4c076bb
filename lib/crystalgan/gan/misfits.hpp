#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "crystalgan/gan/geometry.hpp"

namespace crystalgan {

/// A distance that is not what it should be.
struct Misfit {
  std::int64_t distance;  ///< its place among the distances
  std::int64_t member;    ///< of M
  double wanted;          ///< Å
};

/// What a geometric term counts, chosen without gradient: factor Σ (d - wanted)².
struct Misfits {
  double factor = 1.0;
  std::vector<Misfit> all = {};
};

/// The two terms, each [M], of distances of any shape; differentiable once with respect to the distances.
GeometryTerms misfit_terms(const at::Tensor& distances, Misfits geo1, Misfits geo2, std::int64_t members);

}  // namespace crystalgan
