#include "crystalgan/report/html.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

TEST(Html, WhatCouldBecomeATagOrEndAnAttributeIsEscaped) {
  EXPECT_EQ(html_escaped("<a href=\"x\" b='y'>&amp;</a>"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

TEST(Html, OtherTextStaysAsItIs) {
  for (const std::string text : {"", "Pd-Ni-H", "Å³ · 10⁻⁵ ± ±", "水素 🔬", "a\tb\nc\n"})
    EXPECT_EQ(html_escaped(text), text);
}

TEST(Html, WhatHidesOrReordersTextIsShownAsItsEscape) {
  EXPECT_EQ(html_escaped(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(html_escaped("\x1b[31m\r"), "\\x1b[31m\\r");
  EXPECT_EQ(html_escaped("\u0085"), "\\u0085");
  EXPECT_EQ(html_escaped("a\u202eb<\u2066"), "a\\u202eb&lt;\\u2066");
  EXPECT_EQ(html_escaped("\uffff"), "\\uffff");
  EXPECT_EQ(html_escaped("\u00a0"), "\u00a0");  // a blank
}

TEST(Html, EachByteThatIsNoUtf8IsShownAsItsEscape) {
  EXPECT_EQ(html_escaped("a\xff<"), "a\\xff&lt;");
  EXPECT_EQ(html_escaped("\xc0\xbc"), "\\xc0\\xbc");           // "<" in two bytes
  EXPECT_EQ(html_escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // half of a surrogate pair
  EXPECT_EQ(html_escaped("\xe2\x84<b>"), "\\xe2\\x84&lt;b&gt;");
}

TEST(Html, ACutAtEveryByteLeavesUtf8) {
  const std::string text = "aÅ水🔬";
  for (std::size_t length = 0; length <= text.size(); ++length)
    EXPECT_TRUE(is_utf8(html_escaped(text.substr(0, length))));
}

TEST(Html, FactsAreEscaped) {
  EXPECT_EQ(facts_list({{"a<b", "x&y"}}), "<dl class=\"facts\">\n<div><dt>a&lt;b</dt><dd>x&amp;y</dd></div>\n</dl>\n");
}

}  // namespace
}  // namespace crystalgan
