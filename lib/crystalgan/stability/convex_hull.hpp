#pragma once

#include <array>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A crystal as thermodynamics sees it. All energies that meet in a hull are of one calculator.
struct Phase {
  Composition composition;  ///< of the cell
  double energy;            ///< eV per cell
};

/// The lower convex hull of formation energies over the compositions of three elements, at zero temperature and pressure.
class ConvexHull {
 public:
  /// `phases` may repeat compositions and come in any order. Throws StructureError where a phase holds another element, or
  /// where no phase is pure in one of the three.
  ConvexHull(const std::array<Element, 3>& elements, const std::vector<Phase>& phases);

  /// eV per atom: the energy less that of the same atoms in the lowest phases of the pure elements.
  double formation_energy(const Phase& phase) const;

  /// eV per atom of the hull at this composition, as a formation energy.
  double hull_energy(const Composition& composition) const;

  /// eV per atom above the hull: 0 on it, below 0 for a phase that would be a new corner.
  double energy_above(const Phase& phase) const { return formation_energy(phase) - hull_energy(phase.composition); }

 private:
  /// Formation energy = constant + slopes · shares of the first two elements.
  struct Plane {
    double constant;
    std::array<double, 2> slopes;
  };

  std::array<Element, 3> elements_;
  std::array<double, 3> energies_;  // eV per atom, of the lowest phases of the elements
  std::vector<Plane> facets_;       // the hull is the highest of them, everywhere
};

}  // namespace crystalgan
