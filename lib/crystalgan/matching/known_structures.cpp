#include "crystalgan/matching/known_structures.hpp"

#include <algorithm>

namespace crystalgan {

void KnownStructures::add(const Structure& structure) {
  known_[reduced(structure.composition())].push_back(matcher_.prepare(structure));
}

bool KnownStructures::holds(const Structure& structure) {
  const auto alike = known_.find(reduced(structure.composition()));
  if (alike == known_.end()) return false;
  const PreparedStructure prepared = matcher_.prepare(structure);
  matcher_.allow(MatcherSettings{}.max_steps);  // all of them together take no longer than one comparison may
  return std::ranges::any_of(alike->second,
                             [&](const PreparedStructure& other) { return matcher_.fit(other, prepared); });
}

}  // namespace crystalgan
