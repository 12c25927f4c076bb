#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "energies.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {

Action add_relax(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  auto path = std::make_shared<std::string>();
  auto replace = std::make_shared<bool>(false);
  command.add_option("RUN", *path, "finished run directory")->required();
  options->settings.add(command, OptionGroup::relaxation, "that of RUN");
  options->add_calculator(command);
  command.add_flag("--replace", *replace, "replace an earlier relaxation and ranking of this run");
  options->settings.add(command, "seed", "random draws of the displacement (default: that of RUN)");
  options->add_config(command);
  options->add_threads(command);
  options->add_quiet(command);
  return [options, path, replace] {
    const RunDirectory run = RunDirectory::open(*path);
    const RunLock lock = run.lock();
    if (run.has(run_files::kRelaxation) && !*replace)
      throw ConfigError("run", run.path().string() + " is already relaxed; add --replace to relax it again");
    Configuration configuration = options->resolve(kept_configuration(run));
    if (configuration.relaxation.relax == Relax::off) configuration.relaxation.relax = Relax::automatic;
    const Binaries binaries = kept_binaries(configuration, run);
    const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
    if (!chosen.calculator)
      throw ConfigError("relaxation.relax", chosen.reason + "; --relax packing relaxes geometry without energies");
    {
      std::optional<ProgressBar> bar;
      EnergyObserver observer;
      observer.single_points = [&](std::size_t done, std::size_t total) {
        if (!bar) bar.emplace("single points", options->quiet, "candidates");
        shown_on (*bar)(done, total);
        if (done == total) bar.reset();
      };
      observer.relaxing = [&](std::size_t done, std::size_t total) {
        if (!bar) bar.emplace("relaxing", options->quiet, "candidates");
        shown_on (*bar)(done, total);
      };
      relax_candidates(run, configuration, binaries, *chosen.calculator, options->thread_count(), observer);
    }
    write_report(run);
    print_relaxation(run);
    return kDone;
  };
}

}  // namespace crystalgan
