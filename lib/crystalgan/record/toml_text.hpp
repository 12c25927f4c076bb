#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crystalgan {

/// Bytes of a configuration, at most. Chosen: a thousand times the largest of ours.
inline constexpr std::size_t kMaxConfigurationBytes = 4'000'000;

/// A text in TOML, in quotes. Whatever is not printable() is escaped. `text` is UTF-8.
std::string toml_string(const std::string& text);

/// Checks a text before toml++ parses it: versions 3.0 to 3.3 have assertions that malformed text fails, and call
/// themselves for every level of nesting and every part of a dotted key. Throws ParseError "FILE:LINE: column C: expected ..." for
/// more than `max_bytes`, bytes that are not UTF-8, control characters other than tab and line ends (TOML 1.0), and
/// deeper nesting of brackets or longer dotted keys than any file of ours has.
void require_plain_toml(std::string_view toml, const std::string& file, std::size_t max_bytes = kMaxConfigurationBytes);

}  // namespace crystalgan
