#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/matching/lattice_maps.hpp"
#include "crystalgan/matching/site_pairing.hpp"

namespace crystalgan {

/// What tells sites and crystals apart whatever the cell, origin and order that describe them: sums over distances.
/// Equal numbers mean sites that a symmetry of the crystal maps onto each other, or the same crystal, but for rare
/// accidents.
struct SiteChoice {
  std::size_t site;  ///< of the element asked for, the one of the least number
  double of_crystal;
};

/// Of the sites in `group`, as seen from which all sites are counted; `vectors` are those of a reduced basis of the
/// lattice. Positions are fractions of it. Of more sites than are compared (kMaxPairedSites) the first of the group, and 0.
SiteChoice choose_site(const std::vector<Site>& sites, const ElementSites& group, const LatticeVectors& vectors);

}  // namespace crystalgan
