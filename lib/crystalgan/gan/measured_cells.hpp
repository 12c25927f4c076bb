#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "crystalgan/gan/generator.hpp"
#include "crystalgan/gan/geometry.hpp"

namespace crystalgan {

/// How standardised features become a cell in Å: numbers = mean + deviation * feature. Without it features are
/// Cartesian Å.
struct FeatureScale {
  at::Tensor lattice_mean;       ///< [3, 3], Å
  at::Tensor lattice_deviation;  ///< [3, 3], Å
  double fraction_mean;
  double fraction_deviation;
};

/// The atoms of these blocks side by side (P = blocks times slots) in Å, in double on the CPU; rows without an atom are
/// zero. With a scale the positions are fractions of the cell, and with `volume` too, in Å^3 and [M, B], every length of
/// a cell is first scaled by (volume / its volume)^(1/3). Differentiable once with respect to the features. Throws
/// ShapeError.
AtomBatch measured_atoms(const CellBatch& cells, const std::vector<std::int64_t>& blocks,
                         const std::optional<FeatureScale>& scale, const at::Tensor& volume = {});

}  // namespace crystalgan
