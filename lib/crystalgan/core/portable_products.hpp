#pragma once

#include "crystalgan/core/libxsmm_products.hpp"

namespace crystalgan {

/// Plain loops that the compiler vectorises, on any processor. Internal to matrix_products.cpp.
void multiply_portably(float* result, const float* left, const float* right, const ProductShape& shape);
void multiply_portably(double* result, const double* left, const double* right, const ProductShape& shape);

}  // namespace crystalgan
