#pragma once

#include "crystalgan/potentials/chgnet/graph.hpp"
#include "crystalgan/potentials/chgnet/state.hpp"

// One row per angle, (e_u | e_u' | a | x_c): what the convolution of bonds and the update of angles share.
namespace crystalgan::chgnet {

/// The order of the parts in the file.
enum AnglePart : std::size_t { kFirstBond, kSecondBond, kAngle, kCentre };

/// Fills the tables of the parts. In layer 0 the part of the angle comes from the basis, once per pair of bonds.
template <class Number>
void fill_angle_tables(const Graph& graph, const Convolution<Number>& convolution, std::size_t layer,
                       State<Number>& state);

template <class Number>
RowSources<Number> angle_sources(const Graph& graph, const Convolution<Number>& convolution, std::size_t layer,
                                 const State<Number>& state);

/// Zeroes the gradients of the tables.
template <class Number>
std::array<Number*, 4> reset_angle_tables(const Graph& graph, std::size_t layer, State<Number>& state);

/// Adds the gradients of the tables to those of bonds and atoms and, in layer 0, of the basis.
template <class Number>
void collect_angle_tables(const Graph& graph, const Convolution<Number>& convolution, std::size_t layer,
                          State<Number>& state);

}  // namespace crystalgan::chgnet
