#pragma once

#include <array>
#include <optional>
#include <vector>

#include "crystalgan/core/named_arrays.hpp"
#include "crystalgan/potentials/chgnet/linear.hpp"

namespace crystalgan::chgnet {

/// The weights of a gated unit (gated_unit.hpp), core beside gate. W₁ is split into the parts of its input, so that each
/// part is multiplied once per atom or bond and added up per row.
template <class Number>
struct GatedUnit {
  std::vector<Linear<Number>> parts;        ///< of W₁, 64 to 128 each
  Array<Number> bias;                       ///< b₁, [128]
  std::optional<Linear<Number>> core_next;  ///< W₂, 64 to 64; none in the update of angles
  std::optional<Linear<Number>> gate_next;
  Array<Number> next_bias;  ///< b₂, [128]
  Array<Number> scale;      ///< of the layer norms, [128]
  Array<Number> shift;      ///< [128]
};

/// One convolution. The parts of an atom convolution are centre, bond, neighbour; those of a bond convolution and of the
/// update of angles first bond, second bond, angle, centre.
template <class Number>
struct Convolution {
  GatedUnit<Number> unit;
  /// From the basis straight to the part of W₁: for bonds (atom convolution) and angles whose features are still those of
  /// the embedding. 32 to 128.
  Linear<Number> from_basis;
  std::optional<Linear<Number>> out;  ///< W_out, 64 to 64; none in the update of angles
};

/// All weights of the network, arranged for use.
template <class Number>
struct Parameters {
  std::array<double, 94> reference_energies;  ///< eV, by atomic number - 1
  Array<Number> embedding;                    ///< [94, 64]
  std::array<double, 31> atom_graph_frequencies;
  std::array<double, 31> bond_graph_frequencies;
  std::array<double, 15> angle_frequencies;
  Linear<Number> bond_embedding;                       ///< 32 to 64
  Linear<Number> atom_graph_weights;                   ///< 32 to 64: w^a
  Linear<Number> bond_graph_weights;                   ///< 32 to 64: w^b
  Linear<Number> angle_embedding;                      ///< 32 to 64
  std::vector<Convolution<Number>> atom_convolutions;  ///< four
  std::vector<Convolution<Number>> bond_convolutions;  ///< three
  std::vector<Convolution<Number>> angle_updates;      ///< two: the result of the third is never used
  Array<Number> moment_weights;                        ///< [64]
  Number moment_bias;
  Array<Number> readout_scale, readout_shift;  ///< [64]
  std::vector<Linear<Number>> readout_layers;  ///< three, 64 to 64
  std::vector<Array<Number>> readout_biases;   ///< [64] each
  Array<Number> energy_weights;                ///< [64]
  Number energy_bias;
};

/// From the arrays of the file. Throws ShapeError for one that is missing or has another shape.
template <class Number>
Parameters<Number> arranged_parameters(const NamedArrays& weights);

/// Those of the program's own weights, arranged at the first call and kept.
template <class Number>
const Parameters<Number>& shipped_parameters();

}  // namespace crystalgan::chgnet
