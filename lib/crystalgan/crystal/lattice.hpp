#pragma once

#include <array>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// Three lattice vectors that span a volume; the only place where fractional and Cartesian coordinates meet.
class Lattice {
 public:
  /// Rows a, b, c in Å. Throws StructureError for numbers that are not finite or vectors that span no volume.
  explicit Lattice(const Basis& rows);

  /// The conventional orientation: a along x, b in the xy plane. Lengths in Å, angles α = (b, c), β = (a, c),
  /// γ = (a, b) in degrees. Throws StructureError.
  static Lattice from_parameters(double a, double b, double c, double alpha, double beta, double gamma);

  const Basis& rows() const { return rows_; }
  double volume() const { return volume_; }  ///< Å^3, always positive
  bool right_handed() const { return triple_product(rows_) > 0.0; }
  std::array<double, 3> lengths() const;   ///< Å
  std::array<double, 3> angles() const;    ///< degrees: α, β, γ
  std::array<double, 3> spacings() const;  ///< Å between the lattice planes (100), (010), (001)

  Cartesian cartesian(const Fractional& position) const;
  Fractional fractional(const Cartesian& position) const;

  /// Every length times `factor` (> 0).
  Lattice scaled(double factor) const;

 private:
  Basis rows_;
  Basis reciprocal_;  // rows a*, b*, c* without 2π: a*·a = 1
  double volume_;
};

/// Components moved into [0, 1).
Fractional wrapped(const Fractional& position);

}  // namespace crystalgan
