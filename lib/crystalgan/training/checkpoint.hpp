#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <string_view>

namespace crystalgan {

/// Tensors by name: what a checkpoint holds.
using NamedTensors = std::map<std::string, at::Tensor>;

/// The tensors as LibTorch's archive, and its SHA-256 behind it (LibTorch's reader was seen to crash on a damaged
/// archive); equal tensors give equal bytes.
std::string checkpoint_bytes(const NamedTensors& tensors);

/// Throws ParseError naming `file` for bytes that are no checkpoint.
NamedTensors parse_checkpoint(std::string_view bytes, const std::string& file);

/// The tensor of this name. Throws ShapeError naming it where it is missing or of other sizes or type than
/// `like`.
at::Tensor tensor_named(const NamedTensors& tensors, const std::string& name, const at::Tensor& like);

/// Throws NumericalError naming the first tensor that holds a number that is not finite.
void require_finite(const NamedTensors& tensors);

}  // namespace crystalgan
