#include "relax_structures.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "crystalgan/potentials/parallel_calculations.hpp"
#include "crystalgan/stability/energy_settings.hpp"
#include "interrupt.hpp"
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

// What is relaxed, written once: at the end, or when an interrupt ends the program.
class RelaxedFile {
 public:
  RelaxedFile(const std::vector<Structure>& initial, const CalculatorIdentity& identity, std::string output)
      : initial_(initial), identity_(identity), output_(std::move(output)), ends_(initial.size()) {}

  void add(std::size_t index, Relaxation end, const RelaxationObserver& observer) {
    const std::lock_guard lock(mutex_);
    ends_[index] = std::move(end);
    ++done_;
    if (!is_written_) observer(done_, ends_.size());
  }
  /// The number of structures that converged.
  std::size_t write() {
    const std::lock_guard lock(mutex_);
    std::vector<Structure> converged;
    for (std::size_t i = 0; i < ends_.size(); ++i)
      if (ends_[i] && ends_[i]->end == RelaxationEnd::converged) converged.push_back(ends_[i]->structure);
    if (std::exchange(is_written_, true)) return converged.size();
    if (!converged.empty()) write_structures(output_, converged);
    print_ends(converged.size());
    return converged.size();
  }

 private:
  void print_ends(std::size_t converged) const {
    for (std::size_t i = 0; i < ends_.size(); ++i)
      if (ends_[i]) print_end(initial_[i], *ends_[i], identity_.trust != Trust::geometry);
    print("{} of {} structures converged{}; by {} {} ({})\n", converged, ends_.size(),
          converged == 0 ? "" : ": " + output_, identity_.name, identity_.version,
          use_of_energies(record_of(identity_)));
    std::fflush(stdout);
  }

  const std::vector<Structure>& initial_;
  const CalculatorIdentity& identity_;
  const std::string output_;
  std::mutex mutex_;
  std::vector<std::optional<Relaxation>> ends_;
  std::size_t done_ = 0;
  bool is_written_ = false;
};

void relax_into(RelaxedFile& file, const std::vector<Structure>& structures, const Calculator& calculator,
                const EnergySettings& settings, bool quiet) {
  ProgressBar bar("relaxing", quiet, "structures");
  const InterruptGuard guard([&file] { file.write(); });
  parallel_calculations(structures.size(), calculator, settings.threads, [&](std::size_t i, Calculator& own) {
    EnergySettings one = settings;
    one.threads = 1;
    one.first = i;
    file.add(i, std::move(relaxed_in_symmetry({structures[i]}, own, one).front()), shown_on(bar));
  });
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
  RelaxedFile file(set.structures, identity, output);
  relax_into(file, set.structures, *chosen.calculator, energy_settings(configuration, options.thread_count()),
             options.quiet);
  if (identity.trust == Trust::universal)
    for (const std::string& warning : chgnet_warnings(elements_of(set.structures)))
      print_error("crystalgan: warning: {}\n", warning);
  const std::size_t converged = file.write();
  if (!set.refusals.empty()) return kWrongInput;
  return converged == set.structures.size() ? kDone : kNumericalFailure;
}

}  // namespace crystalgan
