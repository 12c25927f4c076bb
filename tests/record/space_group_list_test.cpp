#include "crystalgan/record/space_group_list.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

TEST(SpaceGroupList, HasNumbersAndRanges) {
  EXPECT_EQ(parse_space_groups("166, 62,227-230,228"), (std::vector<int>{62, 166, 227, 228, 229, 230}));
  EXPECT_EQ(parse_space_groups("1 - 2"), (std::vector<int>{1, 2}));
  EXPECT_TRUE(parse_space_groups("").empty());
  EXPECT_TRUE(parse_space_groups(" ").empty());
}

TEST(SpaceGroupList, RefusesAnythingElse) {
  for (const char* text : {"0", "231", "62,", ",62", "62 166", "230-221", "1-", "-1", "Pnma", "1-2-3", "62;166"})
    EXPECT_THROW(parse_space_groups(text), ConfigError) << text;
}

}  // namespace
}  // namespace crystalgan
