#pragma once

#include <array>
#include <optional>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// A symmetric tensor as xx, yy, zz, √2 yz, √2 xz, √2 xy: its length is the Frobenius norm, which no rotation changes.
using Strain = std::array<double, 6>;

double norm(const Strain& strain);
double trace_of(const Strain& strain);  ///< the relative change of volume, to first order

/// v + strain · v
Cartesian strained(const Cartesian& v, const Strain& strain);

/// The symmetric strain that best gives some directions their wanted elongation: weighted least squares, the smallest
/// strain where the directions do not determine it.
class StrainFit {
 public:
  /// `elongation` is relative, `weight` >= 0.
  void add(const Cartesian& unit, double elongation, double weight);

  /// At least one weight must be positive. With a `trace`, the relative change of volume, the best strain of
  /// that trace: it changes the directions without a wanted elongation.
  Strain solve(std::optional<double> trace = std::nullopt) const;

 private:
  std::array<std::array<double, 6>, 6> matrix_{};
  Strain right_{};
  double weights_ = 0.0;
};

}  // namespace crystalgan
