#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace crystalgan {

/// The device of a setting or option, "cpu" or "cuda". Throws ConfigError naming the setting for another name, and for
/// "cuda" where LibTorch sees no such device.
at::Device device_named(const std::string& name, const std::string& setting = "training.device");

}  // namespace crystalgan
