#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "crystalgan/potentials/ionic/lanes.hpp"

// Inlined into vectorised loops: without branches, and in plain arithmetic for float.
namespace crystalgan::chgnet {

/// exp(x): relative error 2e-7; for |x| <= 87 only.
CRYSTALGAN_INLINED float exponential(float x) {
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

/// 1 + exp(-x). Beyond |x| = 43 that of 43, where a sigmoid is 0 or 1 to 3e-19: so the product of two stays finite.
template <class Number>
CRYSTALGAN_INLINED Number inverse_sigmoid(Number x) {
  const Number limit{43};
  x = x < -limit ? -limit : x;
  x = x > limit ? limit : x;
  return Number{1} + exponential(-x);
}

/// 1 / (1 + exp(-x))
template <class Number>
CRYSTALGAN_INLINED Number sigmoid(Number x) {
  return Number{1} / inverse_sigmoid(x);
}

/// Two of them with one division.
template <class Number>
struct SigmoidPair {
  Number one;
  Number other;
};
template <class Number>
CRYSTALGAN_INLINED SigmoidPair<Number> sigmoids(Number x, Number y) {
  const Number of_x = inverse_sigmoid(x);
  const Number of_y = inverse_sigmoid(y);
  const Number inverse = Number{1} / (of_x * of_y);
  return {inverse * of_y, inverse * of_x};
}

/// d/dx of silu(x) = x sigmoid(x), from s = sigmoid(x).
template <class Number>
CRYSTALGAN_INLINED Number silu_derivative(Number x, Number s) {
  return s * (Number{1} + x * (Number{1} - s));
}

}  // namespace crystalgan::chgnet
