#pragma once

#include <string>
#include <vector>

#include "crystalgan/record/history.hpp"
#include "crystalgan/training/named_tensors.hpp"

namespace crystalgan {

/// Rows of a history as one tensor of a checkpoint, float64, one row each.
at::Tensor history_tensor(const std::vector<HistoryRow>& rows);

/// The rows stored under this name. Throws ShapeError.
std::vector<HistoryRow> history_of(const NamedTensors& tensors, const std::string& name);

}  // namespace crystalgan
