#include <fmt/core.h>

#include <chrono>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/repair/refinement.hpp"
#include "options.hpp"

namespace crystalgan {
namespace {

// Structures that are timed. Chosen: a tenth of a second.
constexpr int kStructures = 2000;

// Eight atoms anywhere in a random cell of the rule's volume.
Structure random_structure(const ChemicalSystem& system, Random& random) {
  const auto length = [&] { return 0.7 + 0.6 * random.uniform(); };
  const auto angle = [&] { return 70.0 + 40.0 * random.uniform(); };
  const double a = length();
  const double b = length();
  const double c = length();
  const double alpha = angle();
  const double beta = angle();
  const Lattice lattice = Lattice::from_parameters(a, b, c, alpha, beta, angle());
  std::vector<Site> sites;
  for (const Element element : {system.a, system.a, system.b, system.b, system.x, system.x, system.x, system.x}) {
    const double u = random.uniform();
    const double v = random.uniform();
    sites.push_back({element, {u, v, random.uniform()}});
  }
  return at_rule_volume({lattice, std::move(sites), "random"});
}

}  // namespace

// What the repair of a structure costs on one core: projection, symmetrisation, verification and all.
std::string bench_screen(const BenchOptions& options) {
  const ChemicalSystem system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  auto inputs = built_in_binaries(system.a, system.x);
  const auto of_b = built_in_binaries(system.b, system.x);
  inputs.insert(inputs.end(), of_b.begin(), of_b.end());
  const DistanceLimits limits = radii_limits(system, inputs);
  Random random(Seed(static_cast<std::uint64_t>(options.seed)).derive("bench/screen"));
  std::vector<Structure> structures;
  for (int i = 0; i < kStructures; ++i) structures.push_back(random_structure(system, random));
  int kept = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const Structure& structure : structures)
    kept += std::holds_alternative<Structure>(refined(structure, system, limits)) ? 1 : 0;
  const std::chrono::duration<double, std::micro> elapsed = std::chrono::steady_clock::now() - start;
  return fmt::format(
      "{{\"bench\": \"screen\", \"structures\": {}, \"atoms\": 8, \"repaired\": {}, "
      "\"microseconds_per_structure\": {:.1f}}}",
      kStructures, kept, elapsed.count() / kStructures);
}

}  // namespace crystalgan
