#include "crystalgan/core/check_shape.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace crystalgan {
namespace {

using Sizes = std::vector<std::int64_t>;

std::string message_of(const Sizes& expected, const Sizes& got) {
  try {
    check_shape("encoded structures", expected, got);
  } catch (const ShapeError& error) {
    return error.what();
  }
  return "";
}

TEST(CheckShape, EqualSizesPass) { EXPECT_EQ(message_of({2, 35, 4, 18, 3}, {2, 35, 4, 18, 3}), ""); }

TEST(CheckShape, AnySizeAgreesWithEverySize) {
  EXPECT_EQ(message_of({kAnySize, kAnySize, 3}, {1, 35, 3}), "");
  EXPECT_EQ(message_of({kAnySize, kAnySize, 3}, {0, 0, 3}), "");
}

TEST(CheckShape, TheMessageSaysWhatWasExpectedAndWhatCame) {
  EXPECT_EQ(message_of({kAnySize, kAnySize, 4, 18, 3}, {1, 35, 4, 17, 3}),
            "encoded structures: expected [*, *, 4, 18, 3], got [1, 35, 4, 17, 3]");
}

TEST(CheckShape, AMissingAxisIsRefusedEvenWhereAnySizeWouldDo) {
  EXPECT_EQ(message_of({kAnySize, 3}, {3}), "encoded structures: expected [*, 3], got [3]");
  EXPECT_EQ(message_of({3}, {3, 1}), "encoded structures: expected [3], got [3, 1]");
  EXPECT_EQ(message_of({3}, {}), "encoded structures: expected [3], got []");
  EXPECT_EQ(message_of({}, {}), "");
}

TEST(CheckShape, TakesAnyRangesOfSizes) {
  EXPECT_NO_THROW(check_shape("x", std::array<std::int64_t, 2>{kAnySize, 3}, Sizes{7, 3}));
  EXPECT_THROW(check_shape("x", std::array<std::int64_t, 2>{kAnySize, 3}, Sizes{7, 4}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
