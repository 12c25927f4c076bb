#include "crystalgan/potentials/chgnet/linear.hpp"

#include <algorithm>

#include "crystalgan/core/matrix_products.hpp"

namespace crystalgan::chgnet {
namespace {

// Large enough for the products to run at full speed, small enough for the caches.
constexpr std::int64_t kBlock = 64;

template <class Number, class Product>
void by_blocks(Product product, Number* results, const Number* inputs, const Array<Number>& matrix, std::int64_t rows,
               std::int64_t inner, std::int64_t columns) {
  const std::int64_t all = whole_groups(rows);
  for (std::int64_t begin = 0; begin < all;) {
    const std::int64_t count = all - begin >= kBlock ? kBlock : kRowGroup;
    product(results + begin * columns, inputs + begin * inner, matrix.data(), count, inner, columns);
    begin += count;
  }
}

}  // namespace

template <class Number>
void multiply(Number* results, const Number* inputs, std::int64_t rows, const Linear<Number>& linear) {
  by_blocks(product<Number>, results, inputs, linear.forward, rows, linear.inputs, linear.outputs);
}

template <class Number>
void add_multiplied(Number* results, const Number* inputs, std::int64_t rows, const Linear<Number>& linear) {
  by_blocks(add_product<Number>, results, inputs, linear.forward, rows, linear.inputs, linear.outputs);
}

template <class Number>
void multiply_back(Number* of_inputs, const Number* of_results, std::int64_t rows, const Linear<Number>& linear) {
  by_blocks(product<Number>, of_inputs, of_results, linear.backward, rows, linear.outputs, linear.inputs);
}

template <class Number>
void add_multiplied_back(Number* of_inputs, const Number* of_results, std::int64_t rows, const Linear<Number>& linear) {
  by_blocks(add_product<Number>, of_inputs, of_results, linear.backward, rows, linear.outputs, linear.inputs);
}

template void multiply(float*, const float*, std::int64_t, const Linear<float>&);
template void multiply(double*, const double*, std::int64_t, const Linear<double>&);
template void add_multiplied(float*, const float*, std::int64_t, const Linear<float>&);
template void add_multiplied(double*, const double*, std::int64_t, const Linear<double>&);
template void multiply_back(float*, const float*, std::int64_t, const Linear<float>&);
template void multiply_back(double*, const double*, std::int64_t, const Linear<double>&);
template void add_multiplied_back(float*, const float*, std::int64_t, const Linear<float>&);
template void add_multiplied_back(double*, const double*, std::int64_t, const Linear<double>&);

}  // namespace crystalgan::chgnet
