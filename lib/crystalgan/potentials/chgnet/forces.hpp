#pragma once

#include <vector>

#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/potentials/chgnet/embedding.hpp"

namespace crystalgan::chgnet {

// Paper:   none; mechanics
// Symbols: v_u the vector of bond u from its first to its second atom, r its length, c = v̂ · v̂' of a pair of bonds seen from
//          their centre, g_u = ∂E/∂v_u
// Here:    ∂r/∂v = v̂, ∂c/∂v = (v̂' - c v̂) / r; F_first += g_u, F_second -= g_u; ∂E/∂ε_ab = Σ_u v_a g_b, symmetric but for
//          rounding, which is averaged out
// Differs: the gradient by a row that stands for an orbit is that of all its members together, each of which has its share
// Test:    chgnet_potential_test.cpp, chgnet_symmetry_test.cpp
/// Sets the forces (eV/Å) on all atoms of the cell, and the strain derivative. `of_vectors` is memory to work in.
void find_forces(const CrystalGraph& crystal, const GeometryGradient& gradient, std::vector<Cartesian>& of_vectors,
                 std::vector<Cartesian>& forces, StrainDerivative& strain);

}  // namespace crystalgan::chgnet
