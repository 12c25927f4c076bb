#include "crystalgan/crystal/site_symmetry.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "crystalgan/crystal/clear_symmetry.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/site_grid.hpp"
#include "crystalgan/crystal/spglib_cell.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"

namespace crystalgan {
namespace {

// In units of the tolerance, how far from a site its image may be. spglib measures after a refinement of the operation
// of its own; twice is room for that, and no other atom is as near but in structures it refuses. Chosen.
constexpr double kReach = 2.0;

// Of all operations together. Chosen: 200 MB; enough for a cube of 343 equal atoms, which has 16,464 operations.
constexpr std::size_t kMaxMovedSites = 6'000'000;

SymmetryOperation operation_of(const SpglibDataset& dataset, std::size_t index) {
  SymmetryOperation operation;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) operation.rotation[i][j] = dataset.rotations[index][i][j];
    operation.translation[i] = dataset.translations[index][i];
  }
  return operation;
}

/// The space group and its operations up to lattice vectors; 0 and none where spglib finds nothing.
std::pair<int, std::vector<SymmetryOperation>> found_operations(const Structure& structure, double tolerance) {
  if (auto clear = clear_symmetry(structure, tolerance)) return {clear->group.number, std::move(clear->operations)};
  const SpglibSymmetry dataset = spglib_symmetry(structure, tolerance);
  if (!dataset) return {};
  std::vector<SymmetryOperation> operations;
  for (std::size_t i = 0; i < static_cast<std::size_t>(dataset->n_operations); ++i)
    operations.push_back(operation_of(*dataset, i));
  return {dataset->spacegroup_number, std::move(operations)};
}

/// The site of the same element that is nearest to a point, and its cell; nothing where none is within `reach` (Å).
std::optional<std::pair<std::size_t, ImageIndex>> site_at(const Fractional& point, Element element,
                                                          const Structure& structure, const SiteGrid& grid,
                                                          double reach) {
  std::optional<std::pair<std::size_t, ImageIndex>> nearest;
  const auto visit = [&](std::size_t site) {
    if (structure.sites()[site].element != element) return true;
    Fractional apart = point - structure.sites()[site].position;
    ImageIndex cell{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      // rounding is exact for what it is to find: two points that coincide but for the tolerance
      cell[axis] = std::llround(apart[axis]);
      apart[axis] -= static_cast<double>(cell[axis]);
    }
    const double distance = length(structure.lattice().cartesian(apart));
    if (distance > reach) return true;
    reach = distance;
    nearest = {site, cell};
    return true;
  };
  grid.near(point, reach, visit);
  return nearest;
}

/// Nothing where the images of two sites are nearest to the same one, or one is near none.
std::optional<SiteOperation> on_sites(const SymmetryOperation& operation, const Structure& structure,
                                      const SiteGrid& grid, double tolerance) {
  SiteOperation moved;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) moved.rotation[i][j] = operation.rotation[i][j];
  std::vector<bool> taken(structure.size(), false);
  for (const Site& site : structure.sites()) {
    const auto found = site_at(operation(site.position), site.element, structure, grid, kReach * tolerance);
    if (!found || taken[found->first]) return std::nullopt;
    taken[found->first] = true;
    moved.sites.push_back(found->first);
    moved.cells.push_back(found->second);
  }
  return moved;
}

SiteGrid grid_of(const Structure& structure) {
  std::vector<Fractional> positions;
  for (const Site& site : structure.sites()) positions.push_back(site.position);
  return {structure.lattice().rows(), positions};
}

SiteOperation identity(std::size_t sites) {
  SiteOperation same{{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, SitePermutation(sites), std::vector<ImageIndex>(sites)};
  std::iota(same.sites.begin(), same.sites.end(), std::size_t{0});
  return same;
}

ImageIndex rotated(const ImageIndex& cell, const std::array<ImageIndex, 3>& rotation) {
  ImageIndex image{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) image[i] += rotation[i][j] * cell[j];
  return image;
}

ImageIndex sum(const ImageIndex& one, const ImageIndex& other) {
  return {one[0] + other[0], one[1] + other[1], one[2] + other[2]};
}

}  // namespace

SiteSymmetry site_symmetry(const Structure& structure, double tolerance) {
  SiteSymmetry symmetry;
  // atoms closer than the tolerance make spglib fail or merge them
  if (shortest_distance(structure) > tolerance) {
    const auto [number, operations] = found_operations(structure, tolerance);
    symmetry.space_group = number;
    if (operations.size() * structure.size() <= kMaxMovedSites) {
      const SiteGrid grid = grid_of(structure);
      for (const SymmetryOperation& operation : operations)
        if (auto moved = on_sites(operation, structure, grid, tolerance))
          symmetry.operations.push_back(std::move(*moved));
    }
  }
  if (symmetry.operations.empty()) symmetry.operations.push_back(identity(structure.size()));
  return symmetry;
}

std::vector<SiteOperation> site_operations(const Structure& structure, double tolerance) {
  return site_symmetry(structure, tolerance).operations;
}

std::vector<SitePermutation> site_permutations(const Structure& structure, double tolerance) {
  std::vector<SitePermutation> permutations;
  for (SiteOperation& operation : site_operations(structure, tolerance))
    permutations.push_back(std::move(operation.sites));
  return permutations;
}

std::vector<SitePermutation> site_permutations(const std::vector<SiteOperation>& operations, const CellChange& change) {
  const CellCopies copies(change);
  const std::size_t origin = copies.index_of({0, 0, 0});
  std::vector<SitePermutation> permutations;
  for (const auto& [rotation, sites, cells] : operations) {
    bool keeps_lattice = true;
    for (const ImageIndex& row : change)
      keeps_lattice = keeps_lattice && copies.index_of(rotated(row, rotation)) == origin;
    if (!keeps_lattice) continue;
    for (const ImageIndex& translation : copies.cells()) {
      SitePermutation permutation;
      permutation.reserve(sites.size() * copies.cells().size());
      for (std::size_t site = 0; site < sites.size(); ++site) {
        const ImageIndex moved = sum(cells[site], translation);
        for (const ImageIndex& cell : copies.cells())
          permutation.push_back(sites[site] * copies.cells().size() +
                                copies.index_of(sum(rotated(cell, rotation), moved)));
      }
      permutations.push_back(std::move(permutation));
    }
  }
  return permutations;
}

}  // namespace crystalgan
