#pragma once

#include <string>
#include <string_view>

#include "crystalgan/core/named_arrays.hpp"

namespace crystalgan::chgnet {

/// SHA-256 of data/chgnet-0.3.0.safetensors. Other checkpoints of CHGNet have the same names and shapes, and another
/// functional: they are not to be mixed with this one.
inline constexpr std::string_view kWeightsChecksum = "6518b4a8923a6e9ab2b503cec4eb4a5da289ce76885c497430d81b84f96a973a";

/// The bytes of data/chgnet-0.3.0.safetensors, which the program carries.
std::string_view shipped_weights_bytes();

/// The 136 arrays of CHGNet 0.3.0 (412,525 numbers, float32), by the names of the package chgnet. Throws ParseError,
/// naming `file`, for anything but these bytes.
NamedArrays parse_weights(std::string_view bytes, const std::string& file);

}  // namespace crystalgan::chgnet
