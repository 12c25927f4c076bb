#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/potentials/ase/ase_calculator.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
#include "crystalgan/potentials/evaluate_all.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct EnergyOptions {
  std::vector<std::string> paths;
  std::string kim;
  bool json = false;
  RunOptions run;  // --ase, --python, --ase-timeout and --threads
};

std::unique_ptr<Calculator> calculator_of(const EnergyOptions& options) {
  const Configuration::Relaxation given = options.run.given_calculator();
  if (!given.ase.empty() && !options.kim.empty()) throw ConfigError("--kim", "expected without --ase");
  const double limit = given.ase_timeout > 0.0 ? given.ase_timeout : Configuration::Relaxation{}.ase_timeout;
  if (!given.ase.empty()) return make_ase_calculator({given.ase, given.python, limit, given.ase_path});
  return options.kim.empty() ? make_chgnet_calculator() : make_kim_calculator(options.kim);
}

std::string message_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error.what();
  }
}

double per_atom(const Structure& structure, const CellEnergy& found) {
  return found.energy / static_cast<double>(structure.size());
}

double largest_force(const CellEnergy& found) {
  double largest = 0.0;
  for (const Cartesian& force : found.forces) largest = std::max(largest, length(force));
  return largest;
}

// GPa, positive where the cell wants to expand.
double pressure(const Structure& structure, const CellEnergy& found) {
  const auto& strain = found.strain;
  return -kGigapascals * (strain[0][0] + strain[1][1] + strain[2][2]) / (3.0 * structure.lattice().volume());
}

std::string energy_line(const Structure& structure, const CellEnergy& found) {
  std::string line = fmt::format(
      "{}  {}  {} atoms  {:.4f} eV  {:.4f} eV/atom  force {:.4f} eV/Å  pressure {:.3f} GPa  stress {:.3f} GPa",
      structure.name(), formula(structure.composition()), structure.size(), found.energy, per_atom(structure, found),
      largest_force(found), pressure(structure, found), largest_stress(found, structure.lattice().volume()));
  const auto& moments = found.moments;
  if (!moments.empty())
    line += fmt::format("  moments {:.3f} µB, largest {:.3f} µB", std::accumulate(moments.begin(), moments.end(), 0.0),
                        *std::ranges::max_element(moments));
  return line + "\n";
}

std::string energy_json(const Structure& structure, const CellEnergy& found) {
  nlohmann::ordered_json json{{"name", structure.name()},
                              {"formula", formula(structure.composition())},
                              {"energy_eV", found.energy},
                              {"energy_eV_per_atom", per_atom(structure, found)},
                              {"forces_eV_per_A", nlohmann::ordered_json::array()},
                              {"stress_GPa", nlohmann::ordered_json::array()}};
  for (const Cartesian& force : found.forces) json["forces_eV_per_A"].push_back(force.components);
  const double unit = kGigapascals / structure.lattice().volume();
  for (const auto& row : found.strain) json["stress_GPa"].push_back({unit * row[0], unit * row[1], unit * row[2]});
  if (!found.moments.empty()) json["magmoms_muB"] = found.moments;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// Prints each energy as soon as those before it are there: an interrupt loses none that is done.
class EnergyPrinter {
 public:
  EnergyPrinter(const EnergyOptions& options, const StructureSet& set, Trust trust)
      : options_(options), set_(set), trust_(trust), found_(set.structures.size()) {}

  void add(std::size_t index, const TriedEnergy& energy) {
    const std::lock_guard lock(mutex_);
    found_[index] = energy;
    for (; printed_ < found_.size() && found_[printed_]; ++printed_) print_one(printed_);
  }
  /// Those after one that is not done.
  void print_rest() {
    const std::lock_guard lock(mutex_);
    for (; printed_ < found_.size(); ++printed_)
      if (found_[printed_]) print_one(printed_);
    std::fflush(stdout);
  }
  /// What was refused, in the order of the structures.
  std::vector<std::string> refusals() const {
    std::vector<std::string> refused = set_.refusals;
    for (const auto& one : found_)
      if (const auto* failure = one ? std::get_if<std::exception_ptr>(&*one) : nullptr)
        refused.push_back(message_of(*failure));
    return refused;
  }

 private:
  void print_one(std::size_t index) const {
    const auto* const energy = std::get_if<CellEnergy>(&*found_[index]);
    if (energy == nullptr) return;
    const Structure& structure = set_.structures[index];
    print_text(options_.json ? energy_json(structure, *energy) : energy_line(structure, *energy));
    if (trust_ == Trust::universal)
      for (const std::string& warning : chgnet_warnings(structure, *energy))
        print_error("crystalgan: {}: warning: {}\n", structure.name(), warning);
  }

  const EnergyOptions& options_;
  const StructureSet& set_;
  const Trust trust_;
  std::mutex mutex_;
  std::vector<std::optional<TriedEnergy>> found_;
  std::size_t printed_ = 0;
};

int print_energies(const EnergyOptions& options) {
  const std::unique_ptr<Calculator> calculator = calculator_of(options);
  const CalculatorIdentity& identity = calculator->identity();
  const StructureSet set = read_structure_sets(options.paths);
  EnergyPrinter printer(options, set, identity.trust);
  {
    const InterruptGuard guard([&printer] { printer.print_rest(); });
    try_evaluate(set.structures, *calculator, options.run.thread_count(),
                 [&printer](std::size_t i, const TriedEnergy& energy) { printer.add(i, energy); });
  }
  const std::vector<std::string> refusals = printer.refusals();
  for (const std::string& refusal : refusals) print_error("crystalgan: {}\n", refusal);
  if (!options.json) print("by {} {} ({})\n", identity.name, identity.version, use_of_energies(record_of(identity)));
  return refusals.empty() ? kDone : kWrongInput;
}

}  // namespace

Action add_energy(CLI::App& command) {
  auto options = std::make_shared<EnergyOptions>();
  command.add_option("PATH", options->paths, "files or folders of structures: " + structure_format_names())->required();
  command.add_option("--kim", options->kim, "KIM model instead of CHGNet");
  options->run.add_calculator(command);
  command.add_flag(
      "--json", options->json,
      "print one line of JSON per structure: energy (eV), forces (eV/Å), stress (GPa), moments (Bohr magnetons)");
  options->run.add_threads(command);
  return [options] { return print_energies(*options); };
}

}  // namespace crystalgan
