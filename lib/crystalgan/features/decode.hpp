#pragma once

#include <string>
#include <variant>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// The structure that cell `index` of the batch describes, or why it describes none: numbers that are not finite, or
/// lattice vectors that span no volume. Atoms stand X first, then A, then B. Throws ShapeError.
std::variant<Structure, Rejection> decode_cartesian(const CellBatch<float>& cells, std::int64_t index,
                                                    const ChemicalSystem& system, const std::string& name);

}  // namespace crystalgan
