#include "crystalgan/potentials/chgnet/bases.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "crystalgan/core/vectorised.hpp"

namespace crystalgan::chgnet {

// x = k π/2 + r, |r| <= π/4; k stands in the lowest bits of x / (π/2) + 1.5 2^52. π/2 in two parts and the polynomials in r²
// as in fdlibm (k_sin.c, k_cos.c).
CRYSTALGAN_VECTORISED void sines_and_cosines(const Row32& angles, Row32& sines, Row32& cosines) {
  for (std::size_t i = 0; i < angles.size(); ++i) {
    const double shifted = angles[i] * (2.0 / std::numbers::pi) + 6755399441055744.0;
    const double k = shifted - 6755399441055744.0;
    const double r = (angles[i] - k * 1.57079632673412561417e+00) - k * 6.07710050650619224932e-11;
    const double z = r * r;
    double sine = 1.58969099521155010221e-10;
    sine = sine * z - 2.50507602534068634195e-08;
    sine = sine * z + 2.75573137070700676789e-06;
    sine = sine * z - 1.98412698298579493134e-04;
    sine = sine * z + 8.33333333332248946124e-03;
    sine = sine * z - 1.66666666666666324348e-01;
    sine = r + r * z * sine;
    double cosine = -1.13596475577881948265e-11;
    cosine = cosine * z + 2.08757232129817482790e-09;
    cosine = cosine * z - 2.75573143513906633035e-07;
    cosine = cosine * z + 2.48015872894767294178e-05;
    cosine = cosine * z - 1.38888888888741095749e-03;
    cosine = cosine * z + 4.16666666666666019037e-02;
    cosine = 1.0 - 0.5 * z + z * z * cosine;
    const auto quarter = std::bit_cast<std::uint64_t>(shifted);
    const bool odd = (quarter & 1U) != 0;
    const auto of_sine = std::bit_cast<std::uint64_t>(odd ? cosine : sine) ^ ((quarter & 2U) << 62U);
    const auto of_cosine = std::bit_cast<std::uint64_t>(odd ? sine : cosine) ^ (((quarter + 1U) & 2U) << 62U);
    sines[i] = std::bit_cast<double>(of_sine);
    cosines[i] = std::bit_cast<double>(of_cosine);
  }
}

Envelope envelope(double s) {
  if (!(s < 1.0)) return {0.0, 0.0};
  const double s2 = s * s;
  const double s7 = s2 * s2 * s2 * s;
  return {1.0 + s7 * s * (-45.0 + s * (80.0 - 36.0 * s)), -360.0 * s7 * (1.0 - s) * (1.0 - s)};
}

template <class Number>
void radial_basis(double length, double cutoff, const std::array<double, 31>& frequencies, Number* values,
                  Number* derivatives) {
  const double s = length / cutoff;
  const Envelope fade = envelope(s);
  const double norm = std::sqrt(2.0 / cutoff) / length;
  const double of_sine = norm * (fade.derivative / cutoff - fade.value / length);
  Row32 phases{}, sines, cosines;
  for (std::size_t k = 0; k < frequencies.size(); ++k) phases[k] = frequencies[k] * s;
  sines_and_cosines(phases, sines, cosines);
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    values[k] = static_cast<Number>(norm * fade.value * sines[k]);
    derivatives[k] = static_cast<Number>(norm * fade.value / cutoff * frequencies[k] * cosines[k] + of_sine * sines[k]);
  }
  values[kFunctions] = derivatives[kFunctions] = Number{0};
}

template <class Number>
void angle_basis(double angle, const std::array<double, 15>& frequencies, Number* values, Number* derivatives) {
  const double norm = 1.0 / std::sqrt(std::numbers::pi);
  values[0] = static_cast<Number>(norm / std::numbers::sqrt2);
  derivatives[0] = Number{0};
  Row32 phases{}, sines, cosines;
  for (std::size_t n = 0; n < frequencies.size(); ++n) phases[n] = frequencies[n] * angle;
  sines_and_cosines(phases, sines, cosines);
  for (std::size_t n = 0; n < frequencies.size(); ++n) {
    values[1 + n] = static_cast<Number>(norm * sines[n]);
    values[1 + frequencies.size() + n] = static_cast<Number>(norm * cosines[n]);
    derivatives[1 + n] = static_cast<Number>(norm * frequencies[n] * cosines[n]);
    derivatives[1 + frequencies.size() + n] = static_cast<Number>(-norm * frequencies[n] * sines[n]);
  }
  values[kFunctions] = derivatives[kFunctions] = Number{0};
}

template void radial_basis(double, double, const std::array<double, 31>&, float*, float*);
template void radial_basis(double, double, const std::array<double, 31>&, double*, double*);
template void angle_basis(double, const std::array<double, 15>&, float*, float*);
template void angle_basis(double, const std::array<double, 15>&, double*, double*);

}  // namespace crystalgan::chgnet
