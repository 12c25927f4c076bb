#pragma once

#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The atoms of a structure in its Minkowski-reduced cell, and the way back to the original cell. Results computed in the
/// reduced cell do not depend on the choice of cell.
class ReducedCell {
 public:
  explicit ReducedCell(const Structure& structure);

  const Lattice& lattice() const { return lattice_; }
  const std::vector<Fractional>& positions() const { return positions_; }  ///< as many and in the order of the sites

  /// `structure`, from which this was made, with its lattice and atoms moved to where they now are in the reduced cell,
  /// the atoms wrapped into their cell.
  Structure restored(const Structure& structure, const Basis& rows, const std::vector<Fractional>& positions) const;

 private:
  ClosestImage images_;
  Lattice lattice_;
  std::vector<Fractional> positions_;
};

}  // namespace crystalgan
