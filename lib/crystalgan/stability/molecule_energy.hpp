#pragma once

#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// Whether the pure element is a gas of diatomic molecules: H, N, O, F, Cl.
bool is_molecular(Element element);

/// eV per atom of the molecule, without zero-point energy. Taken from the calculator if it binds the molecule at about
/// its length (within a quarter) and depth (within a half); else from the calculator's single atom minus half the
/// measured well depth, which `source` states. Throws StructureError unless is_molecular(), NumericalError where the
/// atom cannot be computed.
ElementEnergy molecule_energy(Element element, const Calculator& calculator);

}  // namespace crystalgan
