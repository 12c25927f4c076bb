#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace crystalgan {

/// Tensors by name: what a checkpoint holds.
using NamedTensors = std::map<std::string, at::Tensor>;

/// The tensor of this name. Throws ShapeError naming it where it is missing or of other sizes or type than
/// `like`.
at::Tensor tensor_named(const NamedTensors& tensors, const std::string& name, const at::Tensor& like);

/// Throws NumericalError naming the first tensor that holds a number that is not finite.
void require_finite(const NamedTensors& tensors);

}  // namespace crystalgan
