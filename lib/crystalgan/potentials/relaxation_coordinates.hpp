#pragma once

#include <span>

#include "crystalgan/potentials/strain.hpp"

namespace crystalgan {

/// A crystal near a start as plain numbers, and the energy's gradient by them. First the positions of all atoms before
/// the deformation (Å), then, where the cell may change, the six components xx, yy, zz, √2 yz, √2 xz, √2 xy of U times a
/// length (Å): F = exp(U), r = F r0. With the √2 a turned crystal has turned numbers, and a step along a gradient keeps the
/// symmetry that the gradient has.
class RelaxationCoordinates {
 public:
  RelaxationCoordinates(const Structure& start, bool variable_cell);

  std::size_t size() const { return 3 * start_.size() + (variable_cell_ ? 6 : 0); }

  /// The numbers of the start.
  void write_start(std::span<double> numbers) const;
  /// Throws StructureError where they make no crystal.
  Structure structure(std::span<const double> numbers) const;
  /// dE by the numbers (eV/Å), from what a calculator finds for structure(numbers).
  void write_gradient(std::span<const double> numbers, const CellEnergy& found, std::span<double> gradient) const;

 private:
  SymmetricMatrix strain(std::span<const double> numbers) const;

  Structure start_;
  bool variable_cell_;
  double length_;
};

}  // namespace crystalgan
