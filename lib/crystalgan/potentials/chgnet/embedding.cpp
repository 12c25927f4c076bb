#include "crystalgan/potentials/chgnet/embedding.hpp"

#include <cmath>

#include "crystalgan/potentials/chgnet/bases.hpp"

namespace crystalgan::chgnet {
namespace {

template <class Number>
void fill_bases(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state) {
  for (auto* array : {&state.radial, &state.radial_derivatives}) reserve_rows(*array, graph.bonds(), kColumns);
  for (auto* array : {&state.short_radial, &state.short_radial_derivatives})
    reserve_rows(*array, graph.short_bonds, kColumns);
  for (auto* array : {&state.angular, &state.angular_derivatives}) reserve_rows(*array, graph.pairs(), kColumns);
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond)
    radial_basis(graph.lengths[bond], kAtomCutoff, parameters.atom_graph_frequencies,
                 state.radial.data() + bond * kColumns, state.radial_derivatives.data() + bond * kColumns);
  for (std::size_t bond = 0; bond < graph.short_bonds; ++bond)
    radial_basis(graph.lengths[bond], kBondCutoff, parameters.bond_graph_frequencies,
                 state.short_radial.data() + bond * kColumns, state.short_radial_derivatives.data() + bond * kColumns);
  for (std::size_t pair = 0; pair < graph.pairs(); ++pair)
    angle_basis(std::acos(kCosineFactor * graph.cosines[pair]), parameters.angle_frequencies,
                state.angular.data() + pair * kColumns, state.angular_derivatives.data() + pair * kColumns);
}

template <class Number>
double row_product(const Array<Number>& one, const Array<Number>& other, std::size_t row) {
  Number sum{0};
  for (std::size_t i = row * kColumns; i < (row + 1) * kColumns; ++i) sum += one[i] * other[i];
  return static_cast<double>(sum);
}

template <class Number>
void differentiate_lengths(const Graph& graph, const State<Number>& state, std::vector<double>& of_lengths) {
  of_lengths.resize(graph.bonds());
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond) {
    of_lengths[bond] = row_product(state.of_radial, state.radial_derivatives, bond);
    if (bond < graph.short_bonds)
      of_lengths[bond] += row_product(state.of_short_radial, state.short_radial_derivatives, bond);
  }
}

template <class Number>
void differentiate_cosines(const Graph& graph, const State<Number>& state, std::vector<double>& of_cosines) {
  of_cosines.resize(graph.pairs());
  for (std::size_t pair = 0; pair < graph.pairs(); ++pair) {
    const double scaled = kCosineFactor * graph.cosines[pair];
    const double of_angle = row_product(state.of_angular, state.angular_derivatives, pair);
    of_cosines[pair] = -of_angle * kCosineFactor / std::sqrt(1.0 - scaled * scaled);
  }
}

}  // namespace

template <class Number>
void embed(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state) {
  fill_bases(graph, parameters, state);
  reserve_rows(state.atoms, graph.atoms(), kFeatures);
  for (std::size_t atom = 0; atom < graph.atoms(); ++atom)
    std::copy_n(parameters.embedding.data() + graph.elements[atom] * kFeatures, kFeatures,
                state.atoms.data() + atom * kFeatures);
  const auto bonds = static_cast<std::int64_t>(graph.bonds());
  const auto short_bonds = static_cast<std::int64_t>(graph.short_bonds);
  reserve_rows(state.short_bonds, graph.short_bonds, kFeatures);
  reserve_rows(state.bond_graph_weights, graph.short_bonds, kFeatures);
  reserve_rows(state.atom_graph_weights, graph.bonds(), kFeatures);
  reserve_rows(state.pairs, graph.pairs(), kFeatures);
  multiply(state.short_bonds.data(), state.radial.data(), short_bonds, parameters.bond_embedding);
  multiply(state.bond_graph_weights.data(), state.short_radial.data(), short_bonds, parameters.bond_graph_weights);
  multiply(state.atom_graph_weights.data(), state.radial.data(), bonds, parameters.atom_graph_weights);
  multiply(state.pairs.data(), state.angular.data(), static_cast<std::int64_t>(graph.pairs()),
           parameters.angle_embedding);
}

template <class Number>
void embed_back(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state,
                GeometryGradient& gradient) {
  const auto short_bonds = static_cast<std::int64_t>(graph.short_bonds);
  reserve_rows(state.of_short_radial, graph.short_bonds, kColumns);
  add_multiplied_back(state.of_radial.data(), state.of_atom_graph_weights.data(),
                      static_cast<std::int64_t>(graph.bonds()), parameters.atom_graph_weights);
  // The last group of short bonds reaches into the long ones, to which it must add nothing.
  std::fill(state.of_short_bonds.begin() + short_bonds * kFeatures, state.of_short_bonds.end(), Number{0});
  add_multiplied_back(state.of_radial.data(), state.of_short_bonds.data(), short_bonds, parameters.bond_embedding);
  multiply_back(state.of_short_radial.data(), state.of_bond_graph_weights.data(), short_bonds,
                parameters.bond_graph_weights);
  add_multiplied_back(state.of_angular.data(), state.of_pairs.data(), static_cast<std::int64_t>(graph.pairs()),
                      parameters.angle_embedding);
  differentiate_lengths(graph, state, gradient.of_lengths);
  differentiate_cosines(graph, state, gradient.of_cosines);
}

template void embed(const Graph&, const Parameters<float>&, State<float>&);
template void embed(const Graph&, const Parameters<double>&, State<double>&);
template void embed_back(const Graph&, const Parameters<float>&, State<float>&, GeometryGradient&);
template void embed_back(const Graph&, const Parameters<double>&, State<double>&, GeometryGradient&);

}  // namespace crystalgan::chgnet
