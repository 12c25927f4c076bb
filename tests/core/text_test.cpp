#include "crystalgan/core/text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

using Words = std::vector<std::string_view>;

TEST(Text, WordsStandBetweenBlanksOfEveryKind) {
  EXPECT_EQ(split_words("  Pd \t H\r"), (Words{"Pd", "H"}));
  EXPECT_EQ(split_words("Pd"), Words{"Pd"});
  EXPECT_EQ(split_words(""), Words{});
  EXPECT_EQ(split_words(" \t\r"), Words{});
}

TEST(Text, PaddedNumbersSortAsNumbersDo) {
  EXPECT_EQ(padded(7, 4), "0007");
  EXPECT_EQ(padded(12345, 4), "12345");
  EXPECT_LT(padded(9, 5), padded(10000, 5));
}

TEST(Text, Utf8IsToldFromOtherBytes) {
  for (const char* text : {"", "Pd", "\u00e4\u20ac\U0001f600", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(text)) << text;
  // Latin-1, a lone tail, an overlong slash, a surrogate, beyond the last code point, cut short
  for (const char* text :
       {"Pd\xe4", "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(Text, NumbersAreReadInCAndInFortranNotation) {
  EXPECT_EQ(try_parse_real("1.5"), 1.5);
  EXPECT_EQ(try_parse_real("-.5e3"), -500.0);
  EXPECT_EQ(try_parse_real("+2."), 2.0);
  EXPECT_EQ(try_parse_real("1.0D+02"), 100.0);
  EXPECT_EQ(try_parse_real("1.0d-02"), 0.01);
  EXPECT_EQ(try_parse_real("7"), 7.0);
}

TEST(Text, WhatIsNoFiniteNumberIsRefused) {
  for (const std::string_view word :
       {"",    "+",   "-",    ".",        "e5",    "1e",  "1.5x", "x1.5", "1 2", " 1",    "1 ",       "1,5",   "0x10",
        "nan", "inf", "-inf", "infinity", "1e400", "--1", "++1",  "+-1",  "-+1", "1.2.3", "1.234(5)", "1e5e5", "1dd5"})
    EXPECT_FALSE(try_parse_real(word)) << word;
  EXPECT_FALSE(try_parse_real(std::string_view("1\0", 2)));
}

TEST(Text, ANumberTooLongToBeOneIsRefused) {
  EXPECT_TRUE(try_parse_real("0." + std::string(62, '1')));
  EXPECT_FALSE(try_parse_real("0." + std::string(63, '1')));
  EXPECT_FALSE(try_parse_real(std::string(100'000, '1')));
}

TEST(Text, TheLocaleDoesNotMatter) {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  const char* comma = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  EXPECT_EQ(try_parse_real("1.5"), 1.5);
  EXPECT_EQ(exact_text(1.5), "1.5");
  std::setlocale(LC_NUMERIC, before.c_str());
  if (comma == nullptr) GTEST_SKIP() << "no locale with a decimal comma on this machine";
}

TEST(Text, AParseErrorSaysWhereAndWhat) {
  try {
    parse_real("1.2.3", "lattice constant", {"Pd-H/07.vasp", 2});
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_STREQ(error.what(), "Pd-H/07.vasp:2: lattice constant: expected a finite number, got '1.2.3'");
  }
  EXPECT_EQ(parse_real("1.5", "lattice constant", {"x", 1}), 1.5);
}

TEST(Text, CountsAreWholeAndNotNegative) {
  EXPECT_EQ(try_parse_count("0"), 0);
  EXPECT_EQ(try_parse_count("12"), 12);
  EXPECT_EQ(try_parse_count("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  for (const std::string_view word :
       {"", "-1", "-0", "+1", "1.0", "1e3", "9223372036854775808", "x", "1x", " 1", "0x1"})
    EXPECT_FALSE(try_parse_count(word)) << word;
}

TEST(Text, AnExactTextReadsBackAsTheSameNumber) {
  EXPECT_EQ(exact_text(0.1), "0.1");
  EXPECT_EQ(exact_text(4.09), "4.09");
  Random random(Seed(1));
  for (int draw = 0; draw < 10'000; ++draw) {
    // every bit pattern, so every magnitude
    const auto bits = (static_cast<std::uint64_t>(random.below(std::size_t{1} << 32U)) << 32U) |
                      static_cast<std::uint64_t>(random.below(std::size_t{1} << 32U));
    const auto number = std::bit_cast<double>(bits);
    if (!std::isfinite(number)) continue;
    const auto read = try_parse_real(exact_text(number));
    ASSERT_TRUE(read) << exact_text(number);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*read), bits) << exact_text(number);
  }
}

TEST(Text, ForeignTextIsShownOnOneLineAndShort) {
  EXPECT_EQ(printable("Pd\n\x1b[31m\x7f"), "Pd\\n\\x1b[31m\\u007f");
  EXPECT_EQ(printable(std::string(41, 'x')), std::string(40, 'x') + "...");
  EXPECT_EQ(printable(std::string(40, 'x')), std::string(40, 'x'));
  EXPECT_EQ(printable("abc", 2), "ab...");
  EXPECT_EQ(printable("\xc3\xa5ngstr\xc3\xb6m"), "\xc3\xa5ngstr\xc3\xb6m");
}

// The ranges of the Unicode Character Database, categories Cc and Cf, and the separators of lines and paragraphs.
TEST(Text, WhatATerminalObeysOrHidesIsEscaped) {
  EXPECT_EQ(printable("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable("\r\t\v"), "\\r\\t\\x0b");
  EXPECT_EQ(printable("\u0080\u0085\u009b\u009f"), "\\u0080\\u0085\\u009b\\u009f");
  EXPECT_EQ(printable("\u061c\u200e\u200f"), "\\u061c\\u200e\\u200f");
  EXPECT_EQ(printable("\u202a\u202e\u2066\u2069"), "\\u202a\\u202e\\u2066\\u2069");
  EXPECT_EQ(printable("\u2028\u2029"), "\\u2028\\u2029");
  EXPECT_EQ(printable("\u00ad\u200b\u200d\u2060\ufeff"), "\\u00ad\\u200b\\u200d\\u2060\\ufeff");
  EXPECT_EQ(printable("\ufff9\U000e0041"), "\\ufff9\\U000e0041");
  EXPECT_EQ(printable("\u00a0\u00e5\u2030\u206f\u6c34\U0001f52c"), "\u00a0\u00e5\u2030\\u206f\u6c34\U0001f52c");
}

TEST(Text, BytesThatAreNoUtf8AreEscapedOneByOne) {
  EXPECT_EQ(printable("a\x85\xff"), "a\\x85\\xff");
  EXPECT_EQ(printable("\xc0\x9b"), "\\xc0\\x9b");                    // ESC in two bytes
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // half of a surrogate pair
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  EXPECT_EQ(printable("\xe2\x80"), "\\xe2\\x80");
}

TEST(Text, NoCharacterIsCut) {
  EXPECT_EQ(printable("a\u6c34", 2), "a...");
  EXPECT_EQ(printable("a\u6c34", 3), "a...");
  EXPECT_EQ(printable("a\u6c34", 4), "a\u6c34");
  EXPECT_EQ(printable("\x80\x80\x80\x80\x80", 4), "\\x80...");
}

TEST(Text, WhatIsEscapedStaysAsItIs) {
  for (const std::string_view text : {"\x1b\n\xff", "\u202e", "\\x1b", "\\", "plain"})
    EXPECT_EQ(printable(printable(text)), printable(text));
}

TEST(Text, SeveralLinesKeepTheirNewlinesAndTabs) {
  EXPECT_EQ(printable_lines("a\tb\n\x1b\r\n\u2028"), "a\tb\n\\x1b\\r\n\\u2028");
}

TEST(Text, JoinSetsASeparatorBetweenAllWordsEvenEmptyOnes) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b", "c"}), "a, b, c");
  EXPECT_EQ(join({"a", "b"}, "-"), "a-b");
  EXPECT_EQ(join({"", "b", ""}), ", b, ");
}

}  // namespace
}  // namespace crystalgan
