#pragma once

#include <span>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// Grid of shifts along each axis, in lattice vectors.
inline constexpr double kQuarters[] = {0.0, 0.25, 0.5, 0.75};

/// A shift of the guests in a host.
struct Placement {
  Fractional shift;
  double clearance;  ///< minimum of distance / radii limit over guests and host atoms
};

/// The metals of a binary, in their order.
std::vector<Site> metals_of(const Structure& binary, const ChemicalSystem& system);

/// The host in a cell with the rule volume of host and guests.
Structure with_room_for(const Structure& host, const std::vector<Site>& guests);

/// All shifts with components from `grid`, largest clearance first; equal ones in the order of the grid. Distances are
/// periodic; those between guests do not count. Guests are fractional positions in the host's cell. At least one guest
/// and one grid point.
std::vector<Placement> placements(const Structure& host, const std::vector<Site>& guests, std::span<const double> grid);

/// Host and shifted guests as one structure, named after the host.
Structure interleaved(const Structure& host, const std::vector<Site>& guests, const Fractional& shift);

}  // namespace crystalgan
