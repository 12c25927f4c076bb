#include "crystalgan/potentials/chgnet/atom_convolution.hpp"

#include "crystalgan/core/vectorised.hpp"

namespace crystalgan::chgnet {
namespace {

template <class Number>
RowSources<Number> atom_sources(const Graph& graph, const State<Number>& state) {
  return {static_cast<std::int64_t>(graph.directed_bonds()),
          {state.tables[0].data(), state.tables[1].data(), state.tables[2].data(), nullptr},
          {graph.centre.data(), graph.bond.data(), graph.neighbour.data(), nullptr}};
}

template <class Number>
CRYSTALGAN_INLINED void add_atom_messages(const GatedUnit<Number>& unit, const Graph& graph, KeptRows<Number>& kept,
                                          State<Number>& state) {
  const RowSources<Number> sources = atom_sources(graph, state);
  for (std::int64_t begin = 0; begin < sources.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, sources.rows - begin);
    const Index* const centres = graph.centre.data() + begin;
    const Index* const bonds = graph.bond.data() + begin;
    gated_tile(state.tile, unit, sources, kept, begin, count);
    for (std::int64_t row = 0; row < count; ++row) {
      const Number* const value = state.tile.values + row * kFeatures;
      const Number* const weight = state.atom_graph_weights.data() + bonds[row] * kFeatures;
      const auto times = static_cast<Number>(graph.times[static_cast<std::size_t>(begin + row)]);
      Number* __restrict const to = state.messages.data() + centres[row] * kFeatures;
      for (std::int64_t i = 0; i < kFeatures; ++i) to[i] += times * (value[i] * weight[i]);
    }
  }
}

template <class Number>
CRYSTALGAN_INLINED void add_atom_messages_back(const GatedUnit<Number>& unit, const Graph& graph,
                                               const KeptRows<Number>& kept, State<Number>& state) {
  const RowSources<Number> sources = atom_sources(graph, state);
  const std::array<Number*, 4> of_tables{state.of_tables[0].data(), state.of_tables[1].data(),
                                         state.of_tables[2].data(), nullptr};
  for (std::int64_t begin = 0; begin < sources.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, sources.rows - begin);
    const Index* const centres = graph.centre.data() + begin;
    const Index* const bonds = graph.bond.data() + begin;
    differentiated_gates(state.tile, unit, kept, begin, count);
    for (std::int64_t row = 0; row < count; ++row) {
      Number* __restrict const value = state.tile.values + row * kFeatures;
      const Number* const of_message = state.of_messages.data() + centres[row] * kFeatures;
      const Number* const weight = state.atom_graph_weights.data() + bonds[row] * kFeatures;
      const auto times = static_cast<Number>(graph.times[static_cast<std::size_t>(begin + row)]);
      Number* __restrict const of_weight = state.of_atom_graph_weights.data() + bonds[row] * kFeatures;
      for (std::int64_t i = 0; i < kFeatures; ++i) {
        of_weight[i] += times * (of_message[i] * value[i]);
        value[i] = times * (of_message[i] * weight[i]);
      }
    }
    gated_tile_back(state.tile, unit, kept, begin, count);
    scatter(state.tile, sources, of_tables, begin, count);
  }
}

CRYSTALGAN_VECTORISED void atom_messages(const GatedUnit<float>& unit, const Graph& graph, KeptRows<float>& kept,
                                         State<float>& state) {
  add_atom_messages(unit, graph, kept, state);
}
void atom_messages(const GatedUnit<double>& unit, const Graph& graph, KeptRows<double>& kept, State<double>& state) {
  add_atom_messages(unit, graph, kept, state);
}
CRYSTALGAN_VECTORISED void atom_messages_back(const GatedUnit<float>& unit, const Graph& graph,
                                              const KeptRows<float>& kept, State<float>& state) {
  add_atom_messages_back(unit, graph, kept, state);
}
void atom_messages_back(const GatedUnit<double>& unit, const Graph& graph, const KeptRows<double>& kept,
                        State<double>& state) {
  add_atom_messages_back(unit, graph, kept, state);
}

// The bonds from here on have the features of the embedding, those before it have changed.
std::size_t first_embedded(const Graph& graph, std::size_t layer) { return layer == 0 ? 0 : graph.short_bonds; }

}  // namespace

template <class Number>
void convolve_atoms(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer, State<Number>& state) {
  const Convolution<Number>& convolution = parameters.atom_convolutions[layer];
  const auto& parts = convolution.unit.parts;
  const std::size_t embedded = first_embedded(graph, layer);
  reserve_rows(state.tables[0], graph.atoms(), kUnits);
  reserve_rows(state.tables[1], graph.bonds(), kUnits);
  reserve_rows(state.tables[2], graph.atoms(), kUnits);
  fill_table(state.tables[0].data(), state.atoms.data(), graph.atoms(), parts[0], &convolution.unit.bias);
  fill_table(state.tables[1].data(), state.short_bonds.data(), embedded, parts[1]);
  fill_table(state.tables[1].data() + embedded * kUnits, state.radial.data() + embedded * kColumns,
             graph.bonds() - embedded, convolution.from_basis);
  fill_table(state.tables[2].data(), state.atoms.data(), graph.atoms(), parts[2]);
  reset_rows(state.messages, graph.atoms(), kFeatures);
  state.atom_rows[layer].reserve(graph.directed_bonds(), true);
  atom_messages(convolution.unit, graph, state.atom_rows[layer], state);
  add_multiplied(state.atoms.data(), state.messages.data(), static_cast<std::int64_t>(graph.atoms()), *convolution.out);
}

template <class Number>
void convolve_atoms_back(const Graph& graph, const Parameters<Number>& parameters, std::size_t layer,
                         State<Number>& state) {
  const Convolution<Number>& convolution = parameters.atom_convolutions[layer];
  const auto& parts = convolution.unit.parts;
  const auto atoms = static_cast<std::int64_t>(graph.atoms());
  const std::size_t embedded = first_embedded(graph, layer);
  reserve_rows(state.of_messages, graph.atoms(), kFeatures);
  multiply_back(state.of_messages.data(), state.of_atoms.data(), atoms, *convolution.out);
  reset_rows(state.of_tables[0], graph.atoms(), kUnits);
  reset_rows(state.of_tables[1], graph.bonds(), kUnits);
  reset_rows(state.of_tables[2], graph.atoms(), kUnits);
  atom_messages_back(convolution.unit, graph, state.atom_rows[layer], state);
  add_multiplied_back(state.of_short_bonds.data(), state.of_tables[1].data(), static_cast<std::int64_t>(embedded),
                      parts[1]);
  add_multiplied_back(state.of_radial.data() + embedded * kColumns, state.of_tables[1].data() + embedded * kUnits,
                      static_cast<std::int64_t>(graph.bonds() - embedded), convolution.from_basis);
  if (layer == 0) return;
  add_multiplied_back(state.of_atoms.data(), state.of_tables[0].data(), atoms, parts[0]);
  add_multiplied_back(state.of_atoms.data(), state.of_tables[2].data(), atoms, parts[2]);
}

template void convolve_atoms(const Graph&, const Parameters<float>&, std::size_t, State<float>&);
template void convolve_atoms(const Graph&, const Parameters<double>&, std::size_t, State<double>&);
template void convolve_atoms_back(const Graph&, const Parameters<float>&, std::size_t, State<float>&);
template void convolve_atoms_back(const Graph&, const Parameters<double>&, std::size_t, State<double>&);

}  // namespace crystalgan::chgnet
