#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"
#include "options.hpp"

namespace crystalgan {
namespace {

// Chosen: short, so that some repetition is not interrupted; half a second for each row.
constexpr int kRepetitions = 200;
constexpr int kEnergies = 10;
constexpr int kSteps = 25;
constexpr double kVolumePerAtom = 12.0;  // Å^3

// A₁B₁X₄, A₂B₂X₆ and so on near a lattice of 3 x 3 x 2 places in a skewed cell.
IonicCell crystal_of(std::size_t atoms, Random& random) {
  const double a = std::cbrt(kVolumePerAtom * static_cast<double>(atoms));
  IonicCell cell{{Cartesian{a, 0.1, 0.05}, Cartesian{-0.3, 1.1 * a, 0.2}, Cartesian{0.4, -0.2, a / 1.1}}, {}, {}};
  for (std::size_t atom = 0; atom < atoms; ++atom) {
    const std::size_t places[3] = {atom / 6, atom / 2 % 3, atom % 2};
    const double spacings[3] = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 2.0};
    Cartesian position;
    for (std::size_t axis = 0; axis < 3; ++axis)
      position =
          position + (spacings[axis] * static_cast<double>(places[axis]) + 0.03 * random.uniform()) * cell.rows[axis];
    cell.positions.push_back(position);
    cell.kinds.push_back(static_cast<std::uint8_t>(atom % 3 != 0 ? 2 : atom % 6 == 0 ? 0 : 1));
  }
  return cell;
}

IonicModel ternary_oxide() {
  IonicModel model;
  model.charges = {2.0, 4.0, -1.5};
  model.set_contact(0, 2, 2.51);
  model.set_contact(1, 2, 2.33);
  model.set_contact(2, 2, 2.0);
  return model;
}

double microseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

std::string row_of(const IonicCell& cell, const char* name, double accuracy) {
  const IonicModel model = ternary_oxide();
  IonicEnergy energy(accuracy);
  energy.prepare(model, cell);
  IonicRelaxation relaxation(accuracy);
  double of_energy = 1e9, of_step = 1e9;
  for (int time = 0; time < kRepetitions; ++time) {
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kEnergies; ++i) energy.evaluate(cell.rows, cell.positions);
    of_energy = std::min(of_energy, microseconds_since(start) / kEnergies);
    IonicCell relaxed = cell;
    start = std::chrono::steady_clock::now();
    const IonicRelaxed result = relaxation.relax(model, relaxed, kSteps);
    of_step = std::min(of_step, microseconds_since(start) / (result.steps + 1));
  }
  return fmt::format(
      "{{\"atoms\": {}, \"accuracy\": \"{}\", \"microseconds_per_energy\": {:.1f}, \"microseconds_per_step\": {:.1f}}}",
      cell.kinds.size(), name, of_energy, of_step);
}

}  // namespace

// What the ionic potential costs on one core.
std::string bench_ionic(const BenchOptions& options) {
  std::string rows;
  for (const std::size_t atoms : {6U, 10U, 18U}) {
    Random random(Seed(static_cast<std::uint64_t>(options.seed)).derive("bench/ionic"));
    const IonicCell cell = crystal_of(atoms, random);
    rows += (rows.empty() ? "" : ", ") + row_of(cell, "exact", kExactAccuracy) + ", " +
            row_of(cell, "screening", kScreeningAccuracy);
  }
  return fmt::format("{{\"bench\": \"ionic\", \"rows\": [{}]}}", rows);
}

}  // namespace crystalgan
