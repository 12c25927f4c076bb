#pragma once

#include <string>

#include "crystalgan/io/gzip.hpp"

namespace crystalgan::test {

/// What packed() packed: base64 by its definition (RFC 4648), six bits a letter.
inline std::string unpacked(const std::string& text) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char letter : text) {
    if (letter == '=') break;
    bits = bits << 6U | static_cast<unsigned>(letters.find(letter));
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> static_cast<unsigned>(count -= 8) & 255U);
  }
  return gunzipped(bytes, "packed");
}

}  // namespace crystalgan::test
