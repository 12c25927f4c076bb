#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The axes [K, S, 3] of one structure's features. Sizes follow from the data.
struct Layout {
  std::int64_t slots;  ///< rows per block: the largest number of atoms of one element in a structure, at least 3

  std::int64_t size() const { return kBlocks * slots * kComponents; }

  /// The smallest layout that holds every structure of both sets.
  static Layout of(const PerDomain<std::vector<Structure>>& sets);
};

/// The block of an element. Throws StructureError for elements outside the system.
Block block_of(Element element, const ChemicalSystem& system);

}  // namespace crystalgan
