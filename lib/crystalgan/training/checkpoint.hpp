#pragma once

#include <string>
#include <string_view>

#include "crystalgan/training/named_arrays.hpp"

namespace crystalgan {

/// The arrays in the format safetensors: plain numbers that nothing can execute, and that Python reads with numpy. The
/// metadata hold a SHA-256 of names, shapes and numbers; equal arrays give equal bytes.
/// Format: https://huggingface.co/docs/safetensors
std::string checkpoint_bytes(const NamedArrays& arrays);

/// Throws ParseError naming `file` for bytes that are no checkpoint, or a damaged one.
NamedArrays parse_checkpoint(std::string_view bytes, const std::string& file);

}  // namespace crystalgan
