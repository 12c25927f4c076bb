#include "crystalgan/core/named_arrays.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

NamedArrays example() {
  return {{"step1/generator-a", {{2, 3}, std::vector{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F}}},
          {"step1/epoch", array_of(std::vector<std::int64_t>{7})},
          {"step1/history", {{0, 15}, std::vector<double>{}}}};
}

template <class Ask>
std::string refusal_of(const Ask& ask) {
  try {
    ask();
    return "none";
  } catch (const ShapeError& error) {
    return error.what();
  }
}

TEST(NamedArrays, AnArrayOfOneAxisIsAsLongAsItsNumbers) {
  const NamedArray array = array_of(std::vector{1.5, 2.5});
  EXPECT_EQ(array.shape, std::vector<std::int64_t>{2});
  EXPECT_EQ(std::get<std::vector<double>>(array.numbers), (std::vector{1.5, 2.5}));
}

TEST(NamedArrays, FindAnArrayOfTheSameShape) {
  const NamedArrays arrays = example();
  EXPECT_EQ(&array_named(arrays, "step1/generator-a", {2, 3}), &arrays.at("step1/generator-a"));
  EXPECT_EQ(&array_named(arrays, "step1/history", {kAnySize, 15}), &arrays.at("step1/history"));
  EXPECT_EQ(refusal_of([&] {
              array_named(arrays, "step1/generator-a", {3, 2});
            }),
            "checkpoint, step1/generator-a: expected [3, 2], got [2, 3]");
  EXPECT_EQ(refusal_of([&] { array_named(arrays, "step1/generator-a", {6}); }),
            "checkpoint, step1/generator-a: expected [6], got [2, 3]");
  EXPECT_EQ(refusal_of([&] { array_named(arrays, "step2/epoch", {1}); }),
            "checkpoint: expected an array step2/epoch, got none");
}

TEST(NamedArrays, GiveNumbersOfTheirTypeOnly) {
  const NamedArrays arrays = example();
  EXPECT_EQ(numbers_named<float>(arrays, "step1/generator-a", {2, 3}),
            (std::vector{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F}));
  EXPECT_EQ(numbers_named<std::int64_t>(arrays, "step1/epoch", {1}), std::vector<std::int64_t>{7});
  EXPECT_TRUE(numbers_named<double>(arrays, "step1/history", {kAnySize, 15}).empty());
  EXPECT_EQ(refusal_of([&] { numbers_named<double>(arrays, "step1/epoch", {1}); }),
            "checkpoint, step1/epoch: expected numbers of type float64, got int64");
  EXPECT_EQ(refusal_of([&] {
              numbers_named<std::int64_t>(arrays, "step1/generator-a", {2, 3});
            }),
            "checkpoint, step1/generator-a: expected numbers of type int64, got float32");
  EXPECT_EQ(refusal_of([&] {
              numbers_named<float>(arrays, "step1/history", {0, 15});
            }),
            "checkpoint, step1/history: expected numbers of type float32, got float64");
  EXPECT_THROW(numbers_named<float>(arrays, "step1/generator-a", {6}), ShapeError);
  EXPECT_THROW(numbers_named<float>(arrays, "generator-a", {2, 3}), ShapeError);
}

template <class Number>
void expect_named_as_not_finite(Number bad) {
  NamedArrays arrays = example();
  arrays["step1/generator-b"] = array_of(std::vector{Number{1}, bad, Number{2}});
  try {
    require_finite(arrays);
    ADD_FAILURE() << "no error";
  } catch (const NumericalError& error) {
    EXPECT_STREQ(error.what(), "step1/generator-b: expected finite numbers, got some that are not");
  }
}

TEST(NamedArrays, ThatAreNotFiniteAreNamed) {
  EXPECT_NO_THROW(require_finite(example()));
  expect_named_as_not_finite(std::numeric_limits<float>::quiet_NaN());
  expect_named_as_not_finite(-std::numeric_limits<float>::infinity());
  expect_named_as_not_finite(std::numeric_limits<double>::quiet_NaN());
  expect_named_as_not_finite(std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace crystalgan
