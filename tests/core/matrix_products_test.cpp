#include "crystalgan/core/matrix_products.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "crystalgan/core/libxsmm_products.hpp"
#include "crystalgan/core/portable_products.hpp"
#include "tests/support/numbers.hpp"

namespace crystalgan {
namespace {

using test::random_numbers;

struct Sizes {
  std::int64_t rows;
  std::int64_t inner;
  std::int64_t columns;
};

// Single numbers, rows and columns, sizes that fill no vector register, and those of the published networks.
const std::vector<Sizes> kSizes{
    {1, 1, 1},      {1, 1, 17},     {17, 1, 1},   {1, 17, 1},   {1, 35, 70},    {35, 70, 1},     {35, 1, 70},
    {2, 3, 4},      {3, 35, 70},    {7, 13, 5},   {16, 16, 16}, {31, 33, 65},   {36, 11, 36},    {35, 216, 100},
    {35, 100, 216}, {70, 216, 100}, {70, 100, 1}, {1, 100, 1},  {100, 35, 100}, {216, 35, 1},    {216, 35, 100},
    {101, 203, 99}, {5, 1000, 3},   {3, 5, 1000}, {1000, 3, 5}, {64, 64, 64},   {193, 279, 131}, {512, 512, 512}};

enum class Way { functions, libxsmm, portable };

// Multiplies one way; false where that way has no code for the shape.
template <class Number>
bool multiplied(Way way, Number* result, const Number* left, const Number* right, const ProductShape& shape) {
  if (way == Way::libxsmm) return multiply_by_libxsmm(result, left, right, shape);
  const auto& [rows, inner, columns, transposed, add] = shape;
  if (way == Way::portable)
    multiply_portably(result, left, right, shape);
  else if (transposed && add)
    add_product_of_transposed(result, left, right, rows, inner, columns);
  else if (transposed)
    product_of_transposed(result, left, right, rows, inner, columns);
  else if (add)
    add_product(result, left, right, rows, inner, columns);
  else
    product(result, left, right, rows, inner, columns);
  return true;
}

// The naive sums in float64.
template <class Number>
std::vector<double> naive(const std::vector<Number>& before, const std::vector<Number>& left,
                          const std::vector<Number>& right, const ProductShape& shape) {
  const auto columns = static_cast<std::size_t>(shape.columns);
  auto result = shape.add ? test::converted<double>(before) : std::vector<double>(before.size());
  for (std::int64_t row = 0; row < shape.rows; ++row)
    for (std::int64_t k = 0; k < shape.inner; ++k) {
      const auto of_left = shape.transposed ? k * shape.rows + row : row * shape.inner + k;
      const auto factor = static_cast<double>(left[static_cast<std::size_t>(of_left)]);
      const Number* const from = right.data() + k * shape.columns;
      double* const to = result.data() + row * shape.columns;
      for (std::size_t column = 0; column < columns; ++column) to[column] += factor * static_cast<double>(from[column]);
    }
  return result;
}

// Small whole numbers: every sum of products is exact, in whatever order.
template <class Number>
std::vector<Number> whole_numbers(Random& random, std::int64_t count) {
  auto numbers = random_numbers<Number>(random, count, -4, 5);
  for (Number& number : numbers) number = std::floor(number);
  return numbers;
}

// What `write` makes of a result that stands between other numbers, which must stay.
template <class Number, class Write>
std::vector<Number> written(const std::vector<Number>& before, Write&& write) {
  constexpr std::ptrdiff_t kAround = 64;  // numbers on either side
  const std::vector<Number> around(kAround, Number{7});
  std::vector<Number> room = around;
  room.insert(room.end(), before.begin(), before.end());
  room.insert(room.end(), around.begin(), around.end());
  write(room.data() + kAround);
  EXPECT_TRUE(std::equal(around.begin(), around.end(), room.begin()));
  EXPECT_TRUE(std::equal(around.begin(), around.end(), room.end() - kAround));
  return {room.begin() + kAround, room.end() - kAround};
}

template <class Number>
std::vector<Number> unwritten(std::int64_t count) {
  return std::vector<Number>(static_cast<std::size_t>(count), std::numeric_limits<Number>::quiet_NaN());
}

bool has_libxsmm() {
  const float one = 1.0F;
  float result = 0.0F;
  return multiply_by_libxsmm(&result, &one, &one, {1, 1, 1, false, false});
}

template <class Number>
class MatrixProducts : public testing::Test {
 protected:
  // Every size, both orders of the left factor, written and added, by one way.
  void expect_naive_sums(Way way) {
    for (const auto& [rows, inner, columns] : kSizes)
      for (const bool transposed : {false, true})
        for (const bool add : {false, true}) {
          const ProductShape shape{rows, inner, columns, transposed, add};
          const auto left = whole_numbers<Number>(random_, rows * inner);
          const auto right = whole_numbers<Number>(random_, inner * columns);
          const auto before = add ? whole_numbers<Number>(random_, rows * columns) : unwritten<Number>(rows * columns);
          bool done = true;
          const auto made =
              written(before, [&](Number* into) { done = multiplied(way, into, left.data(), right.data(), shape); });
          EXPECT_TRUE(done) << rows << " x " << inner << " x " << columns;
          EXPECT_EQ(test::largest_difference(made, naive(before, left, right, shape)), 0.0)
              << rows << " x " << inner << " x " << columns << (transposed ? ", transposed" : "")
              << (add ? ", added" : "");
        }
  }

  Random random_{Seed(1)};
};

using Numbers = testing::Types<float, double>;
TYPED_TEST_SUITE(MatrixProducts, Numbers);

TYPED_TEST(MatrixProducts, AreTheNaiveSums) { this->expect_naive_sums(Way::functions); }

TYPED_TEST(MatrixProducts, ByPortableLoopsAreTheNaiveSums) { this->expect_naive_sums(Way::portable); }

TYPED_TEST(MatrixProducts, ByLibxsmmAreTheNaiveSums) {
  if (!has_libxsmm()) GTEST_SKIP() << "this build has no libxsmm, or it makes no code for this processor";
  this->expect_naive_sums(Way::libxsmm);
}

TYPED_TEST(MatrixProducts, TransposeAnyMatrix) {
  for (const auto& [rows, inner, columns] : kSizes) {
    const auto matrix = random_numbers<TypeParam>(this->random_, rows * inner);
    const auto made = written(unwritten<TypeParam>(rows * inner),
                              [&, r = rows, i = inner](TypeParam* into) { transpose(into, matrix.data(), r, i); });
    for (std::int64_t row = 0; row < rows; ++row)
      for (std::int64_t column = 0; column < inner; ++column)
        ASSERT_EQ(made[static_cast<std::size_t>(column * rows + row)],
                  matrix[static_cast<std::size_t>(row * inner + column)])
            << rows << " x " << inner;
  }
}

TYPED_TEST(MatrixProducts, OfNumbersThatAreNotWholeAreTheNaiveSumsUpToRounding) {
  const double rounding = std::numeric_limits<TypeParam>::epsilon();
  for (const Way way : {Way::functions, Way::portable})
    for (const auto& [rows, inner, columns] : kSizes) {
      const ProductShape shape{rows, inner, columns, false, false};
      const auto left = random_numbers<TypeParam>(this->random_, rows * inner);
      const auto right = random_numbers<TypeParam>(this->random_, inner * columns);
      auto made = unwritten<TypeParam>(rows * columns);
      multiplied(way, made.data(), left.data(), right.data(), shape);
      EXPECT_LE(test::largest_difference(made, naive(made, left, right, shape)),
                2 * static_cast<double>(inner) * rounding)
          << rows << " x " << inner << " x " << columns;
    }
}

TYPED_TEST(MatrixProducts, CarryWhatIsNotFinite) {
  for (const Way way : {Way::functions, Way::portable})
    for (const TypeParam odd :
         {std::numeric_limits<TypeParam>::quiet_NaN(), std::numeric_limits<TypeParam>::infinity()}) {
      std::vector<TypeParam> left(3 * 5, TypeParam{1});
      left[1 * 5 + 4] = odd;
      std::vector<TypeParam> right(5 * 7, TypeParam{1});
      right[4 * 7 + 2] = 0;  // 0 times what is not finite is no number
      auto made = unwritten<TypeParam>(3 * 7);
      multiplied(way, made.data(), left.data(), right.data(), {3, 5, 7, false, false});
      for (std::size_t column = 0; column < 7; ++column) {
        EXPECT_EQ(made[column], column == 2 ? TypeParam{4} : TypeParam{5});
        EXPECT_FALSE(std::isfinite(made[7 + column]));
        EXPECT_EQ(made[14 + column], column == 2 ? TypeParam{4} : TypeParam{5});
      }
      EXPECT_TRUE(std::isnan(made[7 + 2]));
    }
}

TEST(MatrixProductLibrary, IsNamed) {
  const auto version = libxsmm_version();
  EXPECT_EQ(product_library(), version ? "libxsmm " + *version : "portable loops");
  EXPECT_TRUE(version || !has_libxsmm());
}

}  // namespace
}  // namespace crystalgan
