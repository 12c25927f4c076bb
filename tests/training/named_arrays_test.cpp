#include "crystalgan/training/named_tensors.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>

#include "crystalgan/core/error.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

NamedTensors example() {
  return {{"step1/generators-0", at::arange(30).to(at::kFloat).view({2, 5, 3})},
          {"step1/counters", at::tensor({1, 2, 3}, at::kLong)}};
}

TEST(NamedTensors, FindATensorOfTheSameShapeAndType) {
  const NamedTensors tensors = example();
  EXPECT_TRUE(
      identical(tensor_named(tensors, "step1/counters", at::zeros({3}, at::kLong)), tensors.at("step1/counters")));
  EXPECT_THROW(tensor_named(tensors, "step1/counters", at::zeros({4}, at::kLong)), ShapeError);
  EXPECT_THROW(tensor_named(tensors, "step1/counters", at::zeros({3}, at::kFloat)), ShapeError);
  try {
    tensor_named(tensors, "step2/counters", at::zeros({3}));
    ADD_FAILURE() << "no error";
  } catch (const ShapeError& error) {
    EXPECT_NE(std::string(error.what()).find("step2/counters"), std::string::npos);
  }
}

TEST(NamedTensors, ThatAreNotFiniteAreNamed) {
  NamedTensors tensors = example();
  EXPECT_NO_THROW(require_finite(tensors));
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    tensors["step1/generators-0"] = at::full({2}, bad);
    try {
      require_finite(tensors);
      ADD_FAILURE() << "no error";
    } catch (const NumericalError& error) {
      EXPECT_NE(std::string(error.what()).find("step1/generators-0"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace crystalgan
