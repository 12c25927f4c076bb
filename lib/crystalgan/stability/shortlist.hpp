#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"

namespace crystalgan {

/// At most `max_count` of these, for calculations that are expensive: in order of energy above the hull, without energies the
/// more symmetric first (space group numbers descend, then the smaller cell, then the order given); one of each
/// composition before a second of any; none whose primitive cell holds more than `max_atoms`. The structures are
/// primitive cells, exactly as symmetric as they are within kSymmetryTolerance,
/// with the most symmetric site at the origin.
std::vector<RankedStructure> shortlisted(const std::vector<RankedStructure>& candidates, std::size_t max_count,
                                         std::size_t max_atoms);

}  // namespace crystalgan
