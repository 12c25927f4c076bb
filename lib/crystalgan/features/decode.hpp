#pragma once

#include <string>
#include <variant>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// The structure of cell `index` of the batch, or the reason of rejection: non-finite numbers, or lattice vectors
/// without volume. Atoms are in the order X, A, B and stay where the numbers put them, mostly outside the cell: the loss
/// without images saw them there. Throws ShapeError.
std::variant<Structure, Rejection> decode_cartesian(const CellBatch<float>& cells, std::int64_t index,
                                                    const ChemicalSystem& system, const std::string& name);

}  // namespace crystalgan
