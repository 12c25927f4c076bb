#pragma once

#include <cstddef>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// How crystals are relaxed that are to be ranked together.
struct EnergySettings {
  RelaxationSettings relaxation;
  Seed seed{0};
  std::size_t threads = 1;
  /// Told after each structure how many of how many are done; by one thread at a time.
  RelaxationObserver observer;
};

/// As the configuration of a run asks.
EnergySettings energy_settings(const Configuration& configuration, std::size_t threads);

/// eV per atom. A formation energy below it is a defect of the model: no compound known is bound by more than 4.5 (LaF3).
/// Chosen.
inline constexpr double kMinFormationEnergy = -5.0;

}  // namespace crystalgan
