// Replaces libxsmm_products.cpp in a build without libxsmm.
#include "crystalgan/core/libxsmm_products.hpp"

namespace crystalgan {

template <class Number>
bool multiply_by_libxsmm(Number*, const Number*, const Number*, const ProductShape&) {
  return false;
}

template <class Number>
bool transpose_by_libxsmm(Number*, const Number*, std::int64_t, std::int64_t) {
  return false;
}

std::optional<std::string> libxsmm_version() { return std::nullopt; }

template bool multiply_by_libxsmm(float*, const float*, const float*, const ProductShape&);
template bool multiply_by_libxsmm(double*, const double*, const double*, const ProductShape&);
template bool transpose_by_libxsmm(float*, const float*, std::int64_t, std::int64_t);
template bool transpose_by_libxsmm(double*, const double*, std::int64_t, std::int64_t);

}  // namespace crystalgan
