#include "crystalgan/report/packed.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/report/unpacked.hpp"

namespace crystalgan {
namespace {

TEST(Packed, TextsOfAnyLengthReadBack) {
  std::string text;
  for (int length = 0; length < 70; ++length) {
    EXPECT_EQ(test::unpacked(packed(text)), text);
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
