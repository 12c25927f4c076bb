#include "crystalgan/core/libxsmm_products.hpp"

#include <libxsmm.h>

namespace crystalgan {
namespace {

// libxsmm is column-major: a row-major [rows, columns] matrix is its columns x rows, so the factors swap.
struct Call {
  int m;
  int n;
  int k;
  int ldb;
  int flags;
  bool add;

  explicit Call(const ProductShape& shape)
      : m(static_cast<int>(shape.columns)),
        n(static_cast<int>(shape.rows)),
        k(static_cast<int>(shape.inner)),
        ldb(shape.transposed ? n : k),
        flags(shape.transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE),
        add(shape.add) {}
};

libxsmm_smmfunction kernel_of(const Call& call, const float*) {
  const float alpha = 1.0F;
  const float beta = call.add ? 1.0F : 0.0F;
  const int prefetch = LIBXSMM_PREFETCH_NONE;
  return libxsmm_smmdispatch(call.m, call.n, call.k, &call.m, &call.ldb, &call.m, &alpha, &beta, &call.flags,
                             &prefetch);
}

libxsmm_dmmfunction kernel_of(const Call& call, const double*) {
  const double alpha = 1.0;
  const double beta = call.add ? 1.0 : 0.0;
  const int prefetch = LIBXSMM_PREFETCH_NONE;
  return libxsmm_dmmdispatch(call.m, call.n, call.k, &call.m, &call.ldb, &call.m, &alpha, &beta, &call.flags,
                             &prefetch);
}

}  // namespace

template <class Number>
bool multiply_by_libxsmm(Number* result, const Number* left, const Number* right, const ProductShape& shape) {
  const auto kernel = kernel_of(Call(shape), result);  // cached by libxsmm
  if (kernel == nullptr) return false;
  kernel(right, left, result);
  return true;
}

template <class Number>
bool transpose_by_libxsmm(Number* result, const Number* matrix, std::int64_t rows, std::int64_t columns) {
  const auto m = static_cast<int>(columns);
  const auto n = static_cast<int>(rows);
  libxsmm_otrans(result, matrix, sizeof(Number), m, n, m, n);
  return true;
}

std::optional<std::string> libxsmm_version() { return std::string(LIBXSMM_VERSION) + ", " + libxsmm_get_target_arch(); }

template bool multiply_by_libxsmm(float*, const float*, const float*, const ProductShape&);
template bool multiply_by_libxsmm(double*, const double*, const double*, const ProductShape&);
template bool transpose_by_libxsmm(float*, const float*, std::int64_t, std::int64_t);
template bool transpose_by_libxsmm(double*, const double*, std::int64_t, std::int64_t);

}  // namespace crystalgan
