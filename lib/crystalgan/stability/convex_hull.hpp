#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Composition and energy of a crystal. All energies of a hull are from one calculator.
struct Phase {
  Composition composition;  ///< of the cell
  double energy;            ///< eV per cell
};

/// The lower convex hull of formation energies of three elements, at zero temperature and pressure.
class ConvexHull {
 public:
  /// `phases` may repeat compositions, in any order. Throws StructureError for a phase with another element, or if an
  /// element has no phase.
  ConvexHull(const std::array<Element, 3>& elements, const std::vector<Phase>& phases);

  /// Formation energy, eV per atom, from the lowest phases of the pure elements.
  double formation_energy(const Phase& phase) const;

  /// Formation energy of the hull at this composition, eV per atom.
  double hull_energy(const Composition& composition) const;

  /// eV per atom above the hull: 0 on it; negative below it.
  double energy_above(const Phase& phase) const { return formation_energy(phase) - hull_energy(phase.composition); }

  /// The corners of the triangles of the hull: three indices each into the phases of the constructor, ascending; the
  /// triangles in ascending order. Each edge is a tie line of the phase diagram.
  const std::vector<std::array<std::size_t, 3>>& triangles() const { return triangles_; }

 private:
  /// Formation energy = constant + slopes · fractions of the first two elements.
  struct Plane {
    double constant;
    std::array<double, 2> slopes;
  };

  std::array<Element, 3> elements_;
  std::array<double, 3> energies_;  // eV per atom, of the lowest phases of the elements
  std::vector<Plane> facets_;       // the hull is their maximum
  std::vector<std::array<std::size_t, 3>> triangles_;
};

}  // namespace crystalgan
