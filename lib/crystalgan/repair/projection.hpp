#pragma once

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {

/// How far a projection may go. All defaults are chosen, not derived.
struct ProjectionSettings {
  int steps = 16;                 ///< at most
  double margin = 0.02;           ///< Å inside every limit, for rounding and small later changes
  double max_displacement = 0.3;  ///< Å, of any atom in one step
  double max_strain = 0.05;       ///< Frobenius norm of the strain tensor of one step
  double min_volume = 0.72;       ///< over rule_volume(); just inside the 0.7 to 1.4 of a good structure
  double max_volume = 1.38;       ///< over rule_volume()
};

/// Moves atoms and cell until the limits are kept or the steps are used up; the caller verifies which. A contact that is
/// too short pushes its two atoms apart. A metal that is too far from every other metal is pulled to its nearest ones.
/// Where moving atoms cannot help (an atom and its own image), a symmetric tensor strains the cell. All periodic images
/// count. All moves are summed before they are made, so the result does not depend on the order of the atoms, nor on
/// the choice of cell, origin or orientation, and symmetric structures stay symmetric. Only atoms at exactly the same
/// place are separated along directions that depend on their order. The number of atoms, their order and elements are
/// kept. A cell so narrow that an atom has hundreds of its own images in reach is returned unchanged. `x` is every atom
/// that is no metal.
Structure projected(const Structure& structure, Element x, const DistanceLimits& limits,
                    const ProjectionSettings& settings = {});

}  // namespace crystalgan
