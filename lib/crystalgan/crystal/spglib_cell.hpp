#pragma once

#include <spglib.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// spglib's view of a structure: columns as lattice vectors, kinds of atoms as integers. `room`: for so many atoms.
struct SpglibCell {
  SpglibCell(const Structure& structure, std::size_t room);

  double (*positions_pointer())[3] { return reinterpret_cast<double(*)[3]>(positions.data()); }

  double columns[3][3];
  std::vector<std::array<double, 3>> positions;
  std::vector<int> kinds;
};

using SpglibSymmetry = std::unique_ptr<SpglibDataset, decltype(&spg_free_dataset)>;

/// Null where spglib finds nothing, and where it is not called: is_for_spglib() (symmetry.hpp).
SpglibSymmetry spglib_symmetry(const Structure& structure, double tolerance);

/// spglib's primitive cell, not idealised; nothing where spglib_symmetry() is null.
std::optional<Structure> spglib_primitive(const Structure& structure, double tolerance);

}  // namespace crystalgan
