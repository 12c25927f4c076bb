#pragma once

#include <string>
#include <string_view>

namespace crystalgan {

/// SHA-256 of these bytes as 64 hexadecimal digits (OpenSSL).
std::string sha256(std::string_view bytes);

}  // namespace crystalgan
