#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/chgnet/potential.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct EnergyOptions {
  std::vector<std::string> paths;
  bool json = false;
  RunOptions run;  // --threads only
};

constexpr double kGigapascals = 160.21766208;  // of 1 eV/Å^3, CODATA 2014, as in the package chgnet

// Takes the structures out that CHGNet does not serve, each with a line in the refusals.
void refuse_unpredictable(StructureSet& set) {
  std::erase_if(set.structures, [&](const Structure& structure) {
    try {
      require_predictable(structure);
      return false;
    } catch (const StructureError& error) {
      set.refusals.emplace_back(error.what());
      return true;
    }
  });
}

std::string message_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error.what();
  }
}

double largest_force(const chgnet::Prediction& prediction) {
  double largest = 0.0;
  for (const Cartesian& force : prediction.forces) largest = std::max(largest, length(force));
  return largest;
}

// GPa, positive where the cell wants to expand.
double pressure(const chgnet::Prediction& prediction) {
  const auto& stress = prediction.stress;
  return -kGigapascals * (stress[0][0] + stress[1][1] + stress[2][2]) / 3.0;
}

// GPa, of the components.
double largest_stress(const chgnet::Prediction& prediction) {
  double largest = 0.0;
  for (const auto& row : prediction.stress)
    for (const double component : row) largest = std::max(largest, kGigapascals * std::abs(component));
  return largest;
}

std::string energy_line(const Structure& structure, const chgnet::Prediction& prediction) {
  const auto& moments = prediction.moments;
  return fmt::format(
      "{}  {}  {} atoms  {:.4f} eV  {:.4f} eV/atom  force {:.4f} eV/Å  pressure {:.3f} GPa  stress {:.3f} GPa  "
      "moments {:.3f} µB, largest {:.3f} µB\n",
      structure.name(), formula(structure.composition()), structure.size(), prediction.energy,
      prediction.energy_per_atom(), largest_force(prediction), pressure(prediction), largest_stress(prediction),
      std::accumulate(moments.begin(), moments.end(), 0.0), *std::ranges::max_element(moments));
}

std::string energy_json(const Structure& structure, const chgnet::Prediction& prediction) {
  nlohmann::ordered_json json{{"name", structure.name()},
                              {"formula", formula(structure.composition())},
                              {"energy_eV", prediction.energy},
                              {"energy_eV_per_atom", prediction.energy_per_atom()},
                              {"forces_eV_per_A", nlohmann::ordered_json::array()},
                              {"stress_GPa", nlohmann::ordered_json::array()},
                              {"magmoms_muB", prediction.moments}};
  for (const Cartesian& force : prediction.forces) json["forces_eV_per_A"].push_back(force.components);
  for (const auto& row : prediction.stress)
    json["stress_GPa"].push_back({kGigapascals * row[0], kGigapascals * row[1], kGigapascals * row[2]});
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

int print_energies(const EnergyOptions& options) {
  StructureSet set = read_structure_sets(options.paths);
  refuse_unpredictable(set);
  const auto found = chgnet::try_predict(set.structures, options.run.thread_count());
  const auto shown = options.json ? energy_json : energy_line;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (const auto* failure = std::get_if<std::exception_ptr>(&found[i]))
      set.refusals.push_back(message_of(*failure));
    else
      fmt::print("{}", shown(set.structures[i], std::get<chgnet::Prediction>(found[i])));
  }
  for (const std::string& refusal : set.refusals) fmt::print(stderr, "crystalgan: {}\n", refusal);
  if (!options.json) {
    const CalculatorIdentity identity = make_chgnet_calculator()->identity();
    fmt::print("by {} {} ({})\n", identity.name, identity.version, use_of_energies(record_of(identity)));
  }
  return set.refusals.empty() ? kDone : kWrongInput;
}

}  // namespace

Action add_energy(CLI::App& command) {
  auto options = std::make_shared<EnergyOptions>();
  command.add_option("PATH", options->paths, "files or folders of structures: " + structure_format_names())->required();
  command.add_flag(
      "--json", options->json,
      "print one line of JSON per structure: energy (eV), forces (eV/Å), stress (GPa), moments (Bohr magnetons)");
  options->run.add_threads(command);
  return [options] { return print_energies(*options); };
}

}  // namespace crystalgan
