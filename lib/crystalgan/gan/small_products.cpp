#include "crystalgan/gan/small_products.hpp"

#include <libxsmm.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/gan/fused_perceptron.hpp"

namespace crystalgan {
namespace {

// libxsmm counts by columns: what is [rows, columns] here is its columns x rows, so that the factors change places.
struct Product {
  std::int64_t columns;
  std::int64_t rows;
  std::int64_t inner;
  std::int64_t second_stride;  // of the factor that stands on the left here
  bool add;
  int flags;
};

libxsmm_smmfunction kernel_of(const Product& product, const float*) {
  const auto m = static_cast<int>(product.columns);
  const auto ldb = static_cast<int>(product.second_stride);
  const float alpha = 1.0F;
  const float beta = product.add ? 1.0F : 0.0F;
  const int prefetch = LIBXSMM_PREFETCH_NONE;
  return libxsmm_smmdispatch(m, static_cast<int>(product.rows), static_cast<int>(product.inner), &m, &ldb, &m, &alpha,
                             &beta, &product.flags, &prefetch);
}

libxsmm_dmmfunction kernel_of(const Product& product, const double*) {
  const auto m = static_cast<int>(product.columns);
  const auto ldb = static_cast<int>(product.second_stride);
  const double alpha = 1.0;
  const double beta = product.add ? 1.0 : 0.0;
  const int prefetch = LIBXSMM_PREFETCH_NONE;
  return libxsmm_dmmdispatch(m, static_cast<int>(product.rows), static_cast<int>(product.inner), &m, &ldb, &m, &alpha,
                             &beta, &product.flags, &prefetch);
}

template <class Number>
void multiply(Number* result, const Number* left, const Number* right, const Product& product) {
  const auto kernel = kernel_of(product, result);  // made once, then found again
  if (kernel == nullptr)
    throw Error("matrix product: expected code from libxsmm for " + std::to_string(product.rows) + " x " +
                std::to_string(product.inner) + " x " + std::to_string(product.columns) + ", got none");
  kernel(right, left, result);
}

}  // namespace

bool has_small_products() {
  static const bool has = [] {
    libxsmm_init();
    for (const bool add : {false, true})
      for (const int flags : {LIBXSMM_GEMM_FLAG_NONE, LIBXSMM_GEMM_FLAG_TRANS_B}) {
        const Product some{3, 4, 4, 4, add, flags};
        if (kernel_of(some, static_cast<const float*>(nullptr)) == nullptr) return false;
        if (kernel_of(some, static_cast<const double*>(nullptr)) == nullptr) return false;
      }
    return true;
  }();
  return has;
}

std::string fused_engine_library() {
  return std::string("libxsmm ") + LIBXSMM_VERSION + (has_small_products() ? ", " : ", not for ") +
         libxsmm_get_target_arch();
}

template <class Number>
void product(Number* result, const Number* left, const Number* right, std::int64_t rows, std::int64_t inner,
             std::int64_t columns) {
  multiply(result, left, right, {columns, rows, inner, inner, false, LIBXSMM_GEMM_FLAG_NONE});
}

template <class Number>
void add_product(Number* result, const Number* left, const Number* right, std::int64_t rows, std::int64_t inner,
                 std::int64_t columns) {
  multiply(result, left, right, {columns, rows, inner, inner, true, LIBXSMM_GEMM_FLAG_NONE});
}

template <class Number>
void product_of_transposed(Number* result, const Number* left, const Number* right, std::int64_t rows,
                           std::int64_t inner, std::int64_t columns) {
  multiply(result, left, right, {columns, rows, inner, rows, false, LIBXSMM_GEMM_FLAG_TRANS_B});
}

template <class Number>
void add_product_of_transposed(Number* result, const Number* left, const Number* right, std::int64_t rows,
                               std::int64_t inner, std::int64_t columns) {
  multiply(result, left, right, {columns, rows, inner, rows, true, LIBXSMM_GEMM_FLAG_TRANS_B});
}

template <class Number>
void transpose(Number* result, const Number* matrix, std::int64_t rows, std::int64_t columns) {
  const auto m = static_cast<int>(columns);
  const auto n = static_cast<int>(rows);
  libxsmm_otrans(result, matrix, sizeof(Number), m, n, m, n);
}

template void product(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void product(double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t);
template void add_product(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void add_product(double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t);
template void product_of_transposed(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void product_of_transposed(double*, const double*, const double*, std::int64_t, std::int64_t, std::int64_t);
template void add_product_of_transposed(double*, const double*, const double*, std::int64_t, std::int64_t,
                                        std::int64_t);
template void add_product_of_transposed(float*, const float*, const float*, std::int64_t, std::int64_t, std::int64_t);
template void transpose(float*, const float*, std::int64_t, std::int64_t);
template void transpose(double*, const double*, std::int64_t, std::int64_t);

}  // namespace crystalgan
