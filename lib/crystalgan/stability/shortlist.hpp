#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"

namespace crystalgan {

/// At most `max_count` structures for expensive calculations: by energy above the hull, or, without energies, by space
/// group number (descending), then size of the cell, then the given order. One of each composition comes before a
/// second of any. None has more than `max_atoms` in its primitive cell. The structures are primitive cells, exactly
/// symmetric within kSymmetryTolerance, the most symmetric site at the origin.
std::vector<RankedStructure> shortlisted(const std::vector<RankedStructure>& candidates, std::size_t max_count,
                                         std::size_t max_atoms);

}  // namespace crystalgan
