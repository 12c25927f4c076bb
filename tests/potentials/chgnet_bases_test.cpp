#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "crystalgan/potentials/chgnet/bases.hpp"

namespace crystalgan::chgnet {
namespace {

std::array<double, 31> radial_frequencies() {
  std::array<double, 31> frequencies;
  for (std::size_t k = 0; k < 31; ++k) frequencies[k] = 2.4 + 3.3 * static_cast<double>(k);
  return frequencies;
}

std::array<double, 15> angle_frequencies() {
  std::array<double, 15> frequencies;
  for (std::size_t n = 0; n < 15; ++n) frequencies[n] = 1.5 + 1.01 * static_cast<double>(n);
  return frequencies;
}

struct Basis32 {
  std::array<double, 32> values;
  std::array<double, 32> derivatives;
};

Basis32 radial_at(double length) {
  Basis32 basis;
  radial_basis(length, 3.0, radial_frequencies(), basis.values.data(), basis.derivatives.data());
  return basis;
}

Basis32 angles_at(double angle) {
  Basis32 basis;
  angle_basis(angle, angle_frequencies(), basis.values.data(), basis.derivatives.data());
  return basis;
}

TEST(SinesAndCosines, AreThoseOfTheStandardLibrary) {
  for (double first = 0.0; first < 130.0; first += 0.317) {
    Row32 angles, sines, cosines;
    for (std::size_t i = 0; i < 32; ++i) angles[i] = first + 0.00991 * static_cast<double>(i);
    sines_and_cosines(angles, sines, cosines);
    for (std::size_t i = 0; i < 32; ++i) {
      EXPECT_NEAR(sines[i], std::sin(angles[i]), 1e-15) << angles[i];
      EXPECT_NEAR(cosines[i], std::cos(angles[i]), 1e-15) << angles[i];
    }
  }
}

TEST(Envelope, IsOneAtZeroAndEndsWithTwoDerivatives) {
  EXPECT_EQ(envelope(0.0).value, 1.0);
  EXPECT_NEAR(envelope(0.5).value, 1.0 - 45.0 / 256 + 80.0 / 512 - 36.0 / 1024, 1e-15);
  for (const double s : {1.0, 1.5}) {
    EXPECT_EQ(envelope(s).value, 0.0);
    EXPECT_EQ(envelope(s).derivative, 0.0);
  }
  const double near = 1e-4;
  EXPECT_NEAR(envelope(1.0 - near).value, 120.0 * near * near * near, 2e-13);  // -u'''(1) / 6
}

TEST(RadialBasis, IsASineOverTheLengthThatFadesOut) {
  const Basis32 basis = radial_at(1.7);
  const auto frequencies = radial_frequencies();
  for (std::size_t k = 0; k < 31; ++k)
    EXPECT_NEAR(basis.values[k],
                std::sqrt(2.0 / 3.0) * std::sin(frequencies[k] * 1.7 / 3.0) / 1.7 * envelope(1.7 / 3.0).value, 1e-13);
  EXPECT_EQ(basis.values[31], 0.0);
}

TEST(AngleBasis, IsAConstantThenSinesThenCosines) {
  const Basis32 basis = angles_at(1.1);
  const auto frequencies = angle_frequencies();
  const double norm = std::sqrt(std::numbers::pi);
  EXPECT_NEAR(basis.values[0], 1.0 / std::sqrt(2.0) / norm, 1e-15);
  EXPECT_NEAR(basis.values[1], std::sin(1.1 * frequencies[0]) / norm, 1e-14);
  EXPECT_NEAR(basis.values[15], std::sin(1.1 * frequencies[14]) / norm, 1e-14);
  EXPECT_NEAR(basis.values[16], std::cos(1.1 * frequencies[0]) / norm, 1e-14);
  EXPECT_NEAR(basis.values[30], std::cos(1.1 * frequencies[14]) / norm, 1e-14);
  EXPECT_EQ(basis.values[31], 0.0);
}

void expect_derivatives(Basis32 (*basis_at)(double), double at) {
  const double step = 1e-5;
  const Basis32 here = basis_at(at), up = basis_at(at + step), down = basis_at(at - step);
  for (std::size_t k = 0; k < 32; ++k)
    EXPECT_NEAR(here.derivatives[k], (up.values[k] - down.values[k]) / (2 * step), 1e-5) << k << " at " << at;
}

TEST(RadialBasis, HasItsOwnDerivative) {
  for (const double length : {0.7, 1.9, 2.9, 2.999, 3.2}) expect_derivatives(radial_at, length);
}

TEST(AngleBasis, HasItsOwnDerivative) {
  for (const double angle : {0.002, 1.0, 2.0, 3.14}) expect_derivatives(angles_at, angle);
}

// At 180° the derivative of acos would be infinite.
TEST(BondAngle, IsDefinedForStraightBonds) {
  EXPECT_NEAR(std::acos(-kCosineFactor), std::numbers::pi - 1.4142e-3, 1e-6);
}

}  // namespace
}  // namespace crystalgan::chgnet
