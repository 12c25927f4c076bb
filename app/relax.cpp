#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "commands.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "energies.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "relax_structures.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {

namespace {

struct RelaxOptions {
  std::vector<std::string> paths;
  bool replace = false;
  RunOptions run;
};

bool is_run(const std::vector<std::string>& paths) {
  std::error_code failure;
  return paths.size() == 1 &&
         std::filesystem::exists(std::filesystem::path(paths.front()) / run_files::kConfiguration, failure);
}

int relax_run(const RelaxOptions& options) {
  if (options.run.output)
    throw ConfigError("--output", "expected for structures of files; a run keeps what is relaxed in its own folder");
  const RunDirectory run = RunDirectory::open(options.paths.front());
  const RunLock lock = run.lock();
  if (run.has(run_files::kRelaxation) && !options.replace)
    throw ConfigError("run",
                      run.path().string() +
                          " is already relaxed; add --replace to relax it again, or show it with crystalgan report");
  const Configuration configuration = options.run.resolve_relaxation(kept_configuration(run));
  const Binaries binaries = kept_binaries(configuration, run);
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
  if (!chosen.calculator)
    throw ConfigError("relaxation.relax", chosen.reason + "; --relax packing relaxes geometry without energies");
  {
    const InterruptGuard guard;  // what is half-written goes
    std::optional<ProgressBar> bar;
    EnergyObserver observer;
    observer.single_points = [&](std::size_t done, std::size_t total) {
      if (!bar) bar.emplace("single points", options.run.quiet, "candidates");
      shown_on (*bar)(done, total);
      if (done == total) bar.reset();
    };
    observer.relaxing = [&](std::size_t done, std::size_t total) {
      if (!bar) bar.emplace("relaxing", options.run.quiet, "candidates");
      shown_on (*bar)(done, total);
    };
    relax_candidates(run, configuration, binaries, *chosen.calculator, options.run.thread_count(), observer);
  }
  write_report(run);
  print_relaxation(run);
  return kDone;
}

int relax_files(const RelaxOptions& options) {
  for (const std::string& path : options.paths)
    if (is_run({path}))
      throw ConfigError(path, "expected one run directory, or files of structures, got several paths");
  if (options.replace) throw ConfigError("--replace", "expected for a run directory");
  return relax_structures(options.paths, options.run);
}

}  // namespace

Action add_relax(CLI::App& command) {
  auto options = std::make_shared<RelaxOptions>();
  RunOptions& run = options->run;
  command
      .add_option("PATH", options->paths,
                  "finished run directory, or files or folders of structures: " + structure_format_names())
      ->required();
  command.add_option(
      "-o,--output", run.output,
      "new file for the relaxed structures of files; its name chooses the format: " + structure_file_patterns());
  run.settings.add(command, OptionGroup::relaxation, "that of the run");
  run.add_calculator(command);
  command.add_flag("--replace", options->replace, "replace an earlier relaxation and ranking of the run");
  run.settings.add(command, "seed", "random draws of the displacement (default: that of the run)");
  run.add_config(command);
  run.add_threads(command);
  run.add_quiet(command);
  return [options] { return is_run(options->paths) ? relax_run(*options) : relax_files(*options); };
}

}  // namespace crystalgan
