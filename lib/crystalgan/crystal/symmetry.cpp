#include "crystalgan/crystal/symmetry.hpp"

#include <utility>

#include "crystalgan/crystal/clear_symmetry.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/spglib_cell.hpp"

namespace crystalgan {
namespace {

// Atoms closer than the tolerance make spglib fail or merge them: screen first.
bool too_close(const Structure& structure, double tolerance) { return !(shortest_distance(structure) > tolerance); }

}  // namespace

std::optional<SpaceGroup> find_space_group(const Structure& structure, double tolerance) {
  if (too_close(structure, tolerance)) return std::nullopt;
  if (auto clear = clear_symmetry(structure, tolerance)) return std::move(clear->group);
  const SpglibSymmetry dataset = spglib_symmetry(without_skew(structure), tolerance);
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
