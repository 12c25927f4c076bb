#pragma once

#include <map>
#include <string>
#include <string_view>

#include "crystalgan/core/named_arrays.hpp"

namespace crystalgan {

/// Arrays in the safetensors format: plain numbers, readable with numpy. The metadata hold a SHA-256 of names, shapes,
/// numbers and `metadata`; equal arrays give equal bytes. Only files for other programs have further metadata: UTF-8,
/// without the key "sha256".
/// Format: https://huggingface.co/docs/safetensors
std::string checkpoint_bytes(const NamedArrays& arrays, const std::map<std::string, std::string>& metadata = {});

/// Throws ParseError, naming `file`, for a file that is damaged, not a checkpoint, or has further metadata.
NamedArrays parse_checkpoint(std::string_view bytes, const std::string& file);

}  // namespace crystalgan
