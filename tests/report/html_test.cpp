#include "crystalgan/report/html.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

const std::string kReplaced = "\xef\xbf\xbd";

TEST(Html, WhatCouldBecomeATagOrEndAnAttributeIsEscaped) {
  EXPECT_EQ(html_escaped("<a href=\"x\" b='y'>&amp;</a>"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

TEST(Html, OtherTextStaysAsItIs) {
  for (const std::string text : {"", "Pd-Ni-H", "Å³ · 10⁻⁵ ± ±", "水素 🔬", "a\tb\nc\r\n"})
    EXPECT_EQ(html_escaped(text), text);
}

TEST(Html, ControlCharactersAreReplaced) {
  EXPECT_EQ(html_escaped(std::string("a\0b", 3)), "a" + kReplaced + "b");
  EXPECT_EQ(html_escaped("\x1b[31m"), kReplaced + "[31m");
  EXPECT_EQ(html_escaped("\x7f"), kReplaced);
  EXPECT_EQ(html_escaped("\xc2\x85"), kReplaced);      // U+0085
  EXPECT_EQ(html_escaped("\xef\xbf\xbf"), kReplaced);  // U+FFFF
  EXPECT_EQ(html_escaped("\xc2\xa0"), "\xc2\xa0");     // U+00A0 is none
}

TEST(Html, EachByteThatIsNoUtf8IsReplaced) {
  EXPECT_EQ(html_escaped("a\xff<"), "a" + kReplaced + "&lt;");
  EXPECT_EQ(html_escaped("\xc0\xbc"), kReplaced + kReplaced);                  // "<" in two bytes
  EXPECT_EQ(html_escaped("\xed\xa0\x80"), kReplaced + kReplaced + kReplaced);  // half of a surrogate pair
  EXPECT_EQ(html_escaped("\xe2\x84<b>"), kReplaced + kReplaced + "&lt;b&gt;");
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
