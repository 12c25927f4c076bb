#include "crystalgan/stability/energy_settings.hpp"

#include <cstdint>

namespace crystalgan {

EnergySettings energy_settings(const Configuration& configuration, std::size_t threads) {
  const auto& asked = configuration.relaxation;
  EnergySettings settings;
  settings.relaxation.largest_force = asked.largest_force;
  settings.relaxation.largest_stress = asked.largest_stress;
  settings.relaxation.rattle = asked.rattle;
  settings.relaxation.max_evaluations = static_cast<std::size_t>(asked.max_evaluations);
  settings.relaxation.keep_symmetry = keeps_symmetry(configuration);
  settings.seed = Seed(static_cast<std::uint64_t>(configuration.seed)).derive("relaxation");
  settings.threads = threads;
  return settings;
}

}  // namespace crystalgan
