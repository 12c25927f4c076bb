#include "crystalgan/repair/strain_fit.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace crystalgan {
namespace {

// Keeps the fit regular where the directions ask nothing of some components, at the price of a thousandth of what they
// ask of the others. Chosen, not derived.
constexpr double kRegular = 1e-3;

// The tensor unit · unitᵀ.
Strain along(const Cartesian& unit) {
  constexpr double root = std::numbers::sqrt2;
  return {unit[0] * unit[0],        unit[1] * unit[1],        unit[2] * unit[2],
          root * unit[1] * unit[2], root * unit[0] * unit[2], root * unit[0] * unit[1]};
}

using Matrix = std::array<std::array<double, 6>, 6>;

// Cholesky: the lower triangle becomes the factor of matrix + added · 1.
Matrix factorised(Matrix matrix, double added) {
  for (std::size_t i = 0; i < 6; ++i) {
    matrix[i][i] += added;
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t k = 0; k < j; ++k) matrix[i][j] -= matrix[i][k] * matrix[j][k];
      matrix[i][j] = i == j ? std::sqrt(matrix[i][i]) : matrix[i][j] / matrix[j][j];
    }
  }
  return matrix;
}

Strain solved(const Matrix& factor, Strain right) {
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= factor[i][k] * right[k];
    right[i] /= factor[i][i];
  }
  for (std::size_t i = 6; i-- > 0;) {
    for (std::size_t k = i + 1; k < 6; ++k) right[i] -= factor[k][i] * right[k];
    right[i] /= factor[i][i];
  }
  return right;
}

}  // namespace

double trace_of(const Strain& strain) { return strain[0] + strain[1] + strain[2]; }

double norm(const Strain& strain) {
  double sum = 0.0;
  for (const double component : strain) sum += component * component;
  return std::sqrt(sum);
}

Cartesian strained(const Cartesian& v, const Strain& strain) {
  constexpr double root = std::numbers::sqrt2 / 2.0;
  const double yz = root * strain[3];
  const double xz = root * strain[4];
  const double xy = root * strain[5];
  return {v[0] + strain[0] * v[0] + xy * v[1] + xz * v[2], v[1] + xy * v[0] + strain[1] * v[1] + yz * v[2],
          v[2] + xz * v[0] + yz * v[1] + strain[2] * v[2]};
}

void StrainFit::add(const Cartesian& unit, double elongation, double weight) {
  const Strain direction = along(unit);
  for (std::size_t i = 0; i < 6; ++i) {
    const double scaled = weight * direction[i];
    right_[i] += scaled * elongation;
    for (std::size_t j = 0; j <= i; ++j) matrix_[i][j] += scaled * direction[j];
  }
  weights_ += weight;
}

Strain StrainFit::solve(std::optional<double> trace) const {
  const Matrix factor = factorised(matrix_, kRegular * weights_);
  Strain strain = solved(factor, right_);
  if (!trace) return strain;
  // the multiplier of Lagrange adds what one more unit of trace costs least
  const Strain swelling = solved(factor, {1, 1, 1, 0, 0, 0});
  const double multiplier = (*trace - trace_of(strain)) / trace_of(swelling);
  for (std::size_t i = 0; i < 6; ++i) strain[i] += multiplier * swelling[i];
  return strain;
}

}  // namespace crystalgan
