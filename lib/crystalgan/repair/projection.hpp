#pragma once

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {

/// How far a projection may go. All defaults are chosen, not derived.
struct ProjectionSettings {
  int steps = 16;                 ///< at most
  double margin = 0.02;           ///< Å inside every limit: survives rounding and small later changes
  double max_displacement = 0.3;  ///< Å, of any atom in one step
  double max_strain = 0.05;       ///< Frobenius norm of the strain tensor of one step
  double min_volume = 0.72;       ///< over rule_volume(); just inside the 0.7 to 1.4 of a good structure
  double max_volume = 1.38;       ///< over rule_volume()
};

/// Moves atoms and cell until the limits are kept, or the steps are used up: the caller verifies. Contacts too short
/// push both atoms apart, metals too far from every metal pull at all their nearest ones, and what moving the atoms
/// cannot mend (an atom and its own image) strains the cell by a symmetric tensor. All periodic images count. Every
/// push is summed before anything moves, so neither the order of the atoms nor the choice of cell, origin or
/// orientation matters, and symmetric structures stay symmetric; only atoms exactly on top of each other are parted
/// along directions that their order decides. The number of atoms, their order and elements are kept. A cell so narrow
/// that an atom would meet hundreds of its own images is returned as it came. `x` is every atom that is no metal.
Structure projected(const Structure& structure, Element x, const DistanceLimits& limits,
                    const ProjectionSettings& settings = {});

}  // namespace crystalgan
