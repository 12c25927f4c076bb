#include "crystalgan/training/latent.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

TEST(Latent, IsUniformBetweenMinusOneAndOne) {
  Random random(Seed(1));
  const auto drawn = draw_latent(3, 40, 50, random);
  EXPECT_EQ(drawn.sizes(), at::IntArrayRef({3, 40, 50}));
  EXPECT_EQ(drawn.scalar_type(), at::kFloat);
  EXPECT_FALSE(drawn.requires_grad());
  EXPECT_GE(drawn.min().item<double>(), -1.0);
  EXPECT_LE(drawn.max().item<double>(), 1.0);
  EXPECT_LT(drawn.min().item<double>(), -0.99);
  EXPECT_GT(drawn.max().item<double>(), 0.99);
  // 6000 numbers: deviations of the mean 0.0075, of the variance 0.004
  EXPECT_NEAR(drawn.mean().item<double>(), 0.0, 0.03);
  EXPECT_NEAR(drawn.square().mean().item<double>(), 1.0 / 3.0, 0.016);
}

TEST(Latent, OfNoComponentsIsUndefinedAndDrawsNothing) {
  Random random(Seed(1));
  EXPECT_FALSE(draw_latent(2, 5, 0, random).defined());
  Random fresh(Seed(1));
  EXPECT_EQ(random.uniform(), fresh.uniform());
}

TEST(Latent, DependsOnTheGeneratorOnly) {
  const auto drawn = [](std::uint64_t seed) {
    Random random((Seed(seed)));
    return draw_latent(2, 3, 4, random);
  };
  EXPECT_TRUE(identical(drawn(1), drawn(1)));
  EXPECT_FALSE(identical(drawn(1), drawn(2)));
}

TEST(Latent, IsAnotherForEveryDrawMemberStructureAndComponent) {
  Random random(Seed(1));
  const auto one = draw_latent(2, 3, 4, random);
  const auto other = draw_latent(2, 3, 4, random);
  const auto all = std::get<0>(at::sort(at::cat({one.flatten(), other.flatten()})));
  EXPECT_GT((all.slice(0, 1) - all.slice(0, 0, -1)).min().item<double>(), 0.0);
}

TEST(Latent, OfNoStructuresIsEmpty) {
  Random random(Seed(1));
  EXPECT_EQ(draw_latent(2, 0, 4, random).sizes(), at::IntArrayRef({2, 0, 4}));
}

}  // namespace
}  // namespace crystalgan
