#include "relax_structures.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "crystalgan/stability/energy_settings.hpp"
#include "new_file.hpp"
#include "printing.hpp"
#include "progress.hpp"

namespace crystalgan {
namespace {

// The name of the file that is written.
const std::string& new_file_of(const RunOptions& options) {
  if (!options.output)
    throw ConfigError("--output", "expected a new file for the relaxed structures: " + structure_file_patterns());
  if (!format_of(*options.output))
    throw ConfigError("--output", "expected the name of a structure file (" + structure_file_patterns() + "), got " +
                                      *options.output);
  require_new_file("--output", *options.output);
  return *options.output;
}

Configuration settings_of(const RunOptions& options) {
  if (options.settings.given("relaxation.best"))
    throw ConfigError("--relax-best", "expected for a run directory; the structures of files are all relaxed");
  Configuration start;
  start.relaxation.symmetry = RelaxedSymmetry::free;
  return options.resolve_relaxation(start);
}

std::set<Element> elements_of(const std::vector<Structure>& structures) {
  std::set<Element> elements;
  for (const Structure& structure : structures)
    for (const auto& [element, count] : structure.composition()) elements.insert(element);
  return elements;
}

std::string group_name(const Structure& structure) {
  const auto group = find_space_group(structure);
  return group ? fmt::format("{} ({})", group->symbol, group->number) : std::string("no group");
}

std::string energy_text(const Relaxation& end, bool has_energy) {
  const bool was_evaluated = end.end != RelaxationEnd::forbidden && end.end != RelaxationEnd::failed;
  return has_energy && was_evaluated
             ? fmt::format("  {:.4f} eV/atom", end.energy / static_cast<double>(end.structure.size()))
             : "";
}

void print_end(const Structure& start, const Relaxation& end, bool has_energy) {
  print("{}  {}  {} atoms  {}, {} evaluation{}{}  volume {:.3f} of the start  {}{}\n", start.name(),
        formula(start.composition()), start.size(), end_name(end.end), end.evaluations, end.evaluations == 1 ? "" : "s",
        energy_text(end, has_energy), end.structure.lattice().volume() / start.lattice().volume(),
        group_name(end.structure), end.reason.empty() ? "" : "  " + end.reason);
}

}  // namespace

int relax_structures(const std::vector<std::string>& paths, const RunOptions& options) {
  const std::string& output = new_file_of(options);
  const Configuration configuration = settings_of(options);
  const StructureSet set = read_structure_sets(paths);
  for (const std::string& refusal : set.refusals) print_error("crystalgan: {}\n", refusal);
  // Without a choice, elements that a calculator does not know fail alone.
  const bool chooses = configuration.relaxation.relax == Relax::automatic;
  const ChosenCalculator chosen =
      choose_calculator(configuration.relaxation, chooses ? elements_of(set.structures) : std::set<Element>{});
  if (!chosen.calculator) throw ConfigError("relaxation.relax", chosen.reason);
  const CalculatorIdentity& identity = chosen.calculator->identity();
  EnergySettings settings = energy_settings(configuration, options.thread_count());
  std::vector<Relaxation> ends;
  {
    ProgressBar bar("relaxing", options.quiet, "structures");
    settings.observer = shown_on(bar);
    ends = relaxed_in_symmetry(set.structures, *chosen.calculator, settings);
  }
  if (identity.trust == Trust::universal)
    for (const std::string& warning : chgnet_warnings(elements_of(set.structures)))
      print_error("crystalgan: warning: {}\n", warning);
  std::vector<Structure> converged;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    print_end(set.structures[i], ends[i], identity.trust != Trust::geometry);
    if (ends[i].end == RelaxationEnd::converged) converged.push_back(ends[i].structure);
  }
  if (!converged.empty()) write_structures(output, converged);
  print("{} of {} structures converged{}; by {} {} ({})\n", converged.size(), ends.size(),
        converged.empty() ? "" : ": " + output, identity.name, identity.version, use_of_energies(record_of(identity)));
  if (!set.refusals.empty()) return kWrongInput;
  return converged.size() == ends.size() ? kDone : kNumericalFailure;
}

}  // namespace crystalgan
