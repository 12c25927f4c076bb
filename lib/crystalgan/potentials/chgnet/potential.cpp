#include "crystalgan/potentials/chgnet/potential.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/potentials/chgnet/angle_update.hpp"
#include "crystalgan/potentials/chgnet/atom_convolution.hpp"
#include "crystalgan/potentials/chgnet/bond_convolution.hpp"
#include "crystalgan/potentials/chgnet/embedding.hpp"
#include "crystalgan/potentials/chgnet/forces.hpp"
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
void Potential<Number>::run_forward(const Graph& graph) {
  embed(graph, parameters_, state_);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    convolve_atoms(graph, parameters_, block, state_);
    if (graph.angles() == 0) continue;
    convolve_bonds(graph, parameters_, block, state_);
    if (block + 1 < kBlocks) update_angles(graph, parameters_, block, state_);
  }
  moments_.resize(graph.atoms());
  magnetic_moments<Number>(parameters_, state_.atoms, moments_);
  convolve_atoms(graph, parameters_, kBlocks, state_);
  energies_.resize(graph.atoms());
  reserve_rows(state_.of_atoms, graph.atoms(), kFeatures);
  site_energies<Number>(parameters_, state_.atoms, energies_, state_.of_atoms);
}

template <class Number>
void Potential<Number>::run_backward(const Graph& graph) {
  reset_rows(state_.of_radial, graph.bonds(), kColumns);
  reset_rows(state_.of_angular, graph.pairs(), kColumns);
  reset_rows(state_.of_short_bonds, graph.short_bonds, kFeatures);
  reset_rows(state_.of_pairs, graph.pairs(), kFeatures);
  reset_rows(state_.of_angles, graph.angles(), kFeatures);
  reset_rows(state_.of_atom_graph_weights, graph.bonds(), kFeatures);
  reset_rows(state_.of_bond_graph_weights, graph.short_bonds, kFeatures);
  for (std::size_t atom = 0; atom < graph.atoms(); ++atom)
    for (std::size_t i = atom * kFeatures; i < (atom + 1) * kFeatures; ++i)
      state_.of_atoms[i] *= static_cast<Number>(graph.atom_counts[atom]);
  convolve_atoms_back(graph, parameters_, kBlocks, state_);
  for (std::size_t block = kBlocks; block-- > 0;) {
    if (graph.angles() > 0) {
      if (block + 1 < kBlocks) update_angles_back(graph, parameters_, block, state_);
      convolve_bonds_back(graph, parameters_, block, state_);
    }
    convolve_atoms_back(graph, parameters_, block, state_);
  }
  embed_back(graph, parameters_, state_, gradient_);
}

// What the rows of atoms say, for every atom of the cell.
template <class Number>
void Potential<Number>::write_sites() {
  const auto& rows = crystal_.equivalence.atoms.of;
  prediction_.site_energies.resize(rows.size());
  prediction_.moments.resize(rows.size());
  prediction_.energy = 0.0;
  for (std::size_t atom = 0; atom < rows.size(); ++atom) {
    prediction_.site_energies[atom] =
        energies_[rows[atom]] + parameters_.reference_energies[crystal_.geometry.elements[atom]];
    prediction_.moments[atom] = moments_[rows[atom]];
    prediction_.energy += prediction_.site_energies[atom];
  }
}

template <class Number>
const Prediction& Potential<Number>::evaluate(const Structure& structure, Wanted wanted) {
  return evaluate_rows(structure, {}, wanted);
}

template <class Number>
const Prediction& Potential<Number>::evaluate(const SymmetricCrystal& crystal, Wanted wanted) {
  return evaluate_rows(crystal.structure, crystal.operations, wanted);
}

template <class Number>
const Prediction& Potential<Number>::evaluate_rows(const Structure& structure,
                                                   const std::vector<SiteOperation>& operations, Wanted wanted) {
  crystal_.make(structure, operations);
  run_forward(crystal_.graph);
  write_sites();
  prediction_.forces.clear();
  prediction_.strain = prediction_.stress = {};
  if (wanted == Wanted::all) {
    run_backward(crystal_.graph);
    find_forces(crystal_, gradient_, of_vectors_, prediction_.forces, prediction_.strain);
    const double volume = structure.lattice().volume();
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) prediction_.stress[i][j] = prediction_.strain[i][j] / volume;
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
