#include "crystalgan/report/packed.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/io/gzip.hpp"

namespace crystalgan {
namespace {

// Base64 by its definition (RFC 4648), six bits a letter.
std::string unpacked(const std::string& text) {
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

TEST(Packed, TextsOfAnyLengthReadBack) {
  std::string text;
  for (int length = 0; length < 70; ++length) {
    EXPECT_EQ(unpacked(packed(text)), text);
    text += static_cast<char>(37 * length);
  }
}

TEST(Packed, HoldsNothingThatHtmlReads) {
  EXPECT_EQ(packed("</script><script>alert(1)</script>").find_first_of("<>&\"'"), std::string::npos);
}

// printf "alert('Hello, world.');" | openssl dgst -sha256 -binary | base64 (OpenSSL 3.0)
TEST(Packed, AScriptsHashIsThatOfThePolicysStandard) {
  EXPECT_EQ(policy_hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
}

}  // namespace
}  // namespace crystalgan
