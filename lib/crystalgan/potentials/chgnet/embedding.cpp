#include "crystalgan/potentials/chgnet/embedding.hpp"

#include <cmath>

#include "crystalgan/potentials/chgnet/bases.hpp"

namespace crystalgan::chgnet {
namespace {

// The cosine of the angle of two bonds, without the factor.
double cosine_of(const Graph& graph, const std::array<DirectedBond, 2>& pair) {
  return dot(graph.vector_of(pair[0]), graph.vector_of(pair[1])) /
         (graph.lengths[pair[0].bond] * graph.lengths[pair[1].bond]);
}

template <class Number>
void fill_bases(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state) {
  for (auto* array : {&state.radial, &state.radial_derivatives}) reserve_rows(*array, graph.bonds(), kColumns);
  for (auto* array : {&state.short_radial, &state.short_radial_derivatives})
    reserve_rows(*array, graph.short_bonds, kColumns);
  for (auto* array : {&state.angular, &state.angular_derivatives}) reserve_rows(*array, graph.pairs.size(), kColumns);
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond)
    radial_basis(graph.lengths[bond], kAtomCutoff, parameters.atom_graph_frequencies,
                 state.radial.data() + bond * kColumns, state.radial_derivatives.data() + bond * kColumns);
  for (std::size_t bond = 0; bond < graph.short_bonds; ++bond)
    radial_basis(graph.lengths[bond], kBondCutoff, parameters.bond_graph_frequencies,
                 state.short_radial.data() + bond * kColumns, state.short_radial_derivatives.data() + bond * kColumns);
  for (std::size_t pair = 0; pair < graph.pairs.size(); ++pair)
    angle_basis(std::acos(kCosineFactor * cosine_of(graph, graph.pairs[pair])), parameters.angle_frequencies,
                state.angular.data() + pair * kColumns, state.angular_derivatives.data() + pair * kColumns);
}

template <class Number>
double row_product(const Array<Number>& one, const Array<Number>& other, std::size_t row) {
  Number sum{0};
  for (std::size_t i = row * kColumns; i < (row + 1) * kColumns; ++i) sum += one[i] * other[i];
  return static_cast<double>(sum);
}

template <class Number>
void add_radial_gradients(const Graph& graph, const State<Number>& state, std::vector<Cartesian>& of_vectors) {
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond) {
    double of_length = row_product(state.of_radial, state.radial_derivatives, bond);
    if (bond < graph.short_bonds) of_length += row_product(state.of_short_radial, state.short_radial_derivatives, bond);
    of_vectors[bond] = (of_length / graph.lengths[bond]) * graph.vectors[bond];
  }
}

// c = v̂ · v̂': ∂c/∂v = (v̂' - c v̂) / |v|
template <class Number>
void add_angular_gradients(const Graph& graph, const State<Number>& state, std::vector<Cartesian>& of_vectors) {
  for (std::size_t index = 0; index < graph.pairs.size(); ++index) {
    const auto& pair = graph.pairs[index];
    const double cosine = cosine_of(graph, pair);
    const double scaled = kCosineFactor * cosine;
    const double of_angle = row_product(state.of_angular, state.angular_derivatives, index);
    const double of_cosine = -of_angle * kCosineFactor / std::sqrt(1.0 - scaled * scaled);
    for (const std::size_t end : {0U, 1U}) {
      const DirectedBond& one = pair[end];
      const DirectedBond& other = pair[1 - end];
      const double length = graph.lengths[one.bond];
      const Cartesian by_vector = (1.0 / (length * graph.lengths[other.bond])) * graph.vector_of(other) -
                                  (cosine / (length * length)) * graph.vector_of(one);
      of_vectors[one.bond] = of_vectors[one.bond] + (one.forward ? of_cosine : -of_cosine) * by_vector;
    }
  }
}

}  // namespace

template <class Number>
void embed(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state) {
  fill_bases(graph, parameters, state);
  reserve_rows(state.atoms, graph.atoms, kFeatures);
  for (std::size_t atom = 0; atom < graph.atoms; ++atom)
    std::copy_n(parameters.embedding.data() + graph.elements[atom] * kFeatures, kFeatures,
                state.atoms.data() + atom * kFeatures);
  const auto bonds = static_cast<std::int64_t>(graph.bonds());
  const auto short_bonds = static_cast<std::int64_t>(graph.short_bonds);
  reserve_rows(state.short_bonds, graph.short_bonds, kFeatures);
  reserve_rows(state.bond_graph_weights, graph.short_bonds, kFeatures);
  reserve_rows(state.atom_graph_weights, graph.bonds(), kFeatures);
  reserve_rows(state.pairs, graph.pairs.size(), kFeatures);
  multiply(state.short_bonds.data(), state.radial.data(), short_bonds, parameters.bond_embedding);
  multiply(state.bond_graph_weights.data(), state.short_radial.data(), short_bonds, parameters.bond_graph_weights);
  multiply(state.atom_graph_weights.data(), state.radial.data(), bonds, parameters.atom_graph_weights);
  multiply(state.pairs.data(), state.angular.data(), static_cast<std::int64_t>(graph.pairs.size()),
           parameters.angle_embedding);
}

template <class Number>
void embed_back(const Graph& graph, const Parameters<Number>& parameters, State<Number>& state,
                std::vector<Cartesian>& of_vectors) {
  const auto short_bonds = static_cast<std::int64_t>(graph.short_bonds);
  reserve_rows(state.of_short_radial, graph.short_bonds, kColumns);
  add_multiplied_back(state.of_radial.data(), state.of_atom_graph_weights.data(),
                      static_cast<std::int64_t>(graph.bonds()), parameters.atom_graph_weights);
  // The last group of short bonds reaches into the long ones, to which it must add nothing.
  std::fill(state.of_short_bonds.begin() + short_bonds * kFeatures, state.of_short_bonds.end(), Number{0});
  add_multiplied_back(state.of_radial.data(), state.of_short_bonds.data(), short_bonds, parameters.bond_embedding);
  multiply_back(state.of_short_radial.data(), state.of_bond_graph_weights.data(), short_bonds,
                parameters.bond_graph_weights);
  add_multiplied_back(state.of_angular.data(), state.of_pairs.data(), static_cast<std::int64_t>(graph.pairs.size()),
                      parameters.angle_embedding);
  of_vectors.resize(graph.bonds());
  add_radial_gradients(graph, state, of_vectors);
  add_angular_gradients(graph, state, of_vectors);
}

void add_bond_forces(const Graph& graph, const std::vector<Cartesian>& of_vectors, std::vector<Cartesian>& forces,
                     StrainDerivative& strain) {
  StrainDerivative sum{};
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond) {
    const Cartesian& gradient = of_vectors[bond];
    forces[graph.first[bond]] = forces[graph.first[bond]] + gradient;
    forces[graph.second[bond]] = forces[graph.second[bond]] - gradient;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) sum[i][j] += graph.vectors[bond][i] * gradient[j];
  }
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) strain[i][j] += 0.5 * (sum[i][j] + sum[j][i]);
}

template void embed(const Graph&, const Parameters<float>&, State<float>&);
template void embed(const Graph&, const Parameters<double>&, State<double>&);
template void embed_back(const Graph&, const Parameters<float>&, State<float>&, std::vector<Cartesian>&);
template void embed_back(const Graph&, const Parameters<double>&, State<double>&, std::vector<Cartesian>&);

}  // namespace crystalgan::chgnet
