#include "crystalgan/gan/small_products.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;
using test::random_tensor;

struct Sizes {
  std::int64_t rows;
  std::int64_t inner;
  std::int64_t columns;
};

// Single numbers, rows and columns, sizes that fill no vector register, and those of the published networks.
const std::vector<Sizes> kSizes{
    {1, 1, 1},      {1, 1, 17},   {17, 1, 1},   {1, 17, 1},     {1, 35, 70},     {35, 70, 1},    {35, 1, 70},
    {2, 3, 4},      {3, 35, 70},  {7, 13, 5},   {16, 16, 16},   {31, 33, 65},    {36, 11, 36},   {35, 216, 100},
    {35, 100, 216}, {70, 100, 1}, {1, 100, 1},  {100, 35, 100}, {216, 35, 1},    {216, 35, 100}, {101, 203, 99},
    {5, 1000, 3},   {3, 5, 1000}, {1000, 3, 5}, {64, 64, 64},   {193, 279, 131}, {512, 512, 512}};

// Matrices of small whole numbers: every sum of products is exact, in whatever order.
at::Tensor whole_numbers(Random& random, std::int64_t rows, std::int64_t columns, at::ScalarType type) {
  return random_tensor(random, {rows, columns}, -4, 5).floor().to(type);
}

template <class Number>
class SmallProducts : public testing::Test {
 protected:
  static constexpr at::ScalarType kType = sizeof(Number) == sizeof(float) ? at::kFloat : at::kDouble;

  void SetUp() override {
    if (!has_small_products()) GTEST_SKIP() << "libxsmm makes no code for this processor";
  }

  // What `write` makes of a result that stands between other numbers, which must stay: [rows, columns].
  template <class Write>
  at::Tensor written(const at::Tensor& before, Write&& write) {
    constexpr std::int64_t kAround = 64;  // numbers on either side
    auto room = at::full({before.numel() + 2 * kAround}, 7.0, kType);
    const auto place = room.slice(0, kAround, kAround + before.numel());
    place.copy_(before.flatten());
    write(place.data_ptr<Number>());
    EXPECT_TRUE((room.slice(0, 0, kAround) == 7.0).all().template item<bool>());
    EXPECT_TRUE((room.slice(0, kAround + before.numel()) == 7.0).all().template item<bool>());
    return place.view(before.sizes()).clone();
  }

  at::Tensor unwritten(std::int64_t rows, std::int64_t columns) {
    return at::full({rows, columns}, std::numeric_limits<double>::quiet_NaN(), kType);
  }

  Random random_{Seed(1)};
};

using Numbers = testing::Types<float, double>;
TYPED_TEST_SUITE(SmallProducts, Numbers);

TYPED_TEST(SmallProducts, AreThoseOfLibTorch) {
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto left = whole_numbers(this->random_, rows, inner, this->kType);
    const auto right = whole_numbers(this->random_, inner, columns, this->kType);
    const auto made = this->written(this->unwritten(rows, columns), [&, r = rows, i = inner, c = columns](auto* into) {
      product(into, left.template data_ptr<TypeParam>(), right.template data_ptr<TypeParam>(), r, i, c);
    });
    EXPECT_TRUE(identical(made, left.matmul(right))) << rows << " x " << inner << " x " << columns;
  }
}

TYPED_TEST(SmallProducts, AreAddedToWhatIsThere) {
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto left = whole_numbers(this->random_, rows, inner, this->kType);
    const auto right = whole_numbers(this->random_, inner, columns, this->kType);
    const auto before = whole_numbers(this->random_, rows, columns, this->kType);
    const auto made = this->written(before, [&, r = rows, i = inner, c = columns](auto* into) {
      add_product(into, left.template data_ptr<TypeParam>(), right.template data_ptr<TypeParam>(), r, i, c);
    });
    EXPECT_TRUE(identical(made, before + left.matmul(right))) << rows << " x " << inner << " x " << columns;
  }
}

TYPED_TEST(SmallProducts, OfTheTransposedAreThoseOfLibTorch) {
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto left = whole_numbers(this->random_, inner, rows, this->kType);
    const auto right = whole_numbers(this->random_, inner, columns, this->kType);
    const auto made = this->written(this->unwritten(rows, columns), [&, r = rows, i = inner, c = columns](auto* into) {
      product_of_transposed(into, left.template data_ptr<TypeParam>(), right.template data_ptr<TypeParam>(), r, i, c);
    });
    EXPECT_TRUE(identical(made, left.t().matmul(right))) << rows << " x " << inner << " x " << columns;
  }
}

TYPED_TEST(SmallProducts, OfTheTransposedAreAddedToWhatIsThere) {
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto left = whole_numbers(this->random_, inner, rows, this->kType);
    const auto right = whole_numbers(this->random_, inner, columns, this->kType);
    const auto before = whole_numbers(this->random_, rows, columns, this->kType);
    const auto made = this->written(before, [&, r = rows, i = inner, c = columns](auto* into) {
      add_product_of_transposed(into, left.template data_ptr<TypeParam>(), right.template data_ptr<TypeParam>(), r, i,
                                c);
    });
    EXPECT_TRUE(identical(made, before + left.t().matmul(right))) << rows << " x " << inner << " x " << columns;
  }
}

TYPED_TEST(SmallProducts, TransposeAnyMatrix) {
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto matrix = random_tensor(this->random_, {rows, inner}).to(this->kType);
    const auto made = this->written(this->unwritten(inner, rows), [&, r = rows, i = inner](auto* into) {
      transpose(into, matrix.template data_ptr<TypeParam>(), r, i);
    });
    EXPECT_TRUE(identical(made, matrix.t().contiguous())) << rows << " x " << inner;
  }
}

TYPED_TEST(SmallProducts, OfNumbersThatAreNotWholeAreThoseOfLibTorchUpToRounding) {
  const double rounding = std::numeric_limits<TypeParam>::epsilon();
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto left = random_tensor(this->random_, {rows, inner}).to(this->kType);
    const auto right = random_tensor(this->random_, {inner, columns}).to(this->kType);
    const auto made = this->written(this->unwritten(rows, columns), [&, r = rows, i = inner, c = columns](auto* into) {
      product(into, left.template data_ptr<TypeParam>(), right.template data_ptr<TypeParam>(), r, i, c);
    });
    EXPECT_LE(test::largest_difference(made, left.matmul(right)), 2 * static_cast<double>(inner) * rounding)
        << rows << " x " << inner << " x " << columns;
  }
}

TYPED_TEST(SmallProducts, CarryWhatIsNotFinite) {
  for (const double odd : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    auto left = at::ones({3, 5}, this->kType);
    left[1][4].fill_(odd);
    const auto right = at::ones({5, 7}, this->kType);
    const auto made = this->written(this->unwritten(3, 7), [&](auto* into) {
      product(into, left.template data_ptr<TypeParam>(), right.template data_ptr<TypeParam>(), 3, 5, 7);
    });
    EXPECT_TRUE((made[0] == 5).all().template item<bool>() && (made[2] == 5).all().template item<bool>());
    EXPECT_FALSE(made[1].isfinite().any().template item<bool>());
  }
}

}  // namespace
}  // namespace crystalgan
