#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/supercell.hpp"

namespace crystalgan {

/// Where each site goes: site i of sites() to site [i], up to lattice vectors.
using SitePermutation = std::vector<std::size_t>;

/// What a symmetry operation does to the sites.
struct SiteOperation {
  std::array<ImageIndex, 3> rotation;  ///< of fractional coordinates as columns
  SitePermutation sites;
  std::vector<ImageIndex> cells;  ///< site i goes to this cell's copy of site sites[i]
};

/// Every symmetry operation within `tolerance` (Å, spglib) up to lattice vectors, among them the translations inside a
/// cell that is not primitive. Never empty: only the identity where spglib finds nothing, as for atoms on top of each
/// other, and where operations times sites are more than six million.
std::vector<SiteOperation> site_operations(const Structure& structure, double tolerance);

/// site_operations() and the number of their space group, 1 to 230; 0 where spglib finds nothing.
struct SiteSymmetry {
  int space_group = 0;
  std::vector<SiteOperation> operations;
};
SiteSymmetry site_symmetry(const Structure& structure, double tolerance);

/// The permutation of each of site_operations(); operations that differ only between the sites give the same one.
std::vector<SitePermutation> site_permutations(const Structure& structure, double tolerance);

/// The permutations of the sites of supercell(structure, change), from the operations of the structure: of all those
/// that keep the larger lattice, with every translation of the smaller one. They are all there are where the smaller
/// cell is primitive.
std::vector<SitePermutation> site_permutations(const std::vector<SiteOperation>& operations, const CellChange& change);

}  // namespace crystalgan
