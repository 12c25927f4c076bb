#pragma once

#include <span>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// Multiples of the lattice vectors by which a guest lattice is tried along each axis.
inline constexpr double kQuarters[] = {0.0, 0.25, 0.5, 0.75};

/// A rigid shift of guests in a host.
struct Placement {
  Fractional shift;
  double clearance;  ///< least, over guests and atoms of the host, of distance over the radii limit of the pair
};

/// The metals of a binary, in their order.
std::vector<Site> metals_of(const Structure& binary, const ChemicalSystem& system);

/// The host alone, in a cell of the volume that the rule gives to host and guests together.
Structure with_room_for(const Structure& host, const std::vector<Site>& guests);

/// Every shift with each component from `grid`, the one with most clearance first; equal ones in the order of the grid.
/// Distances are periodic; those among the guests, which no shift changes, do not count. Guests are fractional
/// positions in the host's cell. At least one guest and one grid point.
std::vector<Placement> placements(const Structure& host, const std::vector<Site>& guests, std::span<const double> grid);

/// Host and shifted guests as one structure, named after the host.
Structure interleaved(const Structure& host, const std::vector<Site>& guests, const Fractional& shift);

}  // namespace crystalgan
