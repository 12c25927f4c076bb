#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace crystalgan {

/// The device of the setting training.device, "cpu" or "cuda". Throws ConfigError for another name, and for "cuda" where
/// LibTorch sees no such device.
at::Device device_named(const std::string& name);

}  // namespace crystalgan
