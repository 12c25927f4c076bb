#pragma once

#include <vector>

#include "crystalgan/potentials/chgnet/graph.hpp"
#include "crystalgan/potentials/chgnet/state.hpp"

namespace crystalgan::chgnet {

// Paper:   Deng et al. (2023), "Graph embedding"
// Symbols: b^ag, b^bg the radial bases with cut-offs of 6 and 3 Å, F the angle basis
// Here:    x⁰_i a row of the table of elements; e⁰ = W_e b^ag; a⁰ = W_θ F(θ); weights of messages w^a = W_a b^ag and
//          w^b = W_b b^bg, shared by all layers: with them messages go smoothly to zero
// Differs: e⁰ and w^b are made of bonds below 3 Å only, a⁰ once for both orders of an angle
// Test:    chgnet_potential_test.cpp
/// Fills the bases, features and weights of `state`.
template <class Number>
void embed(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state);

/// The gradient of the energy by the rows of a graph.
struct GeometryGradient {
  std::vector<double> of_lengths;  ///< eV/Å, [U]
  std::vector<double> of_cosines;  ///< eV, [P]
};

/// The same backwards: from the gradients by features and weights to those by lengths and cosines.
template <class Number>
void embed_back(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state,
                GeometryGradient& gradient);

}  // namespace crystalgan::chgnet
