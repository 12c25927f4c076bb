#pragma once

#include "crystalgan/potentials/chgnet/gated_unit.hpp"
#include "crystalgan/potentials/chgnet/graph.hpp"
#include "crystalgan/potentials/chgnet/state.hpp"

namespace crystalgan::chgnet {

// Paper:   Deng et al. (2023), "Interaction", atom convolution
// Symbols: x_i, e_u the features of atoms and bonds; d = (i, j) the directed bonds with centre i, u the bond of d
// Here:    x_i ← x_i + W_out Σ_d G(x_i | e_u | x_j) ⊙ w^a_u
// Differs: bonds whose features are still those of the embedding enter by their basis
// Test:    chgnet_potential_test.cpp; its gradient there too, against central differences
/// Layer 0 to 3. Changes state.atoms.
template <class Number>
void convolve_atoms(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer, State<Number>& state);

/// The same backwards: from of_atoms after the layer to of_atoms before it; adds to of_short_bonds, of_radial and
/// of_atom_graph_weights. In layer 0, whose atoms are those of the embedding, of_atoms is left as it is.
template <class Number>
void convolve_atoms_back(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer,
                         State<Number>& state);

}  // namespace crystalgan::chgnet
