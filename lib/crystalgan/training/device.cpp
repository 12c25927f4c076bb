#include "crystalgan/training/device.hpp"

#include <ATen/ATen.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

at::Device device_named(const std::string& name) {
  if (name == "cpu") return at::kCPU;
  if (name != "cuda") throw ConfigError("training.device", "expected cpu or cuda, got '" + name + "'");
  if (!at::hasCUDA())
    throw ConfigError("training.device", "expected cpu, since this LibTorch sees no CUDA device, got cuda");
  return at::kCUDA;
}

}  // namespace crystalgan
