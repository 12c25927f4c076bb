#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/lattice.hpp"

namespace crystalgan {

/// x -> linear x + shift, fractional coordinates as columns.
struct AffineMap {
  std::array<std::array<double, 3>, 3> linear{};
  Fractional shift;

  Fractional operator()(const Fractional& position) const;
};

/// A Wyckoff position: all the points of a space group of one kind of site symmetry, up to the choice of the parameters.
struct WyckoffPosition {
  std::size_t multiplicity;        ///< points of one orbit in the conventional cell
  std::size_t degrees_of_freedom;  ///< 0 for a point, 1 a line, 2 a plane, 3 the general position
  std::size_t site_symmetry;       ///< order of the group that leaves one of its points in place
  AffineMap projection;            ///< of any point onto one of its points, lines or planes: the mean over that group
  std::vector<AffineMap> operations;  ///< of the group, one for each point of an orbit

  /// A point of it, uniform over the projection's image modulo lattice vectors.
  Fractional random_point(Random& random) const;

  /// Lattice vectors that span the directions in which a point of it is free, as many as `degrees_of_freedom`.
  std::vector<Fractional> free_directions() const;

  /// Its points in the conventional cell, in [0, 1), the given one first: `multiplicity` of them. `point` must be one
  /// that `projection` leaves in place.
  std::vector<Fractional> orbit(const Fractional& point) const;
};

/// What a space group allows atoms to do, in its reference setting: b unique where monoclinic, hexagonal axes where
/// trigonal, the inversion at the origin where the International Tables have two.
struct SpaceGroupOrbits {
  std::size_t order;                       ///< operations in the conventional cell
  std::size_t lattice_points;              ///< primitive cells in the conventional cell
  std::vector<WyckoffPosition> positions;  ///< by multiplicity, the general position last; 1731 in the 230 groups
};

/// Of the space group with this number, found at the first call and kept. Throws StructureError outside 1 to 230.
const SpaceGroupOrbits& space_group_orbits(int number);

/// A conventional cell of this volume (Å^3) that the space group allows. Lengths up to a factor of 3 apart, angles that
/// are free from 60 to 120 degrees (monoclinic: 90 to 120). Throws StructureError outside 1 to 230.
Lattice random_lattice(int space_group, double volume, Random& random);

}  // namespace crystalgan
