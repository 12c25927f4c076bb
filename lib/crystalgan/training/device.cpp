#include "crystalgan/training/device.hpp"

#include <ATen/ATen.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {

at::Device device_named(const std::string& name, const std::string& setting) {
  if (name == "cpu") return at::kCPU;
  if (name != "cuda") throw ConfigError(setting, "expected cpu or cuda, got '" + printable(name) + "'");
  if (!at::hasCUDA()) throw ConfigError(setting, "expected cpu, since this LibTorch sees no CUDA device, got cuda");
  return at::kCUDA;
}

}  // namespace crystalgan
