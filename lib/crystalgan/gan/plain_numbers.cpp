#include "crystalgan/gan/plain_numbers.hpp"

#include <ATen/ATen.h>

namespace crystalgan {

at::Tensor plain_numbers(const at::Tensor& tensor, at::ScalarType type) {
  return tensor.detach().to(at::kCPU, type).contiguous();
}

}  // namespace crystalgan
