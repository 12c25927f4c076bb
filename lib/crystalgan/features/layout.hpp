#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// What a block of the feature tensor holds (arXiv:1810.11203, section 3: the reference tensor).
enum class Block : std::int64_t {
  lattice = 0,  ///< lattice vectors a, b, c as rows 0-2
  x = 1,        ///< coordinates of the X atoms
  a = 2,        ///< coordinates of the A atoms; the placeholder (all zero) in the B-X domain
  b = 3,        ///< coordinates of the B atoms; the placeholder in the A-X domain
};

/// The axes [blocks, slots, 3] of one structure's features. Sizes come from the data: nothing is a literal.
struct Layout {
  std::int64_t slots;  ///< rows per block: the largest number of atoms of one element in a structure, at least 3
  static constexpr std::int64_t blocks = 4;
  static constexpr std::int64_t components = 3;

  std::int64_t size() const { return blocks * slots * components; }

  /// The smallest layout that holds every structure of both sets.
  static Layout of(const PerDomain<std::vector<Structure>>& sets);
};

/// The block of an element. Throws StructureError for elements outside the system.
Block block_of(Element element, const ChemicalSystem& system);

}  // namespace crystalgan
