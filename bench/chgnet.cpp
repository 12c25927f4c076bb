#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/chgnet/potential.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "options.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kChgnetRepetitions = 8;            // chosen: two seconds for the largest cell
constexpr double kPalladiumHydride = 4.09;       // Å, edge of the cube of eight atoms
constexpr double kLargestDisplacement = 0.0125;  // of a primitive vector: 0.05 Å at most per component

// n x n x n primitive cells of rocksalt PdH.
Structure palladium_hydride(int n) {
  const double edge = 0.5 * kPalladiumHydride * n;
  const Basis rows{Cartesian{0, edge, edge}, Cartesian{edge, 0, edge}, Cartesian{edge, edge, 0}};
  std::vector<Site> sites;
  for (int cell = 0; cell < n * n * n; ++cell)
    for (const auto& [symbol, shift] : {std::pair{"Pd", 0.0}, std::pair{"H", 0.5}}) {
      const int multiples[3] = {cell / (n * n), cell / n % n, cell % n};
      Fractional position;
      for (std::size_t axis = 0; axis < 3; ++axis) position[axis] = (multiples[axis] + shift) / n;
      sites.push_back({Element::from_symbol(symbol), position});
    }
  return {Lattice(rows), std::move(sites), "PdH " + std::to_string(2 * n * n * n)};
}

// No symmetry is left.
Structure moved_at_random(const Structure& structure, double largest, Random& random) {
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites)
    for (double& component : site.position.components) component += largest * (2.0 * random.uniform() - 1.0);
  return {structure.lattice(), std::move(sites), structure.name() + ", displaced"};
}

Structure barium_titanate() {
  const Element oxygen = Element::from_symbol("O");
  return {Lattice::from_parameters(4.03, 4.03, 4.03, 90, 90, 90),
          {{Element::from_symbol("Ba"), {0, 0, 0}},
           {Element::from_symbol("Ti"), {0.5, 0.5, 0.5}},
           {oxygen, {0.5, 0.5, 0}},
           {oxygen, {0.5, 0, 0.5}},
           {oxygen, {0, 0.5, 0.5}}},
          "BaTiO3"};
}

std::vector<Structure> usual_structures(std::uint64_t seed) {
  std::vector<Structure> structures;
  for (const int n : {1, 2, 3}) {
    Random random(Seed(seed).derive("bench/chgnet"));
    structures.push_back(moved_at_random(palladium_hydride(n), kLargestDisplacement / n, random));
  }
  for (const int n : {1, 3}) structures.push_back(palladium_hydride(n));
  structures.push_back(barium_titanate());
  return structures;
}

std::vector<Structure> structures_of(const BenchOptions& options) {
  if (options.structures.empty()) return usual_structures(static_cast<std::uint64_t>(options.seed));
  StructureSet set = read_structure_sets(options.structures);
  if (!set.refusals.empty()) throw Error(set.refusals.front());
  return std::move(set.structures);
}

double processor_milliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// The fastest of some repetitions: the others had a worse share of the caches.
template <class Work>
double fastest_milliseconds(Work work) {
  double fastest = 1e9;
  for (int time = 0; time < kChgnetRepetitions; ++time) {
    const double start = processor_milliseconds();
    work();
    fastest = std::min(fastest, processor_milliseconds() - start);
  }
  return fastest;
}

// Of the rows that `operations` leave, or of all without any.
Json times_of(const SymmetricCrystal& crystal) {
  chgnet::Potential<float> potential;
  chgnet::CrystalGraph graph;
  const double of_graph = fastest_milliseconds([&] { graph.make(crystal.structure, crystal.operations); });
  const double of_all = fastest_milliseconds([&] { potential.evaluate(crystal); });
  const double of_energy = fastest_milliseconds([&] { potential.evaluate(crystal, chgnet::Wanted::energy); });
  return {{"directed_bonds", graph.graph.directed_bonds()},
          {"angles", graph.graph.angles()},
          {"milliseconds", of_all},
          {"of_energy", of_energy},
          {"of_graph", of_graph}};
}

Json chgnet_row(const Structure& structure) {
  const SymmetricCrystal crystal = exactly_symmetric(structure, 1e-4);
  Json row{{"name", structure.name()}, {"atoms", structure.size()}};
  row.update(times_of({structure, {}}));
  row["operations"] = std::max<std::size_t>(1, crystal.operations.size());
  row["of_finding_symmetry"] = fastest_milliseconds([&] { exactly_symmetric(structure, 1e-4); });
  if (!crystal.operations.empty()) row["symmetric"] = times_of(crystal);
  return row;
}

Json relaxation_json(const Structure& structure, const RelaxationSettings& settings) {
  const auto calculator = make_chgnet_calculator();
  const double start = processor_milliseconds();
  const Relaxation end = relaxed(structure, *calculator, settings, Seed(0));
  Json json{{"milliseconds", processor_milliseconds() - start},
            {"end", end_name(end.end)},
            {"evaluations", end.evaluations},
            {"energy_eV_per_atom", end.energy / static_cast<double>(structure.size())},
            {"lattice_A", Json::array()},
            {"fractional", Json::array()}};
  for (const Cartesian& row : end.structure.lattice().rows()) json["lattice_A"].push_back(row.components);
  for (const Site& site : end.structure.sites()) json["fractional"].push_back(site.position.components);
  return json;
}

// As it is, and with its symmetry kept.
Json relaxation_row(const Structure& structure) {
  RelaxationSettings still;
  still.rattle = 0.0;
  RelaxationSettings keeping;
  keeping.keep_symmetry = true;
  Json row{{"name", structure.name()}, {"atoms", structure.size()}, {"species", Json::array()}};
  for (const Site& site : structure.sites()) row["species"].push_back(std::string(site.element.symbol()));
  row["plain"] = relaxation_json(structure, still);
  row["symmetric"] = relaxation_json(structure, keeping);
  return row;
}

}  // namespace

// What energy, forces, stress and moments by CHGNet cost on one core, or relaxations by it.
std::string bench_chgnet(const BenchOptions& options) {
  Json rows = Json::array();
  for (const Structure& structure : structures_of(options))
    rows.push_back(options.relax ? relaxation_row(structure) : chgnet_row(structure));
  return Json{{"bench", "chgnet"}, {"matrix_products", product_library()}, {"rows", std::move(rows)}}.dump();
}

}  // namespace crystalgan
