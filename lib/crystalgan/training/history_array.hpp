#pragma once

#include <string>
#include <vector>

#include "crystalgan/core/named_arrays.hpp"
#include "crystalgan/record/history.hpp"

namespace crystalgan {

/// A history as one array of a checkpoint, float64, per row: member, step, epoch, terms.
NamedArray history_array(const std::vector<HistoryRow>& rows);

/// The rows of this name. Throws ShapeError.
std::vector<HistoryRow> history_of(const NamedArrays& arrays, const std::string& name);

}  // namespace crystalgan
