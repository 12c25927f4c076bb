#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// New lattice vectors as rows of whole multiples of the old ones.
using CellChange = std::array<ImageIndex, 3>;

/// Every lattice of `multiple` times the cell, once: all Hermite normal forms of that determinant. None below 1.
std::vector<CellChange> sublattices(int multiple);

/// The one of sublattices() that has the same lattice. Throws StructureError for a change of determinant 0.
CellChange hermite_form(CellChange change);

/// The cells that make up a supercell: one for each class of translations that differ by vectors of the larger lattice.
class CellCopies {
 public:
  /// Throws StructureError for a change of determinant 0.
  explicit CellCopies(const CellChange& change);

  /// Those whose origin lies in the larger cell; as many as the determinant says.
  const std::vector<ImageIndex>& cells() const { return cells_; }

  /// Which of cells() is this one but for a vector of the larger lattice.
  std::size_t index_of(const ImageIndex& cell) const;

  /// The same point in multiples of the larger vectors.
  Fractional in_larger(const Fractional& position) const;

 private:
  CellChange change_;
  CellChange inverse_;  // its columns, times the determinant
  std::int64_t determinant_;
  std::vector<ImageIndex> cells_;
};

/// The same crystal in a cell |determinant| times as large, its atoms inside where they were inside; the copies of an
/// atom follow each other. Throws StructureError for a change of determinant 0.
Structure supercell(const Structure& structure, const CellChange& change);

}  // namespace crystalgan
