#include <fmt/core.h>

#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/binaries.hpp"
#include "energies.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {

Action add_relax(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  auto path = std::make_shared<std::string>();
  auto replace = std::make_shared<bool>(false);
  command.add_option("RUN", *path, "finished run directory")->required();
  options->settings.add(command, OptionGroup::relaxation, "that of RUN");
  command.add_flag("--replace", *replace, "replace an earlier relaxation and ranking of this run");
  options->settings.add(command, "seed", "random draws of the displacement (default: that of RUN)");
  options->add_config(command);
  options->add_threads(command);
  options->add_quiet(command);
  return [options, path, replace] {
    const RunDirectory run = RunDirectory::open(*path);
    const RunLock lock = run.lock();
    if (run.has(kRelaxationFile) && !*replace)
      throw ConfigError("run", run.path().string() + " is already relaxed; add --replace to relax it again");
    Configuration configuration =
        options->resolve(parse_configuration(run.read("run.toml"), (run / "run.toml").string()));
    if (configuration.relaxation.relax == Relax::off) configuration.relaxation.relax = Relax::automatic;
    const ChosenCalculator chosen = choose_calculator(configuration.relaxation, kept_binaries(configuration, run).system);
    if (!chosen.calculator)
      throw ConfigError("relaxation.relax", chosen.reason + "; --relax packing relaxes geometry without energies");
    relax_candidates(run, configuration, *chosen.calculator, *options);
    write_report(run);
    print_relaxation(run);
    return kDone;
  };
}

}  // namespace crystalgan
