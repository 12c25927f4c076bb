#include "crystalgan/pipeline/energy_regression.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "crystalgan/stability/energy_settings.hpp"
#include "crystalgan/stability/known_phases.hpp"
#include "crystalgan/training/gaussian_process.hpp"

namespace crystalgan {
namespace {

// eV per atom. Higher energies are set to this value, so that they do not dominate the regression. Chosen.
constexpr double kMaxEnergy = 0.5;

// Structures are ordered by expected energy minus this weight times its standard deviation. Chosen.
constexpr double kExplorationWeight = 0.5;

}  // namespace

ConvexHull known_hull(const Configuration& configuration, const Binaries& binaries, const Calculator& calculator,
                      std::size_t threads) {
  const auto known =
      known_energies(binaries.system, known_phases(binaries.system, all_of(binaries), {}, calculator.identity().trust),
                     calculator, energy_settings(configuration, threads));
  return {{binaries.system.a, binaries.system.b, binaries.system.x}, phases_of(known)};
}

std::optional<double> EnergyRegression::above_known(const RelaxedCandidate& relaxed) const {
  if (!relaxed.structure || !relaxed.row.energy || !is_of(*relaxed.structure, system_)) return std::nullopt;
  const Phase phase{relaxed.structure->composition(),
                    *relaxed.row.energy * static_cast<double>(relaxed.structure->size())};
  if (!(known_.formation_energy(phase) >= kMinFormationEnergy)) return std::nullopt;  // NaN fails
  return known_.energy_above(phase);
}

void EnergyRegression::learn(std::vector<double> row, double above) {
  rows_.push_back(std::move(row));
  energies_.push_back(std::min(above, kMaxEnergy));
}

std::vector<std::size_t> EnergyRegression::by_promise(const std::vector<std::vector<double>>& rows) const {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (rows_.size() < 2) return order;
  const auto expected = GaussianProcess(rows_, energies_).expected(rows);
  std::ranges::stable_sort(
      order, {}, [&](std::size_t i) { return expected[i].mean - kExplorationWeight * expected[i].deviation; });
  return order;
}

}  // namespace crystalgan
