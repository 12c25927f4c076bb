#include "crystalgan/crystal/spglib_cell.hpp"

#include <utility>

#include "crystalgan/crystal/symmetry.hpp"

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
  if (!is_for_spglib(structure)) return {nullptr, &spg_free_dataset};
  SpglibCell cell(structure, structure.size());
  return {spg_get_dataset(cell.columns, cell.positions_pointer(), cell.kinds.data(), static_cast<int>(structure.size()),
                          tolerance),
          &spg_free_dataset};
}

std::optional<Structure> spglib_primitive(const Structure& structure, double tolerance) {
  if (!is_for_spglib(structure)) return std::nullopt;
  // spg_standardize_cell may write up to four times the atoms it was given
  SpglibCell cell(structure, 4 * structure.size());
  constexpr int to_primitive = 1;
  constexpr int no_idealize = 1;
  const int count = spg_standardize_cell(cell.columns, cell.positions_pointer(), cell.kinds.data(),
                                         static_cast<int>(structure.size()), to_primitive, no_idealize, tolerance);
  if (count < 1) return std::nullopt;
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) rows[i][j] = cell.columns[j][i];
  std::vector<Site> sites;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    sites.push_back({Element::from_atomic_number(cell.kinds[i]),
                     {cell.positions[i][0], cell.positions[i][1], cell.positions[i][2]}});
  return Structure(Lattice(rows), std::move(sites), structure.name());
}

}  // namespace crystalgan
