#include "crystalgan/features/layout.hpp"

#include <algorithm>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

Layout Layout::of(const PerDomain<std::vector<Structure>>& sets) {
  std::int64_t slots = 3;  // the lattice block needs three rows
  for (const auto* set : {&sets.a, &sets.b})
    for (const Structure& structure : *set)
      for (const auto& [element, count] : structure.composition()) slots = std::max<std::int64_t>(slots, count);
  return {slots};
}

Block block_of(Element element, const ChemicalSystem& system) {
  if (element == system.x) return Block::x;
  if (element == system.a) return Block::a;
  if (element == system.b) return Block::b;
  throw StructureError("expected an element of " + system.name() + ", got " + std::string(element.symbol()));
}

}  // namespace crystalgan
