#pragma once

#include <string>
#include <vector>

#include "crystalgan/record/history.hpp"
#include "crystalgan/training/named_arrays.hpp"

namespace crystalgan {

/// Rows of a history as one array of a checkpoint, float64, one row each: member, step, epoch, then the terms.
NamedArray history_array(const std::vector<HistoryRow>& rows);

/// The rows stored under this name. Throws ShapeError.
std::vector<HistoryRow> history_of(const NamedArrays& arrays, const std::string& name);

}  // namespace crystalgan
