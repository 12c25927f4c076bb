#include "crystalgan/crystal/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

// A cell counts as flat when its volume is below this part of the product of its lengths. Chosen: far below any
// crystal (a rhombohedron of 1° angles has 2.6e-4), far above rounding.
constexpr double kFlat = 1e-9;

// The square of c's height over the ab plane, for c = 1, below which angles lie in one plane (120, 120, 120): rounding
// leaves 1e-16. Chosen: a rhombohedron of 1° angles has 2e-4.
constexpr double kMinHeightSquared = 1e-12;

double angle(const Cartesian& u, const Cartesian& v) {
  return std::acos(std::clamp(dot(u, v) / (length(u) * length(v)), -1.0, 1.0)) / kDegree;
}

}  // namespace

Lattice::Lattice(const Basis& rows) : rows_(rows), reciprocal_{}, volume_(std::fabs(triple_product(rows))) {
  const double product = length(rows[0]) * length(rows[1]) * length(rows[2]);
  if (!(volume_ > kFlat * product) || !std::isfinite(product))
    throw StructureError("lattice: expected three finite vectors that span a volume, got " + exact_text(volume_) +
                         " A^3");
  const double signed_volume = triple_product(rows);
  reciprocal_ = {(1.0 / signed_volume) * cross(rows[1], rows[2]), (1.0 / signed_volume) * cross(rows[2], rows[0]),
                 (1.0 / signed_volume) * cross(rows[0], rows[1])};
}

Lattice Lattice::from_parameters(double a, double b, double c, double alpha, double beta, double gamma) {
  // International Tables for Crystallography B, section 1.1: the Cartesian frame with x along a.
  const double cos_alpha = std::cos(alpha * kDegree);
  const double cos_beta = std::cos(beta * kDegree);
  const auto possible = [](double degrees) { return degrees > 0.0 && degrees < 180.0; };
  // exact zero for 90 degrees, so that orthogonal cells stay orthogonal to the last bit
  const auto square = [](double degrees, double cosine) { return degrees == 90.0 ? 0.0 : cosine; };
  const double ca = square(alpha, cos_alpha);
  const double cb = square(beta, cos_beta);
  const double cg = square(gamma, std::cos(gamma * kDegree));
  const double sg = gamma == 90.0 ? 1.0 : std::sin(gamma * kDegree);
  const double cy = (ca - cb * cg) / sg;
  const double cz2 = 1.0 - cb * cb - cy * cy;
  if (!(a > 0.0 && b > 0.0 && c > 0.0 && possible(alpha) && possible(beta) && possible(gamma) &&
        cz2 > kMinHeightSquared))
    throw StructureError("lattice: no cell has a, b, c = " + exact_text(a) + ", " + exact_text(b) + ", " +
                         exact_text(c) + " A and angles " + exact_text(alpha) + ", " + exact_text(beta) + ", " +
                         exact_text(gamma) + " degrees");
  return Lattice({Cartesian{a, 0, 0}, Cartesian{b * cg, b * sg, 0}, Cartesian{c * cb, c * cy, c * std::sqrt(cz2)}});
}

std::array<double, 3> Lattice::lengths() const { return {length(rows_[0]), length(rows_[1]), length(rows_[2])}; }

std::array<double, 3> Lattice::angles() const {
  return {angle(rows_[1], rows_[2]), angle(rows_[0], rows_[2]), angle(rows_[0], rows_[1])};
}

std::array<double, 3> Lattice::spacings() const {
  return {1.0 / length(reciprocal_[0]), 1.0 / length(reciprocal_[1]), 1.0 / length(reciprocal_[2])};
}

Cartesian Lattice::cartesian(const Fractional& position) const {
  return position[0] * rows_[0] + position[1] * rows_[1] + position[2] * rows_[2];
}

Fractional Lattice::fractional(const Cartesian& position) const {
  return {dot(position, reciprocal_[0]), dot(position, reciprocal_[1]), dot(position, reciprocal_[2])};
}

Lattice Lattice::scaled(double factor) const {
  return Lattice({factor * rows_[0], factor * rows_[1], factor * rows_[2]});
}

Fractional wrapped(const Fractional& position) {
  Fractional inside;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    inside[axis] = position[axis] - std::floor(position[axis]);
    if (inside[axis] >= 1.0) inside[axis] = 0.0;  // -1e-17 - floor(-1e-17) rounds to 1; nan stays nan
  }
  return inside;
}

}  // namespace crystalgan
