#pragma once

#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// Whether the pure element is taken to be a gas of two-atomic molecules: H, N, O, F, Cl.
bool is_molecular(Element element);

/// eV per atom of the molecule, without zero-point energy. By the calculator where it binds the molecule at about its
/// length (within a quarter) and about its depth (within a half); else the calculator's single atom less half of the
/// measured well depth, and `source` says so. Throws StructureError for an element that is_molecular() denies,
/// NumericalError where not even the atom can be computed.
ElementEnergy molecule_energy(Element element, const Calculator& calculator);

}  // namespace crystalgan
