#pragma once

#include <ATen/core/Tensor.h>

namespace crystalgan {

/// The numbers of a tensor as a plain loop reads them: on the CPU, contiguous, without gradient.
at::Tensor plain_numbers(const at::Tensor& tensor, at::ScalarType type = at::kDouble);

}  // namespace crystalgan
