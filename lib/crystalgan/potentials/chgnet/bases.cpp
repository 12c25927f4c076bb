#include "crystalgan/potentials/chgnet/bases.hpp"

#include <cmath>
#include <numbers>

namespace crystalgan::chgnet {

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
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const double sine = std::sin(frequencies[k] * s);
    const double cosine = std::cos(frequencies[k] * s);
    values[k] = static_cast<Number>(norm * sine * fade.value);
    derivatives[k] = static_cast<Number>(
        norm * ((frequencies[k] / cutoff * cosine - sine / length) * fade.value + sine * fade.derivative / cutoff));
  }
  values[kFunctions] = derivatives[kFunctions] = Number{0};
}

template <class Number>
void angle_basis(double angle, const std::array<double, 15>& frequencies, Number* values, Number* derivatives) {
  const double norm = 1.0 / std::sqrt(std::numbers::pi);
  values[0] = static_cast<Number>(norm / std::numbers::sqrt2);
  derivatives[0] = Number{0};
  for (std::size_t n = 0; n < frequencies.size(); ++n) {
    const double sine = norm * std::sin(frequencies[n] * angle);
    const double cosine = norm * std::cos(frequencies[n] * angle);
    values[1 + n] = static_cast<Number>(sine);
    values[1 + frequencies.size() + n] = static_cast<Number>(cosine);
    derivatives[1 + n] = static_cast<Number>(frequencies[n] * cosine);
    derivatives[1 + frequencies.size() + n] = static_cast<Number>(-frequencies[n] * sine);
  }
  values[kFunctions] = derivatives[kFunctions] = Number{0};
}

template void radial_basis(double, double, const std::array<double, 31>&, float*, float*);
template void radial_basis(double, double, const std::array<double, 31>&, double*, double*);
template void angle_basis(double, const std::array<double, 15>&, float*, float*);
template void angle_basis(double, const std::array<double, 15>&, double*, double*);

}  // namespace crystalgan::chgnet
