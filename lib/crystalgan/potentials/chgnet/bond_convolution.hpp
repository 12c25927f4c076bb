#pragma once

#include "crystalgan/potentials/chgnet/graph.hpp"
#include "crystalgan/potentials/chgnet/state.hpp"

namespace crystalgan::chgnet {

// Paper:   Deng et al. (2023), "Interaction", bond convolution
// Symbols: e_u, a, x_c the features of bonds, angles, atoms; (c, u, u') the angles with centre c, first bond u, second u'
// Here:    e_u ← e_u + W_out Σ_(c,u,u') G(e_u | e_u' | a | x_c) ⊙ w^b_u ⊙ w^b_u'; bonds without angles stay as they are
// Differs: nothing
// Test:    chgnet_potential_test.cpp; its gradient there too, against central differences
/// Layer 0 to 2, after the convolution of atoms. Changes state.short_bonds.
template <class Number>
void convolve_bonds(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer, State<Number>& state);

/// The same backwards: from of_short_bonds after the layer to that before it; adds to of_atoms, of_bond_graph_weights, and
/// of_angles or, in layer 0, of_angular.
template <class Number>
void convolve_bonds_back(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer,
                         State<Number>& state);

}  // namespace crystalgan::chgnet
