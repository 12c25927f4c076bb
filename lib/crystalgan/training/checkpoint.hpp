#pragma once

#include <string>
#include <string_view>

#include "crystalgan/training/named_tensors.hpp"

namespace crystalgan {

/// The tensors as LibTorch's archive, and its SHA-256 behind it (LibTorch's reader was seen to crash on a damaged
/// archive); equal tensors give equal bytes.
std::string checkpoint_bytes(const NamedTensors& tensors);

/// Throws ParseError naming `file` for bytes that are no checkpoint.
NamedTensors parse_checkpoint(std::string_view bytes, const std::string& file);

}  // namespace crystalgan
