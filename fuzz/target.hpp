#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// One input of a target: libFuzzer calls it with what it makes, replay.cpp with files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace crystalgan::fuzz {

/// The bytes of an input as text.
inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace crystalgan::fuzz
