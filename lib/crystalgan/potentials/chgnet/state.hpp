#pragma once

#include <array>

#include "crystalgan/potentials/chgnet/gated_unit.hpp"

namespace crystalgan::chgnet {

/// All numbers of one evaluation; kept from one to the next, so that nothing is allocated again. `of_` names a gradient of
/// the energy.
template <class Number>
struct State {
  // bases and their derivatives
  Array<Number> radial, radial_derivatives;              ///< cut-off 6 Å, [U, 32]
  Array<Number> short_radial, short_radial_derivatives;  ///< cut-off 3 Å, [S, 32]
  Array<Number> angular, angular_derivatives;            ///< [P, 32]

  // features, and the weights of messages
  Array<Number> atoms;               ///< x, [N, 64]
  Array<Number> short_bonds;         ///< e of bonds below 3 Å, [S, 64]; the others keep that of the embedding
  Array<Number> pairs;               ///< a of the embedding, [P, 64]
  Array<Number> angles;              ///< a after the first update, [A, 64]
  Array<Number> atom_graph_weights;  ///< w^a, [U, 64]
  Array<Number> bond_graph_weights;  ///< w^b, [S, 64]

  // gradients by all of these
  Array<Number> of_radial, of_short_radial, of_angular;
  Array<Number> of_atoms, of_short_bonds, of_pairs, of_angles, of_atom_graph_weights, of_bond_graph_weights;

  // of one layer: sums of messages, and the parts of W₁ z with their gradients, [., 128]
  Array<Number> messages, of_messages;  ///< [N, 64] or [S, 64]
  std::array<Array<Number>, 4> tables, of_tables;

  // kept for the backward pass
  std::array<KeptRows<Number>, 4> atom_rows;
  std::array<KeptRows<Number>, 3> bond_rows;
  std::array<KeptRows<Number>, 2> angle_rows;

  Tile<Number> tile;
};

/// table [rows, 128] = features times this part of W₁, plus `bias` unless it is null.
template <class Number>
void fill_table(Number* table, const Number* features, std::size_t rows, const Linear<Number>& part,
                const Array<Number>* bias = nullptr) {
  const auto count = static_cast<std::int64_t>(rows);
  if (bias == nullptr) return multiply(table, features, count, part);
  for (std::int64_t row = 0; row < count; ++row) std::copy_n(bias->data(), part.outputs, table + row * part.outputs);
  add_multiplied(table, features, count, part);
}

}  // namespace crystalgan::chgnet
