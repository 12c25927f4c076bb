#include "crystalgan/io/gzip.hpp"

#include <gtest/gtest.h>

#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

std::string parse_error(std::string_view bytes, std::size_t max_bytes = std::size_t{4} << 30) {
  return message_of<ParseError>([&] { gunzipped(bytes, "a.gz", max_bytes); });
}

/// Text that does not compress: every byte follows from the last by a linear congruence.
std::string noise(std::size_t count) {
  std::string text;
  for (std::uint32_t state = 1; text.size() < count;) {
    state = state * 1664525U + 1013904223U;  // Numerical Recipes
    text += static_cast<char>(state >> 24U);
  }
  return text;
}

TEST(Gzip, TheEndingTells) {
  for (const char* name : {"a.gz", "x/a.cif.gz", "POSCAR.GZ"}) EXPECT_TRUE(is_gzip_name(name)) << name;
  for (const char* name : {"gz", ".gz", "a.gz.cif", "agz", ""}) EXPECT_FALSE(is_gzip_name(name)) << name;
}

// printf PdH | gzip -n -9 | xxd -p, gzip 1.12
TEST(Gzip, WhatTheProgramGzipWroteIsRead) {
  const std::string bytes(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x0b\x48\xf1\x00\x00\xa3\x90\x6b\xea\x03\x00\x00\x00", 23);
  EXPECT_EQ(gunzipped(bytes, "a.gz"), "PdH");
}

TEST(Gzip, TextReadsBackTheSame) {
  for (const std::string& text : {std::string(), std::string("Pd"), std::string(3'000'000, 'H'), noise(2'000'000)})
    EXPECT_TRUE(gunzipped(gzipped(text), "a.gz") == text) << text.size();
}

TEST(Gzip, TheSameTextGivesTheSameBytes) { EXPECT_EQ(gzipped("PdH"), gzipped("PdH")); }

TEST(Gzip, MembersFollowEachOther) {
  EXPECT_EQ(gunzipped(gzipped("Pd\n") + gzipped("") + gzipped("H\n"), "a.gz"), "Pd\nH\n");
}

TEST(Gzip, EveryCutIsNoticed) {
  const std::string bytes = gzipped("Pd\n") + gzipped(noise(1000));
  const std::size_t first = gzipped("Pd\n").size();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    if (cut == first) continue;  // a whole file
    EXPECT_EQ(parse_error(bytes.substr(0, cut)),
              "a.gz: expected more gzip data, got the end of the file at byte " + std::to_string(cut));
  }
}

TEST(Gzip, EveryDamagedByteIsNoticedOrChangesNothing) {
  const std::string text = "Pd 0 0 0\nH 2 2 2\nH 1 1 1\n";
  const std::string bytes = gzipped(text);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (const int flip : {0x01, 0x10, 0x80, 0xff}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      try {
        EXPECT_EQ(gunzipped(damaged, "a.gz"), text) << "byte " << i;  // time, system: not part of the text
      } catch (const ParseError&) {
      }
    }
}

TEST(Gzip, MessagesSayWhereAndWhy) {
  EXPECT_EQ(parse_error("PdH\n1.0\n"), "a.gz: expected gzip data, got damage at byte 2 (incorrect header check)");
  EXPECT_EQ(parse_error(gzipped("Pd") + "H"), "a.gz: expected more gzip data, got the end of the file at byte 23");
  EXPECT_EQ(parse_error(gzipped("Pd") + "HHH"),
            "a.gz: expected gzip data, got damage at byte 24 (incorrect header check)");
  std::string damaged = gzipped("Pd");
  damaged[damaged.size() - 6] ^= 1;  // the checksum
  EXPECT_EQ(parse_error(damaged), "a.gz: expected gzip data, got damage at byte 18 (incorrect data check)");
}

TEST(Gzip, WhatGrowsBeyondTheBoundIsRefused) {
  const std::string bytes = gzipped(std::string(8'000'000, ' '));
  EXPECT_LT(bytes.size(), 100'000U);
  EXPECT_TRUE(parse_error(bytes, 1'000'000)
                  .starts_with("a.gz: expected gzip data of at most 1000000 bytes, got more at byte "));
  EXPECT_TRUE(parse_error(gzipped("Pd") + gzipped("H"), 2).starts_with("a.gz: expected gzip data of at most 2 bytes"));
  EXPECT_EQ(gunzipped(bytes, "a.gz", 8'000'000).size(), 8'000'000U);
}

}  // namespace
}  // namespace crystalgan
