#pragma once

#include <optional>
#include <span>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// Multiples of the lattice vectors by which a guest lattice is tried along each axis.
inline constexpr double kQuarters[] = {0.0, 0.25, 0.5, 0.75};
/// The same with thirds, where the hollow sites of hexagonal hosts lie.
inline constexpr double kQuartersAndThirds[] = {0.0, 0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.75};

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

/// A shift that keeps every guest at `clearance` times the radii limit, or more, from every atom of the host: the first
/// such of some shifts drawn from the grid; nothing where none of them does.
std::optional<Fractional> draw_clear_shift(const Structure& host, const std::vector<Site>& guests,
                                           std::span<const double> grid, double clearance, Random& random);

/// Host and shifted guests as one structure, named after the host.
Structure interleaved(const Structure& host, const std::vector<Site>& guests, const Fractional& shift);

}  // namespace crystalgan
