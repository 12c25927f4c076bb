#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crystalgan {

/// Bytes of a configuration, at most. Chosen: a thousand times the largest of ours.
inline constexpr std::size_t kMaxConfigurationBytes = 4'000'000;

/// Checks a text before toml++ parses it, which takes malformed UTF-8 for granted nowhere but calls itself for every
/// level of nesting, and frees dotted keys in the same way. Throws ParseError "FILE:LINE: column C: expected ..." for
/// more than `max_bytes`, bytes that are not UTF-8, control characters other than tab and line ends (TOML 1.0), and
/// deeper nesting of brackets or longer dotted keys than any file of ours has.
void require_plain_toml(std::string_view toml, const std::string& file, std::size_t max_bytes = kMaxConfigurationBytes);

}  // namespace crystalgan
