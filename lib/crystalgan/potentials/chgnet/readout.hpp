#pragma once

#include <span>

#include "crystalgan/potentials/chgnet/parameters.hpp"

namespace crystalgan::chgnet {

// Paper:   Deng et al. (2023), "Energy"; package chgnet 0.4.2
// Symbols: x_i the features of the atoms after the last convolution
// Here:    ε_i = MLP(LN(x_i)), 64 to 64 to 64 to 64 to 1, silu after the first three
// Differs: nothing
// Test:    chgnet_layers_test.cpp, SiteEnergies
/// Writes energies [N] (eV, without the reference energies) and the gradient of their sum by atoms [N, 64]; both arrays of
/// features have rows_with_room(N) rows.
template <class Number>
void site_energies(const Parameters<Number>& parameters, const Array<Number>& atoms, std::span<double> energies,
                   Array<Number>& of_atoms);

// Paper:   Deng et al. (2023), "Magnetic moments"
// Symbols: x_i the features of the atoms before the last convolution
// Here:    m_i = |w · x_i + b|, µB
// Differs: nothing
// Test:    chgnet_potential_test.cpp
template <class Number>
void magnetic_moments(const Parameters<Number>& parameters, const Array<Number>& atoms, std::span<double> moments);

}  // namespace crystalgan::chgnet
