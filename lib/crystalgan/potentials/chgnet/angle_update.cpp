#include "crystalgan/potentials/chgnet/angle_update.hpp"

#include "crystalgan/core/vectorised.hpp"
#include "crystalgan/potentials/chgnet/angle_rows.hpp"

namespace crystalgan::chgnet {
namespace {

// In layer 0 the angle was that of its pair.
template <class Number>
CRYSTALGAN_INLINED void add_angle_values(const GatedUnit<Number>& unit, const RowSources<Number>& sources,
                                         const Graph& graph, bool of_pairs, KeptRows<Number>& kept,
                                         State<Number>& state) {
  for (std::int64_t begin = 0; begin < sources.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, sources.rows - begin);
    const Index* const pairs = graph.angle_pair.data() + begin;
    gated_tile(state.tile, unit, sources, kept, begin, count);
    for (std::int64_t row = 0; row < count; ++row) {
      const Number* const value = state.tile.values + row * kFeatures;
      Number* const to = state.angles.data() + (begin + row) * kFeatures;
      const Number* const from = of_pairs ? state.pairs.data() + pairs[row] * kFeatures : to;
      for (std::int64_t i = 0; i < kFeatures; ++i) to[i] = from[i] + value[i];
    }
  }
}

template <class Number>
CRYSTALGAN_INLINED void add_angle_values_back(const GatedUnit<Number>& unit, const RowSources<Number>& sources,
                                              const std::array<Number*, 4>& of_tables, const Graph& graph,
                                              bool of_pairs, const KeptRows<Number>& kept, State<Number>& state) {
  for (std::int64_t begin = 0; begin < sources.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, sources.rows - begin);
    differentiated_gates(state.tile, unit, kept, begin, count);
    const Index* const pairs = graph.angle_pair.data() + begin;
    const Number* const of_angles = state.of_angles.data() + begin * kFeatures;
    for (std::int64_t row = 0; row < count; ++row) {
      const Number* const from = of_angles + row * kFeatures;
      std::copy_n(from, kFeatures, state.tile.values + row * kFeatures);
      if (!of_pairs) continue;
      Number* __restrict const to = state.of_pairs.data() + pairs[row] * kFeatures;
      for (std::int64_t i = 0; i < kFeatures; ++i) to[i] += from[i];
    }
    gated_tile_back(state.tile, unit, kept, begin, count);
    scatter(state.tile, sources, of_tables, begin, count);
    if (!of_pairs) add_own_back(state.tile, *sources.own_part, state.of_angles.data(), begin, count);
  }
}

CRYSTALGAN_VECTORISED void angle_values(const GatedUnit<float>& unit, const RowSources<float>& sources,
                                        const Graph& graph, bool of_pairs, KeptRows<float>& kept, State<float>& state) {
  add_angle_values(unit, sources, graph, of_pairs, kept, state);
}
void angle_values(const GatedUnit<double>& unit, const RowSources<double>& sources, const Graph& graph, bool of_pairs,
                  KeptRows<double>& kept, State<double>& state) {
  add_angle_values(unit, sources, graph, of_pairs, kept, state);
}
CRYSTALGAN_VECTORISED void angle_values_back(const GatedUnit<float>& unit, const RowSources<float>& sources,
                                             const std::array<float*, 4>& of_tables, const Graph& graph, bool of_pairs,
                                             const KeptRows<float>& kept, State<float>& state) {
  add_angle_values_back(unit, sources, of_tables, graph, of_pairs, kept, state);
}
void angle_values_back(const GatedUnit<double>& unit, const RowSources<double>& sources,
                       const std::array<double*, 4>& of_tables, const Graph& graph, bool of_pairs,
                       const KeptRows<double>& kept, State<double>& state) {
  add_angle_values_back(unit, sources, of_tables, graph, of_pairs, kept, state);
}

}  // namespace

template <class Number>
void update_angles(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer, State<Number>& state) {
  const Convolution<Number>& convolution = parameters.angle_updates[layer];
  fill_angle_tables(graph, convolution, layer, state);
  reserve_rows(state.angles, graph.angles(), kFeatures);
  state.angle_rows[layer].reserve(graph.angles(), false);
  angle_values(convolution.unit, angle_sources(graph, convolution, layer, state), graph, layer == 0,
               state.angle_rows[layer], state);
}

template <class Number>
void update_angles_back(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer,
                        State<Number>& state) {
  const Convolution<Number>& convolution = parameters.angle_updates[layer];
  const auto of_tables = reset_angle_tables(graph, layer, state);
  angle_values_back(convolution.unit, angle_sources(graph, convolution, layer, state), of_tables, graph, layer == 0,
                    state.angle_rows[layer], state);
  collect_angle_tables(graph, convolution, layer, state);
}

template void update_angles(const Graph&, const Parameters<float>&, std::size_t, State<float>&);
template void update_angles(const Graph&, const Parameters<double>&, std::size_t, State<double>&);
template void update_angles_back(const Graph&, const Parameters<float>&, std::size_t, State<float>&);
template void update_angles_back(const Graph&, const Parameters<double>&, std::size_t, State<double>&);

}  // namespace crystalgan::chgnet
