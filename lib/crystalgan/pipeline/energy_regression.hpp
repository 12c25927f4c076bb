#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/stability/convex_hull.hpp"

namespace crystalgan {

/// The hull of the known phases (known_phases()) of a run without relaxation.phases, relaxed by `calculator`.
ConvexHull known_hull(const Configuration& configuration, const Binaries& binaries, const Calculator& calculator,
                      std::size_t threads);

/// What rounds learn: how far above the known phases a structure relaxes, from a row of numbers that describes it before
/// its relaxation. A Gaussian process (gaussian_process.hpp) expects the energy of others.
class EnergyRegression {
 public:
  EnergyRegression(const ChemicalSystem& system, ConvexHull known) : system_(system), known_(std::move(known)) {}

  /// eV per atom above the known phases; nothing unless the candidate is a certified ternary with a formation energy of
  /// at least kMinFormationEnergy.
  std::optional<double> above_known(const RelaxedCandidate& relaxed) const;

  /// Keeps a row and its energy, which is capped at 0.5 eV per atom. All rows have one length.
  void learn(std::vector<double> row, double above);

  /// The places of `rows`, the smallest expected energy - 0.5 deviation first; as they are until two energies are known.
  std::vector<std::size_t> by_promise(const std::vector<std::vector<double>>& rows) const;

 private:
  ChemicalSystem system_;
  ConvexHull known_;
  std::vector<std::vector<double>> rows_;
  std::vector<double> energies_;  // eV per atom
};

}  // namespace crystalgan
