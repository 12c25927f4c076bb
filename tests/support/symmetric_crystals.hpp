#pragma once

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/space_group_orbits.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan::test {

/// Three elements on random positions of a space group, in a random cell of it, atoms more than 0.5 Å apart: gemmi
/// takes equivalent atoms within 0.4 Å for one.
inline Structure random_symmetric_crystal(int group, Random& random) {
  const SpaceGroupOrbits& orbits = space_group_orbits(group);
  for (;;) {
    std::vector<Site> sites;
    for (const char* symbol : {"Pd", "H", "O"}) {
      const auto& position = orbits.positions[random.below(orbits.positions.size())];
      for (const Fractional& point : position.orbit(position.random_point(random)))
        sites.push_back({Element::from_symbol(symbol), point});
    }
    const double volume = 12.0 * static_cast<double>(sites.size());
    Structure crystal(random_lattice(group, volume, random), std::move(sites), std::to_string(group));
    if (shortest_distance(crystal) > 0.5) return crystal;
  }
}

}  // namespace crystalgan::test
