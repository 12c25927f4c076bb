#pragma once

#include "crystalgan/potentials/chgnet/graph.hpp"
#include "crystalgan/potentials/chgnet/state.hpp"

namespace crystalgan::chgnet {

// Paper:   Deng et al. (2023), "Interaction", angle update
// Symbols: a, e_u, x_c the features of angles, bonds, atoms; an angle has centre c, first bond u, second bond u'
// Here:    a ← a + G(e_u | e_u' | a | x_c)
// Differs: there is none after the third convolution of bonds, where no result would use it
// Test:    chgnet_potential_test.cpp; its gradient there too, against central differences
/// Layer 0 or 1, after the convolution of bonds. Changes state.angles; in layer 0 from state.pairs.
template <class Number>
void update_angles(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer, State<Number>& state);

/// The same backwards: from of_angles after the layer to that before it (in layer 0 of_pairs and of_angular); adds to
/// of_atoms and of_short_bonds.
template <class Number>
void update_angles_back(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer,
                        State<Number>& state);

}  // namespace crystalgan::chgnet
