#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "crystalgan/potentials/ionic/lanes.hpp"

// Inlined into vectorised loops: without branches, and in plain arithmetic for float.
namespace crystalgan::chgnet {

/// exp(x): relative error 2e-7 for |x| <= 87; beyond, that of ±87.
CRYSTALGAN_INLINED float exponential(float x) {
  x = x < -87.0F ? -87.0F : x;
  x = x > 87.0F ? 87.0F : x;
  // x = k ln 2 + r, |r| <= ln 2 / 2; k stands in the lowest bits of x / ln 2 + 1.5 2^23. ln 2 in two parts and the
  // polynomial of degree 7 as in Cephes' expf.
  const float shifted = x * 1.44269504088896341F + 12582912.0F;
  const float k = shifted - 12582912.0F;
  const float r = (x - k * 0.693359375F) - k * -2.12194440e-4F;
  float sum = 1.9875691500e-4F;
  sum = sum * r + 1.3981999507e-3F;
  sum = sum * r + 8.3334519073e-3F;
  sum = sum * r + 4.1665795894e-2F;
  sum = sum * r + 1.6666665459e-1F;
  sum = sum * r + 5.0000001201e-1F;
  sum = sum * (r * r) + (r + 1.0F);
  const std::uint32_t power = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23U;
  return sum * std::bit_cast<float>(power);
}

CRYSTALGAN_INLINED double exponential(double x) { return std::exp(x); }

CRYSTALGAN_INLINED float square_root(float x) { return __builtin_sqrtf(x); }
CRYSTALGAN_INLINED double square_root(double x) { return __builtin_sqrt(x); }

/// 1 / (1 + exp(-x))
template <class Number>
CRYSTALGAN_INLINED Number sigmoid(Number x) {
  return Number{1} / (Number{1} + exponential(-x));
}

/// d/dx of silu(x) = x sigmoid(x), from s = sigmoid(x).
template <class Number>
CRYSTALGAN_INLINED Number silu_derivative(Number x, Number s) {
  return s * (Number{1} + x * (Number{1} - s));
}

}  // namespace crystalgan::chgnet
