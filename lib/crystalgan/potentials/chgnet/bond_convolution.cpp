#include "crystalgan/potentials/chgnet/bond_convolution.hpp"

#include "crystalgan/core/vectorised.hpp"
#include "crystalgan/potentials/chgnet/angle_rows.hpp"

namespace crystalgan::chgnet {
namespace {

template <class Number>
CRYSTALGAN_INLINED void add_bond_messages(const GatedUnit<Number>& unit, const RowSources<Number>& sources,
                                          const Graph& graph, KeptRows<Number>& kept, State<Number>& state) {
  for (std::int64_t begin = 0; begin < sources.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, sources.rows - begin);
    const Index* const firsts = graph.angle_first.data() + begin;
    const Index* const seconds = graph.angle_second.data() + begin;
    gated_tile(state.tile, unit, sources, kept, begin, count);
    for (std::int64_t row = 0; row < count; ++row) {
      const Number* const value = state.tile.values + row * kFeatures;
      const Index first = firsts[row];
      const Number* const one = state.bond_graph_weights.data() + first * kFeatures;
      const Number* const other = state.bond_graph_weights.data() + seconds[row] * kFeatures;
      const auto times = static_cast<Number>(graph.angle_times[static_cast<std::size_t>(begin + row)]);
      Number* __restrict const to = state.messages.data() + first * kFeatures;
      for (std::int64_t i = 0; i < kFeatures; ++i) to[i] += times * (value[i] * one[i] * other[i]);
    }
  }
}

template <class Number>
CRYSTALGAN_INLINED void add_bond_messages_back(const GatedUnit<Number>& unit, const RowSources<Number>& sources,
                                               const std::array<Number*, 4>& of_tables, Number* of_own,
                                               const Graph& graph, const KeptRows<Number>& kept, State<Number>& state) {
  for (std::int64_t begin = 0; begin < sources.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, sources.rows - begin);
    const Index* const firsts = graph.angle_first.data() + begin;
    const Index* const seconds = graph.angle_second.data() + begin;
    differentiated_gates(state.tile, unit, kept, begin, count);
    for (std::int64_t row = 0; row < count; ++row) {
      Number* __restrict const value = state.tile.values + row * kFeatures;
      const Index first = firsts[row];
      const Index second = seconds[row];
      const Number* const of_message = state.of_messages.data() + first * kFeatures;
      const Number* const one = state.bond_graph_weights.data() + first * kFeatures;
      const Number* const other = state.bond_graph_weights.data() + second * kFeatures;
      Number* const of_one = state.of_bond_graph_weights.data() + first * kFeatures;
      Number* const of_other = state.of_bond_graph_weights.data() + second * kFeatures;
      const auto times = static_cast<Number>(graph.angle_times[static_cast<std::size_t>(begin + row)]);
      Number of_weights[kFeatures];
      for (std::int64_t i = 0; i < kFeatures; ++i) {
        of_weights[i] = times * (of_message[i] * value[i]);
        value[i] = times * (of_message[i] * one[i] * other[i]);
      }
      // Apart: the two bonds can be one.
      for (std::int64_t i = 0; i < kFeatures; ++i) of_one[i] += of_weights[i] * other[i];
      for (std::int64_t i = 0; i < kFeatures; ++i) of_other[i] += of_weights[i] * one[i];
    }
    gated_tile_back(state.tile, unit, kept, begin, count);
    scatter(state.tile, sources, of_tables, begin, count);
    if (of_own != nullptr) add_own_back(state.tile, *sources.own_part, of_own, begin, count);
  }
}

CRYSTALGAN_VECTORISED void bond_messages(const GatedUnit<float>& unit, const RowSources<float>& sources,
                                         const Graph& graph, KeptRows<float>& kept, State<float>& state) {
  add_bond_messages(unit, sources, graph, kept, state);
}
void bond_messages(const GatedUnit<double>& unit, const RowSources<double>& sources, const Graph& graph,
                   KeptRows<double>& kept, State<double>& state) {
  add_bond_messages(unit, sources, graph, kept, state);
}
CRYSTALGAN_VECTORISED void bond_messages_back(const GatedUnit<float>& unit, const RowSources<float>& sources,
                                              const std::array<float*, 4>& of_tables, float* of_own, const Graph& graph,
                                              const KeptRows<float>& kept, State<float>& state) {
  add_bond_messages_back(unit, sources, of_tables, of_own, graph, kept, state);
}
void bond_messages_back(const GatedUnit<double>& unit, const RowSources<double>& sources,
                        const std::array<double*, 4>& of_tables, double* of_own, const Graph& graph,
                        const KeptRows<double>& kept, State<double>& state) {
  add_bond_messages_back(unit, sources, of_tables, of_own, graph, kept, state);
}

}  // namespace

template <class Number>
void convolve_bonds(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer, State<Number>& state) {
  const Convolution<Number>& convolution = parameters.bond_convolutions[layer];
  fill_angle_tables(graph, convolution, layer, state);
  reset_rows(state.messages, graph.short_bonds, kFeatures);
  state.bond_rows[layer].reserve(graph.angles(), true);
  bond_messages(convolution.unit, angle_sources(graph, convolution, layer, state), graph, state.bond_rows[layer],
                state);
  add_multiplied(state.short_bonds.data(), state.messages.data(), static_cast<std::int64_t>(graph.short_bonds),
                 *convolution.out);
}

template <class Number>
void convolve_bonds_back(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer,
                         State<Number>& state) {
  const Convolution<Number>& convolution = parameters.bond_convolutions[layer];
  reserve_rows(state.of_messages, graph.short_bonds, kFeatures);
  multiply_back(state.of_messages.data(), state.of_short_bonds.data(), static_cast<std::int64_t>(graph.short_bonds),
                *convolution.out);
  const auto of_tables = reset_angle_tables(graph, layer, state);
  bond_messages_back(convolution.unit, angle_sources(graph, convolution, layer, state), of_tables,
                     layer == 0 ? nullptr : state.of_angles.data(), graph, state.bond_rows[layer], state);
  collect_angle_tables(graph, convolution, layer, state);
}

template void convolve_bonds(const Graph&, const Parameters<float>&, std::size_t, State<float>&);
template void convolve_bonds(const Graph&, const Parameters<double>&, std::size_t, State<double>&);
template void convolve_bonds_back(const Graph&, const Parameters<float>&, std::size_t, State<float>&);
template void convolve_bonds_back(const Graph&, const Parameters<double>&, std::size_t, State<double>&);

}  // namespace crystalgan::chgnet
