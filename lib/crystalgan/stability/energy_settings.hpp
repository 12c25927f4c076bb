#pragma once

#include <cstddef>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// How to relax crystals that are ranked together.
struct EnergySettings {
  RelaxationSettings relaxation;
  Seed seed{0};
  std::size_t threads = 1;
  std::size_t first = 0;  ///< place of the first structure in the list of the run, from which its draws derive
  /// Called after each structure; one call at a time.
  RelaxationObserver observer;
};

/// From the configuration of a run.
EnergySettings energy_settings(const Configuration& configuration, std::size_t threads);

/// eV per atom. A formation energy below it is an error of the potential: no known compound is below -4.5 (LaF3).
/// Chosen.
inline constexpr double kMinFormationEnergy = -5.0;

}  // namespace crystalgan
