#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/potentials/chgnet/activations.hpp"
#include "crystalgan/potentials/chgnet/parameters.hpp"

// The gated unit, tile by tile. All is inlined into the passes of the layers, which are compiled per kind of vector unit.
namespace crystalgan::chgnet {

/// Where the rows of a gated unit come from: W₁ z is the sum of one row of each table, and `own` times its part of W₁.
template <class Number>
struct RowSources {
  std::int64_t rows;
  std::array<const Number*, 4> tables;  ///< [., 128] each; the fourth may be null
  std::array<const Index*, 4> indices;  ///< [R] each
  const Number* own = nullptr;          ///< [R, 64]; null if the fourth table has that part
  const Linear<Number>* own_part = nullptr;
};

/// What the backward pass needs of the forward pass.
template <class Number>
struct KeptRows {
  Array<Number> hidden;              ///< silu'(W₁ z + b₁), [R, 128]; of the update of angles empty
  Array<Number> normed;              ///< by the layer norms, before scale and shift, [R, 128]
  Array<Number> inverse_deviations;  ///< of core and gate, [R, 2]

  void reserve(std::size_t rows, bool with_hidden) {
    if (with_hidden) reserve_rows(hidden, rows, kUnits);
    reserve_rows(normed, rows, kUnits);
    reserve_rows(inverse_deviations, rows, 2);
  }
};

/// Work of one tile. Products run over whole groups of rows; those beyond the last row hold numbers of earlier tiles.
template <class Number>
struct Tile {
  alignas(64) Number sums[kTile * kUnits] = {};     ///< W₁ z + b₁ and its gradient
  alignas(64) Number core[kTile * kFeatures] = {};  ///< of the second layer: input, then gradient
  alignas(64) Number gate[kTile * kFeatures] = {};
  alignas(64) Number core_sums[kTile * kFeatures] = {};  ///< of the second layer: output, then gradient
  alignas(64) Number gate_sums[kTile * kFeatures] = {};
  alignas(64) Number values[kTile * kFeatures] = {};   ///< G, then its gradient
  alignas(64) Number by_core[kTile * kFeatures] = {};  ///< ∂G by the outputs of the layer norms
  alignas(64) Number by_gate[kTile * kFeatures] = {};
};

/// The sum of 64 numbers in one order on every processor.
template <class Number>
CRYSTALGAN_INLINED Number row_sum(const Number* row) {
  Number sums[16];
  for (int i = 0; i < 16; ++i) sums[i] = (row[i] + row[16 + i]) + (row[32 + i] + row[48 + i]);
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) sums[i] += sums[half + i];
  return sums[0];
}

template <class Number>
CRYSTALGAN_INLINED void gather(Number* __restrict sums, const RowSources<Number>& sources, std::int64_t begin,
                               std::int64_t count) {
  for (std::int64_t row = 0; row < count; ++row) {
    Number* const to = sums + row * kUnits;
    const auto source = [&](std::size_t table) {
      return sources.tables[table] + sources.indices[table][begin + row] * kUnits;
    };
    const Number* const one = source(0);
    const Number* const two = source(1);
    const Number* const three = source(2);
    if (sources.tables[3] == nullptr) {
      for (std::int64_t i = 0; i < kUnits; ++i) to[i] = one[i] + two[i] + three[i];
    } else {
      const Number* const four = source(3);
      for (std::int64_t i = 0; i < kUnits; ++i) to[i] = one[i] + two[i] + three[i] + four[i];
    }
  }
  if (sources.own != nullptr)
    add_product(sums, sources.own + begin * kFeatures, sources.own_part->forward.data(), whole_groups(count), kFeatures,
                kUnits);
}

// Paper:   Ba, Kiros, Hinton, arXiv:1607.06450 (layer normalisation)
// Symbols: z a row of 64, μ and σ² its mean and (biased) variance, ε = 1e-5
// Here:    ẑ = (z - μ) / sqrt(σ² + ε); scale and shift are applied by the caller
// Differs: nothing
// Test:    chgnet_layers_test.cpp, LayerNorm
inline constexpr double kNormEpsilon = 1e-5;

/// Returns 1 / sqrt(σ² + ε).
template <class Number>
CRYSTALGAN_INLINED Number normalise(Number* __restrict normed, const Number* __restrict row) {
  const Number mean = row_sum(row) / Number{kFeatures};
  Number squares[kFeatures];
  for (std::int64_t i = 0; i < kFeatures; ++i) {
    normed[i] = row[i] - mean;
    squares[i] = normed[i] * normed[i];
  }
  const Number inverse =
      Number{1} / square_root(row_sum(squares) / Number{kFeatures} + static_cast<Number>(kNormEpsilon));
  for (std::int64_t i = 0; i < kFeatures; ++i) normed[i] *= inverse;
  return inverse;
}

/// z̄ from the gradient by ẑ.
template <class Number>
CRYSTALGAN_INLINED void normalise_back(Number* __restrict of_row, const Number* __restrict of_normed,
                                       const Number* __restrict normed, Number inverse) {
  Number products[kFeatures];
  for (std::int64_t i = 0; i < kFeatures; ++i) products[i] = of_normed[i] * normed[i];
  const Number mean = row_sum(of_normed) / Number{kFeatures};
  const Number along = row_sum(products) / Number{kFeatures};
  for (std::int64_t i = 0; i < kFeatures; ++i) of_row[i] = inverse * (of_normed[i] - mean - normed[i] * along);
}

/// silu, written apart for core and gate; `sums` become its derivatives.
template <class Number>
CRYSTALGAN_INLINED void activate(Tile<Number>& tile, Number* __restrict sums, std::int64_t count) {
  for (std::int64_t row = 0; row < count; ++row) {
    Number* const of_core = sums + row * kUnits;
    Number* const of_gate = of_core + kFeatures;
    Number* const core = tile.core + row * kFeatures;
    Number* const gate = tile.gate + row * kFeatures;
    for (std::int64_t i = 0; i < kFeatures; ++i) {
      const Number x = of_core[i], y = of_gate[i];
      const auto [of_x, of_y] = sigmoids(x, y);
      core[i] = x * of_x;
      gate[i] = y * of_y;
      of_core[i] = silu_derivative(x, of_x);
      of_gate[i] = silu_derivative(y, of_y);
    }
  }
}

template <class Number>
CRYSTALGAN_INLINED void second_layer(Tile<Number>& tile, const GatedUnit<Number>& unit, std::int64_t count) {
  for (std::int64_t row = 0; row < count; ++row) {
    std::copy_n(unit.next_bias.data(), kFeatures, tile.core_sums + row * kFeatures);
    std::copy_n(unit.next_bias.data() + kFeatures, kFeatures, tile.gate_sums + row * kFeatures);
  }
  const std::int64_t rows = whole_groups(count);
  add_product(tile.core_sums, tile.core, unit.core_next->forward.data(), rows, kFeatures, kFeatures);
  add_product(tile.gate_sums, tile.gate, unit.gate_next->forward.data(), rows, kFeatures, kFeatures);
}

template <class Number>
CRYSTALGAN_INLINED void multiply_gates(Tile<Number>& tile, const GatedUnit<Number>& unit, const Number* normed,
                                       std::int64_t count) {
  const Number* const scale = unit.scale.data();
  const Number* const shift = unit.shift.data();
  for (std::int64_t row = 0; row < count; ++row) {
    const Number* const from = normed + row * kUnits;
    Number* const values = tile.values + row * kFeatures;
    for (std::int64_t i = 0; i < kFeatures; ++i) {
      const Number core = from[i] * scale[i] + shift[i];
      const Number gate = from[kFeatures + i] * scale[kFeatures + i] + shift[kFeatures + i];
      const auto [of_core, of_gate] = sigmoids(core, gate);
      values[i] = core * of_core * of_gate;
    }
  }
}

// Paper:   Deng et al. (2023), "Interaction": the gated multilayer perceptron; potential from the package chgnet 0.4.2
// Symbols: z the features of a row side by side, LN layer norms with scale and shift, ⊙ by component
// Here:    G(z) = silu(LN₁(core(z))) ⊙ sigmoid(LN₂(gate(z))); core and gate are W₂ silu(W₁ z + b₁) + b₂, in the update of
//          angles W₁ z + b₁ alone
// Differs: W₁ z is a sum of parts, each multiplied once per atom or bond
// Test:    chgnet_layers_test.cpp, GatedUnit
/// tile.values = G of the rows from `begin`.
template <class Number>
CRYSTALGAN_INLINED void gated_tile(Tile<Number>& tile, const GatedUnit<Number>& unit, const RowSources<Number>& sources,
                                   KeptRows<Number>& kept, std::int64_t begin, std::int64_t count) {
  const bool hidden = unit.core_next.has_value();
  Number* const sums = hidden ? kept.hidden.data() + begin * kUnits : tile.sums;
  gather(sums, sources, begin, count);
  if (hidden) {
    activate(tile, sums, count);
    second_layer(tile, unit, count);
  }
  Number* const normed = kept.normed.data() + begin * kUnits;
  Number* const inverse = kept.inverse_deviations.data() + begin * 2;
  for (std::int64_t row = 0; row < count; ++row) {
    const Number* const core = hidden ? tile.core_sums + row * kFeatures : sums + row * kUnits;
    const Number* const gate = hidden ? tile.gate_sums + row * kFeatures : sums + row * kUnits + kFeatures;
    inverse[2 * row] = normalise(normed + row * kUnits, core);
    inverse[2 * row + 1] = normalise(normed + row * kUnits + kFeatures, gate);
  }
  multiply_gates(tile, unit, normed, count);
}

/// tile.values = G again, and its derivatives by the normalised core and gate.
template <class Number>
CRYSTALGAN_INLINED void differentiated_gates(Tile<Number>& tile, const GatedUnit<Number>& unit,
                                             const KeptRows<Number>& kept, std::int64_t begin, std::int64_t count) {
  const Number* const scale = unit.scale.data();
  const Number* const shift = unit.shift.data();
  for (std::int64_t row = 0; row < count; ++row) {
    const Number* const from = kept.normed.data() + (begin + row) * kUnits;
    Number* const values = tile.values + row * kFeatures;
    Number* const by_core = tile.by_core + row * kFeatures;
    Number* const by_gate = tile.by_gate + row * kFeatures;
    for (std::int64_t i = 0; i < kFeatures; ++i) {
      const Number core = from[i] * scale[i] + shift[i];
      const Number gate = from[kFeatures + i] * scale[kFeatures + i] + shift[kFeatures + i];
      const auto [of_core, of_gate] = sigmoids(core, gate);
      values[i] = core * of_core * of_gate;
      by_core[i] = silu_derivative(core, of_core) * of_gate * scale[i];
      by_gate[i] = values[i] * (Number{1} - of_gate) * scale[kFeatures + i];
    }
  }
}

/// From tile.values, now the gradient by G: tile.sums = the gradient by W₁ z. Before it, differentiated_gates().
template <class Number>
CRYSTALGAN_INLINED void gated_tile_back(Tile<Number>& tile, const GatedUnit<Number>& unit, const KeptRows<Number>& kept,
                                        std::int64_t begin, std::int64_t count) {
  const bool hidden = unit.core_next.has_value();
  const Number* const inverse = kept.inverse_deviations.data() + begin * 2;
  for (std::int64_t row = 0; row < count; ++row) {
    const Number* const of_values = tile.values + row * kFeatures;
    Number* const by_core = tile.by_core + row * kFeatures;
    Number* const by_gate = tile.by_gate + row * kFeatures;
    for (std::int64_t i = 0; i < kFeatures; ++i) {
      by_core[i] *= of_values[i];
      by_gate[i] *= of_values[i];
    }
    const Number* const normed = kept.normed.data() + (begin + row) * kUnits;
    Number* const of_core = hidden ? tile.core_sums + row * kFeatures : tile.sums + row * kUnits;
    Number* const of_gate = hidden ? tile.gate_sums + row * kFeatures : tile.sums + row * kUnits + kFeatures;
    normalise_back(of_core, by_core, normed, inverse[2 * row]);
    normalise_back(of_gate, by_gate, normed + kFeatures, inverse[2 * row + 1]);
  }
  if (!hidden) return;
  const std::int64_t rows = whole_groups(count);
  product(tile.core, tile.core_sums, unit.core_next->backward.data(), rows, kFeatures, kFeatures);
  product(tile.gate, tile.gate_sums, unit.gate_next->backward.data(), rows, kFeatures, kFeatures);
  for (std::int64_t row = 0; row < count; ++row) {
    const Number* const derivatives = kept.hidden.data() + (begin + row) * kUnits;
    const Number* const core = tile.core + row * kFeatures;
    const Number* const gate = tile.gate + row * kFeatures;
    Number* const to = tile.sums + row * kUnits;
    for (std::int64_t i = 0; i < kFeatures; ++i) {
      to[i] = core[i] * derivatives[i];
      to[kFeatures + i] = gate[i] * derivatives[kFeatures + i];
    }
  }
}

/// Adds tile.sums to the gradients of the tables, at the rows that were gathered.
template <class Number>
CRYSTALGAN_INLINED void scatter(const Tile<Number>& tile, const RowSources<Number>& sources,
                                const std::array<Number*, 4>& of_tables, std::int64_t begin, std::int64_t count) {
  for (std::int64_t row = 0; row < count; ++row) {
    const Number* const from = tile.sums + row * kUnits;
    for (std::size_t table = 0; table < 4; ++table) {
      if (of_tables[table] == nullptr) continue;
      Number* const to = of_tables[table] + sources.indices[table][begin + row] * kUnits;
      for (std::int64_t i = 0; i < kUnits; ++i) to[i] += from[i];
    }
  }
}

/// Adds tile.sums, back through their part of W₁, to the gradients of the rows' own features.
template <class Number>
CRYSTALGAN_INLINED void add_own_back(const Tile<Number>& tile, const Linear<Number>& part, Number* of_own,
                                     std::int64_t begin, std::int64_t count) {
  add_product(of_own + begin * kFeatures, tile.sums, part.backward.data(), whole_groups(count), kUnits, kFeatures);
}

}  // namespace crystalgan::chgnet
