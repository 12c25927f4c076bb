#pragma once

#include <span>

#include "crystalgan/potentials/strain.hpp"

namespace crystalgan {

/// A crystal near an initial one as plain numbers, and the gradient of the energy by them. First the positions of all atoms
/// before the deformation (Å); then, where the cell may change, the six components xx, yy, zz, √2 yz, √2 xz, √2 xy of U,
/// multiplied by a length (Å): F = exp(U), r = F r0. Because of the √2 a rotated crystal has rotated numbers, so a step along
/// a gradient keeps the symmetry of the gradient.
class RelaxationCoordinates {
 public:
  RelaxationCoordinates(const Structure& initial, bool variable_cell);

  std::size_t size() const { return 3 * initial_.size() + (variable_cell_ ? 6 : 0); }

  /// The numbers of the initial crystal.
  void write_initial(std::span<double> numbers) const;
  /// Throws StructureError where the numbers are not a crystal.
  Structure structure(std::span<const double> numbers) const;
  /// dE by the numbers (eV/Å), from what a calculator finds for structure(numbers).
  void write_gradient(std::span<const double> numbers, const CellEnergy& found, std::span<double> gradient) const;

 private:
  SymmetricMatrix strain(std::span<const double> numbers) const;

  Structure initial_;
  bool variable_cell_;
  double length_;
};

}  // namespace crystalgan
