#include "crystalgan/potentials/chgnet/potential.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <numeric>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/potentials/chgnet/angle_update.hpp"
#include "crystalgan/potentials/chgnet/atom_convolution.hpp"
#include "crystalgan/potentials/chgnet/bond_convolution.hpp"
#include "crystalgan/potentials/chgnet/embedding.hpp"
#include "crystalgan/potentials/chgnet/readout.hpp"

namespace crystalgan::chgnet {
namespace {

constexpr std::size_t kBlocks = 3;

void require_finite_prediction(const Structure& structure, const Prediction& prediction) {
  bool finite = std::isfinite(prediction.energy);
  for (const Cartesian& force : prediction.forces) finite = finite && std::isfinite(length(force));
  for (const auto& row : prediction.strain)
    for (const double component : row) finite = finite && std::isfinite(component);
  if (!finite)
    throw NumericalError(structure.name() + ": expected a finite energy and forces from CHGNet, got " +
                         std::to_string(prediction.energy) + " eV");
}

}  // namespace

// The angles of the last block would be used by nothing.
template <class Number>
void Potential<Number>::run_forward() {
  embed(graph_, parameters_, state_);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    convolve_atoms(graph_, parameters_, block, state_);
    if (graph_.angles() == 0) continue;
    convolve_bonds(graph_, parameters_, block, state_);
    if (block + 1 < kBlocks) update_angles(graph_, parameters_, block, state_);
  }
  prediction_.moments.resize(graph_.atoms);
  magnetic_moments<Number>(parameters_, state_.atoms, prediction_.moments);
  convolve_atoms(graph_, parameters_, kBlocks, state_);
}

template <class Number>
void Potential<Number>::run_backward() {
  reset_rows(state_.of_radial, graph_.bonds(), kColumns);
  reset_rows(state_.of_angular, graph_.pairs.size(), kColumns);
  reset_rows(state_.of_short_bonds, graph_.short_bonds, kFeatures);
  reset_rows(state_.of_pairs, graph_.pairs.size(), kFeatures);
  reset_rows(state_.of_angles, graph_.angles(), kFeatures);
  reset_rows(state_.of_atom_graph_weights, graph_.bonds(), kFeatures);
  reset_rows(state_.of_bond_graph_weights, graph_.short_bonds, kFeatures);
  convolve_atoms_back(graph_, parameters_, kBlocks, state_);
  for (std::size_t block = kBlocks; block-- > 0;) {
    if (graph_.angles() > 0) {
      if (block + 1 < kBlocks) update_angles_back(graph_, parameters_, block, state_);
      convolve_bonds_back(graph_, parameters_, block, state_);
    }
    convolve_atoms_back(graph_, parameters_, block, state_);
  }
  embed_back(graph_, parameters_, state_, of_vectors_);
}

template <class Number>
void Potential<Number>::add_derivatives(double volume) {
  prediction_.forces.assign(graph_.atoms, Cartesian{});
  add_bond_forces(graph_, of_vectors_, prediction_.forces, prediction_.strain);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) prediction_.stress[i][j] = prediction_.strain[i][j] / volume;
}

template <class Number>
const Prediction& Potential<Number>::evaluate(const Structure& structure, Wanted wanted) {
  make_graph(structure, graph_);
  run_forward();
  prediction_.site_energies.resize(graph_.atoms);
  reserve_rows(state_.of_atoms, graph_.atoms, kFeatures);
  site_energies<Number>(parameters_, state_.atoms, prediction_.site_energies, state_.of_atoms);
  for (std::size_t atom = 0; atom < graph_.atoms; ++atom)
    prediction_.site_energies[atom] += parameters_.reference_energies[graph_.elements[atom]];
  prediction_.energy = std::accumulate(prediction_.site_energies.begin(), prediction_.site_energies.end(), 0.0);
  prediction_.forces.clear();
  prediction_.strain = prediction_.stress = {};
  if (wanted == Wanted::all) {
    run_backward();
    add_derivatives(structure.lattice().volume());
  }
  require_finite_prediction(structure, prediction_);
  return prediction_;
}

template class Potential<float>;
template class Potential<double>;

std::vector<std::variant<Prediction, std::exception_ptr>> try_predict(std::span<const Structure> structures,
                                                                      std::size_t threads, Wanted wanted) {
  std::vector<std::variant<Prediction, std::exception_ptr>> found(structures.size());
  const std::size_t workers = std::max<std::size_t>(1, std::min(threads, structures.size()));
  std::atomic<std::size_t> next{0};
  parallel_for(workers, workers, [&](std::size_t) {
    Potential<float> potential;  // one per thread: its memory grows to its largest structure, and is used again
    for (std::size_t i = next++; i < structures.size(); i = next++) {
      try {
        found[i] = potential.evaluate(structures[i], wanted);
      } catch (...) {
        found[i] = std::current_exception();
      }
    }
  });
  return found;
}

std::vector<Prediction> predict(std::span<const Structure> structures, std::size_t threads, Wanted wanted) {
  std::vector<Prediction> predictions;
  for (auto& found : try_predict(structures, threads, wanted)) {
    if (const auto* failure = std::get_if<std::exception_ptr>(&found)) std::rethrow_exception(*failure);
    predictions.push_back(std::get<Prediction>(std::move(found)));
  }
  return predictions;
}

}  // namespace crystalgan::chgnet
