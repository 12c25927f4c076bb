#include "crystalgan/crystal/symmetry.hpp"

#include <spglib.h>

#include <array>
#include <memory>
#include <utility>

#include "crystalgan/crystal/clear_symmetry.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"

namespace crystalgan {
namespace {

// spglib's view of a structure: columns as lattice vectors, kinds of atoms as integers.
struct SpglibCell {
  explicit SpglibCell(const Structure& structure, std::size_t room) : positions(room), kinds(room) {
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) columns[j][i] = structure.lattice().rows()[i][j];
    for (std::size_t i = 0; i < structure.size(); ++i) {
      positions[i] = structure.sites()[i].position.components;
      kinds[i] = structure.sites()[i].element.atomic_number();
    }
  }

  double (*positions_pointer())[3] { return reinterpret_cast<double(*)[3]>(positions.data()); }

  double columns[3][3];
  std::vector<std::array<double, 3>> positions;
  std::vector<int> kinds;
};

// Atoms closer than the tolerance make spglib fail or merge them: screen first.
bool too_close(const Structure& structure, double tolerance) { return !(shortest_distance(structure) > tolerance); }

}  // namespace

std::optional<SpaceGroup> find_space_group(const Structure& structure, double tolerance) {
  if (too_close(structure, tolerance)) return std::nullopt;
  if (auto clear = clear_symmetry(structure, tolerance)) return std::move(clear->group);
  SpglibCell cell(without_skew(structure), structure.size());
  const std::unique_ptr<SpglibDataset, decltype(&spg_free_dataset)> dataset(
      spg_get_dataset(cell.columns, cell.positions_pointer(), cell.kinds.data(), static_cast<int>(structure.size()),
                      tolerance),
      &spg_free_dataset);
  if (!dataset || dataset->spacegroup_number < 1) return std::nullopt;
  return SpaceGroup{dataset->spacegroup_number, dataset->international_symbol};
}

std::optional<Structure> primitive_cell(const Structure& structure, double tolerance) {
  if (too_close(structure, tolerance)) return std::nullopt;
  // spg_standardize_cell may write up to four times the atoms it was given
  SpglibCell cell(without_skew(structure), 4 * structure.size());
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
