#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/gan/generator.hpp"
#include "crystalgan/gan/geometry.hpp"
#include "crystalgan/gan/measured_cells.hpp"
#include "crystalgan/gan/pair_geometry.hpp"

namespace crystalgan {

/// Which atoms the geometric constraint holds, and how; docs/paper-map.md, step 3.
struct GeometryConstraint {
  GeometryForm form = GeometryForm::hinge;
  DistanceWindow window;
  bool images = true;                                        ///< count periodic images
  std::vector<std::vector<std::int64_t>> groups = {{2, 3}};  ///< blocks whose atoms count together: both metals

  // Periodic mode: a hinge with limits per pair of elements takes the place of the one window.
  std::optional<PairWindow> pairs;
  std::optional<FeatureScale> scale;
  /// The volume in Å^3 to which a cell with these atoms ([M, B, K, S]) is scaled before it is measured: [M, B].
  std::function<at::Tensor(const at::Tensor& mask)> volume;
};

/// L_geo1 and L_geo2 of generated cells under the constraint, [M] each.
GeometryTerms geometry_terms(const CellBatch& cells, const GeometryConstraint& constraint);

}  // namespace crystalgan
