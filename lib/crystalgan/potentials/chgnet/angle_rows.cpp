#include "crystalgan/potentials/chgnet/angle_rows.hpp"

namespace crystalgan::chgnet {

// Tables: first bond, second bond, centre, and in layer 0 the pair.

template <class Number>
void fill_angle_tables(const Graph& graph, const Convolution<Number>& convolution, std::size_t layer,
                       State<Number>& state) {
  const auto& parts = convolution.unit.parts;
  reserve_rows(state.tables[0], graph.short_bonds, kUnits);
  reserve_rows(state.tables[1], graph.short_bonds, kUnits);
  reserve_rows(state.tables[2], graph.atoms(), kUnits);
  fill_table(state.tables[0].data(), state.short_bonds.data(), graph.short_bonds, parts[kFirstBond]);
  fill_table(state.tables[1].data(), state.short_bonds.data(), graph.short_bonds, parts[kSecondBond]);
  fill_table(state.tables[2].data(), state.atoms.data(), graph.atoms(), parts[kCentre], &convolution.unit.bias);
  if (layer > 0) return;
  reserve_rows(state.tables[3], graph.pairs(), kUnits);
  fill_table(state.tables[3].data(), state.angular.data(), graph.pairs(), convolution.from_basis);
}

template <class Number>
RowSources<Number> angle_sources(const Graph& graph, const Convolution<Number>& convolution, std::size_t layer,
                                 const State<Number>& state) {
  RowSources<Number> sources{
      static_cast<std::int64_t>(graph.angles()),
      {state.tables[0].data(), state.tables[1].data(), state.tables[2].data(), nullptr},
      {graph.angle_first.data(), graph.angle_second.data(), graph.angle_centre.data(), graph.angle_pair.data()}};
  if (layer == 0) {
    sources.tables[3] = state.tables[3].data();
  } else {
    sources.own = state.angles.data();
    sources.own_part = &convolution.unit.parts[kAngle];
  }
  return sources;
}

template <class Number>
std::array<Number*, 4> reset_angle_tables(const Graph& graph, std::size_t layer, State<Number>& state) {
  reset_rows(state.of_tables[0], graph.short_bonds, kUnits);
  reset_rows(state.of_tables[1], graph.short_bonds, kUnits);
  reset_rows(state.of_tables[2], graph.atoms(), kUnits);
  if (layer == 0) reset_rows(state.of_tables[3], graph.pairs(), kUnits);
  return {state.of_tables[0].data(), state.of_tables[1].data(), state.of_tables[2].data(),
          layer == 0 ? state.of_tables[3].data() : nullptr};
}

template <class Number>
void collect_angle_tables(const Graph& graph, const Convolution<Number>& convolution, std::size_t layer,
                          State<Number>& state) {
  const auto& parts = convolution.unit.parts;
  const auto bonds = static_cast<std::int64_t>(graph.short_bonds);
  add_multiplied_back(state.of_short_bonds.data(), state.of_tables[0].data(), bonds, parts[kFirstBond]);
  add_multiplied_back(state.of_short_bonds.data(), state.of_tables[1].data(), bonds, parts[kSecondBond]);
  add_multiplied_back(state.of_atoms.data(), state.of_tables[2].data(), static_cast<std::int64_t>(graph.atoms()),
                      parts[kCentre]);
  if (layer == 0)
    add_multiplied_back(state.of_angular.data(), state.of_tables[3].data(), static_cast<std::int64_t>(graph.pairs()),
                        convolution.from_basis);
}

template void fill_angle_tables(const Graph&, const Convolution<float>&, std::size_t, State<float>&);
template void fill_angle_tables(const Graph&, const Convolution<double>&, std::size_t, State<double>&);
template RowSources<float> angle_sources(const Graph&, const Convolution<float>&, std::size_t, const State<float>&);
template RowSources<double> angle_sources(const Graph&, const Convolution<double>&, std::size_t, const State<double>&);
template std::array<float*, 4> reset_angle_tables(const Graph&, std::size_t, State<float>&);
template std::array<double*, 4> reset_angle_tables(const Graph&, std::size_t, State<double>&);
template void collect_angle_tables(const Graph&, const Convolution<float>&, std::size_t, State<float>&);
template void collect_angle_tables(const Graph&, const Convolution<double>&, std::size_t, State<double>&);

}  // namespace crystalgan::chgnet
