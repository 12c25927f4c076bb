#include "crystalgan/crystal/spglib_cell.hpp"

namespace crystalgan {

SpglibCell::SpglibCell(const Structure& structure, std::size_t room) : positions(room), kinds(room) {
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) columns[j][i] = structure.lattice().rows()[i][j];
  for (std::size_t i = 0; i < structure.size(); ++i) {
    positions[i] = structure.sites()[i].position.components;
    kinds[i] = structure.sites()[i].element.atomic_number();
  }
}

SpglibSymmetry spglib_symmetry(const Structure& structure, double tolerance) {
  SpglibCell cell(structure, structure.size());
  return {spg_get_dataset(cell.columns, cell.positions_pointer(), cell.kinds.data(), static_cast<int>(structure.size()),
                          tolerance),
          &spg_free_dataset};
}

}  // namespace crystalgan
