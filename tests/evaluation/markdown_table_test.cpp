#include "crystalgan/evaluation/markdown_table.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

TEST(MarkdownTable, ColumnsAreAligned) {
  EXPECT_EQ(markdown_table({{"method", "n"}, {"Å", "12345"}}),
            "| method |     n |\n| ------ | ----: |\n| Å      | 12345 |\n");
}

TEST(MarkdownTable, NoTextEndsItsCellOrItsRow) {
  EXPECT_EQ(markdown_table({{"a|b", "x\ny"}, {"\x1b", "\u202e"}}),
            "| a\\|b |   x\\ny |\n| ---- | -----: |\n| \\x1b | \\u202e |\n");
}

}  // namespace
}  // namespace crystalgan
