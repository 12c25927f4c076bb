#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// For every candidate the first reference that fits it when the metals A and B are taken for one element. Nothing
/// means new: neither a reference nor one whose metal atoms are merely renamed, in its own cell or a larger one.
MatchedReferences find_known(const std::vector<Structure>& candidates, const std::vector<Structure>& references,
                             const ChemicalSystem& system, const MatcherSettings& settings, std::size_t threads);

}  // namespace crystalgan
