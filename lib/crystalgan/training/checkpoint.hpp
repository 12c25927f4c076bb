#pragma once

#include <map>
#include <string>
#include <string_view>

#include "crystalgan/training/named_arrays.hpp"

namespace crystalgan {

/// The arrays in the format safetensors: plain numbers that nothing can execute, and that Python reads with numpy. The
/// metadata hold a SHA-256 of names, shapes, numbers and `metadata`; equal arrays give equal bytes. A checkpoint has no
/// further metadata; a file for another program may. They must be UTF-8, and none named "sha256".
/// Format: https://huggingface.co/docs/safetensors
std::string checkpoint_bytes(const NamedArrays& arrays, const std::map<std::string, std::string>& metadata = {});

/// Throws ParseError naming `file` for bytes that are no checkpoint, a damaged one, or one with further metadata.
NamedArrays parse_checkpoint(std::string_view bytes, const std::string& file);

}  // namespace crystalgan
