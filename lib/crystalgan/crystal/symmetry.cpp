#include "crystalgan/crystal/symmetry.hpp"

#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/clear_symmetry.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/repeating_cell.hpp"
#include "crystalgan/crystal/spglib_cell.hpp"

namespace crystalgan {
namespace {

// Atoms up to which a cell is searched as it is. Chosen: spglib takes milliseconds for them.
constexpr std::size_t kMaxAsGiven = 64;

// Of the tolerance: as clear_symmetry() has it.
constexpr double kClearlySame = 1.0 / 3.0;

// Atoms closer than the tolerance make spglib fail or merge them: screen first.
bool too_close(const Structure& structure, double tolerance) { return !(shortest_distance(structure) > tolerance); }

}  // namespace

bool is_for_spglib(const Structure& structure) {
  return structure.size() <= kMaxSearchedAtoms &&
         length(ClosestImage(structure.lattice().rows()).reduced()[0]) >= kMinSearchedVector;
}

Structure searched_cell(const Structure& structure, double tolerance) {
  if (structure.size() <= kMaxAsGiven) return without_skew(structure);
  const double same = structure.size() <= kMaxSearchedAtoms ? kClearlySame * tolerance : tolerance;
  return niggli_reduced(repeating_cell(niggli_reduced(structure), same));
}

SymmetrySearch search_space_group(const Structure& structure, double tolerance) {
  if (too_close(structure, tolerance)) return {};
  const bool is_small = structure.size() <= kMaxAsGiven;
  if (is_small)
    if (auto clear = clear_symmetry(structure, tolerance)) return {std::move(clear->group)};
  const Structure cell = searched_cell(structure, tolerance);
  if (!is_small)
    if (auto clear = clear_symmetry(cell, tolerance)) return {std::move(clear->group)};
  if (cell.size() > kMaxSearchedAtoms) return {std::nullopt, false};
  const SpglibSymmetry dataset = spglib_symmetry(cell, tolerance);
  if (!dataset || dataset->spacegroup_number < 1) return {};
  return {SpaceGroup{dataset->spacegroup_number, dataset->international_symbol}};
}

std::optional<SpaceGroup> find_space_group(const Structure& structure, double tolerance) {
  return search_space_group(structure, tolerance).group;
}

std::optional<Structure> primitive_cell(const Structure& structure, double tolerance) {
  if (too_close(structure, tolerance)) return std::nullopt;
  return spglib_primitive(searched_cell(structure, tolerance), tolerance);
}

}  // namespace crystalgan
