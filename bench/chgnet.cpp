#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/potentials/chgnet/potential.hpp"
#include "options.hpp"

namespace crystalgan {
namespace {

constexpr int kChgnetRepetitions = 8;            // chosen: two seconds for the largest cell
constexpr double kPalladiumHydride = 4.09;       // Å, edge of the cube of eight atoms
constexpr double kLargestDisplacement = 0.0125;  // of a primitive vector: 0.05 Å at most per component

// n x n x n primitive cells of rocksalt PdH, displaced at random: no symmetry left.
Structure palladium_hydride(int n, Random& random) {
  const double edge = 0.5 * kPalladiumHydride * n;
  const Basis rows{Cartesian{0, edge, edge}, Cartesian{edge, 0, edge}, Cartesian{edge, edge, 0}};
  std::vector<Site> sites;
  for (int cell = 0; cell < n * n * n; ++cell)
    for (const auto& [symbol, shift] : {std::pair{"Pd", 0.0}, std::pair{"H", 0.5}}) {
      const int multiples[3] = {cell / (n * n), cell / n % n, cell % n};
      Fractional position;
      for (std::size_t axis = 0; axis < 3; ++axis)
        position[axis] = (multiples[axis] + shift + kLargestDisplacement * (2.0 * random.uniform() - 1.0)) / n;
      sites.push_back({Element::from_symbol(symbol), position});
    }
  return {Lattice(rows), std::move(sites), "PdH"};
}

// The fastest of some repetitions: the others were interrupted.
template <class Work>
double fastest_milliseconds(Work work) {
  double fastest = 1e9;
  for (int time = 0; time < kChgnetRepetitions; ++time) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    fastest = std::min(fastest, taken.count());
  }
  return fastest;
}

std::string chgnet_row(int n, Random& random) {
  const Structure structure = palladium_hydride(n, random);
  chgnet::Potential<float> potential;
  chgnet::Graph graph;
  const double of_graph = fastest_milliseconds([&] { chgnet::make_graph(structure, graph); });
  const double of_all = fastest_milliseconds([&] { potential.evaluate(structure); });
  const double of_energy = fastest_milliseconds([&] { potential.evaluate(structure, chgnet::Wanted::energy); });
  return fmt::format(
      "{{\"atoms\": {}, \"directed_bonds\": {}, \"angles\": {}, \"milliseconds\": {:.2f}, \"of_energy\": {:.2f}, "
      "\"of_graph\": {:.2f}}}",
      structure.size(), graph.directed_bonds(), graph.angles(), of_all, of_energy, of_graph);
}

}  // namespace

// What energy, forces, stress and moments by CHGNet cost on one core.
std::string bench_chgnet(const BenchOptions& options) {
  std::string rows;
  for (const int n : {1, 2, 3}) {
    Random random(Seed(static_cast<std::uint64_t>(options.seed)).derive("bench/chgnet"));
    rows += (rows.empty() ? "" : ", ") + chgnet_row(n, random);
  }
  return fmt::format("{{\"bench\": \"chgnet\", \"matrix_products\": \"{}\", \"rows\": [{}]}}", product_library(), rows);
}

}  // namespace crystalgan
