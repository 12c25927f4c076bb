#include "crystalgan/training/named_tensors.hpp"

#include <ATen/ATen.h>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {

at::Tensor tensor_named(const NamedTensors& tensors, const std::string& name, const at::Tensor& like) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) throw ShapeError("checkpoint: expected a tensor " + name + ", got none");
  check_shape("checkpoint, " + name, like.sizes(), found->second.sizes());
  if (found->second.scalar_type() != like.scalar_type())
    throw ShapeError("checkpoint, " + name + ": expected numbers of type " + c10::toString(like.scalar_type()) +
                     ", got " + c10::toString(found->second.scalar_type()));
  return found->second;
}

void require_finite(const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors)
    if (tensor.is_floating_point() && !at::isfinite(tensor).all().item<bool>())
      throw NumericalError(name + ": expected finite numbers, got some that are not");
}

}  // namespace crystalgan
