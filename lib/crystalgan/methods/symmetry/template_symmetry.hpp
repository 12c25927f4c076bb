#pragma once

#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/potentials/ionic/ionic_symmetry.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {

/// What the symmetry of a template leaves to compute: one pair of atoms of each kind, and the free coordinates and cell
/// parameters as unknowns.
class TemplateSymmetry {
 public:
  explicit TemplateSymmetry(const wyckoff::TemplateView& arrangement);

  const std::vector<AtomPair>& pairs() const { return symmetry_.pairs; }

  /// For a cell of the template as wyckoff::random_arrangement() orients it, relaxed or not: rows in Å. Holds until the next
  /// call.
  const IonicSymmetry& in_cell(const Basis& rows);

 private:
  void add_direction(std::vector<double> direction);

  IonicSymmetry symmetry_;
  std::vector<std::vector<Fractional>> moves_;  // [parameters][atoms], of one free coordinate each
  std::vector<std::vector<double>> strains_;    // of nine numbers, rows of a symmetric matrix
  std::size_t atoms_;
};

}  // namespace crystalgan
