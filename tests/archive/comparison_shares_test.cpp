#include "crystalgan/archive/comparison_shares.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/report/comparison_example.hpp"

namespace crystalgan {
namespace {

TEST(ComparisonShares, CountsBecomeSharesOfWhatWasAsked) {
  const ComparisonShares read = parse_comparison(test::kComparison, "compare.json", ComparedForm::repaired);
  EXPECT_EQ(read.system, "Pd-Ni-H");
  EXPECT_EQ(read.policy, "radii");
  EXPECT_EQ(read.samples, 20);
  EXPECT_EQ(read.seeds, 2);
  ASSERT_EQ(read.methods.size(), 2U);
  EXPECT_EQ(read.methods[1].name, "random");
  EXPECT_EQ(read.methods[1].kind, "null");
  EXPECT_DOUBLE_EQ(read.methods[1].shares.at("generated").mean, 1.0);
  EXPECT_DOUBLE_EQ(read.methods[1].shares.at("certified").mean, 0.975);
  EXPECT_DOUBLE_EQ(read.methods[1].shares.at("certified").half_width.value(), 0.05);
  EXPECT_FALSE(read.methods[0].shares.at("certified").half_width);
}

TEST(ComparisonShares, TheTwoFormsAreNotMixed) {
  const ComparisonShares read = parse_comparison(test::kComparison, "compare.json", ComparedForm::as_generated);
  EXPECT_DOUBLE_EQ(read.methods[1].shares.at("certified").mean, 0.1);
}

TEST(ComparisonShares, WhatIsNoComparisonIsRefused) {
  const std::string whole(test::kComparison);
  EXPECT_THROW(parse_comparison("{}", "compare.json", ComparedForm::repaired), ParseError);
  for (std::size_t length = 0; length < whole.size(); length += 7)
    EXPECT_THROW(parse_comparison(whole.substr(0, length), "compare.json", ComparedForm::repaired), ParseError)
        << length;
  std::string none = whole;
  none.replace(none.find("\"samples\": 20"), 13, "\"samples\": 0");
  EXPECT_THROW(parse_comparison(none, "compare.json", ComparedForm::repaired), ParseError);
}

}  // namespace
}  // namespace crystalgan
