#pragma once

#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// What the sums of the ionic potential add to.
struct IonicTerms {
  double coulomb = 0.0;           ///< eV per cell
  double repulsion = 0.0;         ///< eV per cell
  std::vector<Cartesian> forces;  ///< eV/Å, one per atom
  StrainDerivative strain{};      ///< eV per cell, symmetric

  double energy() const { return coulomb + repulsion; }  ///< eV per cell
};

}  // namespace crystalgan
