#pragma once

#include <compare>
#include <cstddef>
#include <set>
#include <span>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/chemistry/formula_list.hpp"
#include "crystalgan/crystal/site_symmetry.hpp"

namespace crystalgan {

/// What binaries of one structure type share.
struct BinaryType {
  int metals, anions;  ///< of the reduced formula
  int space_group;     ///< 1 to 230
  std::size_t atoms;   ///< of the primitive cell

  friend auto operator<=>(const BinaryType&, const BinaryType&) = default;
};

/// A binary as a pattern of sites.
struct BinaryPrototype {
  Structure structure;  ///< a primitive cell
  BinaryType type;
  std::vector<long> distances;      ///< sorted, from each atom to the nearest: tenths of (V/N)^(1/3)
  double hull_energy;               ///< eV/atom
  std::vector<std::size_t> metals;  ///< the sites of the metal
  std::vector<SiteOperation> operations;
  int binaries;              ///< how many share it
  std::set<Element> anions;  ///< which occur in them
};

/// The binaries with at most 20 atoms in the primitive cell. Those with equal type and distances are one prototype: the
/// one of least energy above the hull. By this energy. Left out are those without symmetry for spglib.
std::vector<BinaryPrototype> binary_prototypes(const BinaryPool& pool, std::span<const BinaryEntry> entries,
                                               std::size_t threads);

/// The entries whose ratio of metals to X one of the formulas has: only they give candidates.
std::vector<BinaryEntry> entries_with_ratios_of(const BinaryPool& pool, std::span<const RankedFormula> formulas);

}  // namespace crystalgan
