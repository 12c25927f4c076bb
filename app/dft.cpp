#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/pipeline/dft_ranking.hpp"
#include "energies.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "reading.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct DftOptions {
  std::string run;
  std::size_t top = 5;
  std::vector<std::string> phases;
  std::optional<std::string> python;
  RunOptions execution;  // --config, --threads and --quiet
};

std::optional<DftRanking> ranked_with_progress(const RunDirectory& run, const Configuration& configuration,
                                               const DftOptions& options) {
  const InterruptGuard guard;
  ProgressBar bar("computing", options.execution.quiet, "crystals");
  return rank_by_dft(run, configuration, kept_binaries(configuration, run), options.top,
                     options.execution.thread_count(),
                     {shown_on(bar), interrupted,
                      [&options](const InputReading& reading) { print_reading(reading, options.execution.quiet); }});
}

// The Python of the command line, else the default: that which the run or --config names is not started.
std::string python_of(const RunDirectory& run, const DftOptions& options) {
  if (options.python) return *options.python;
  const std::string usual = Configuration::Dft{}.python;
  const std::string recorded = recorded_dft_python(run);
  if (recorded != usual)
    print_error("crystalgan: this run used the Python {} for dft; give --python to use it, now it is {}\n",
                printable(recorded, 200), usual);
  return usual;
}

int run_dft(const DftOptions& options) {
  const RunDirectory run = RunDirectory::open(options.run);
  const RunLock lock = run.lock();
  Configuration configuration = options.execution.resolve(kept_configuration(run));
  configuration.dft.python = python_of(run, options);
  GivenPhases given;
  for (const std::string& path : options.phases) given.paths.push_back(absolute_path(path));
  given.apply(configuration);
  const auto found = ranked_with_progress(run, configuration, options);
  if (!found) {
    print_error("crystalgan: interrupted; results are kept in {}; repeat the command to continue\n",
                (run / run_files::kDftTasks).string());
    return kInterrupted;
  }
  write_report(run);
  for (const std::string& phase : found->ranking.left_out) print("left out: {}\n", phase);
  for (const RelaxedCandidate& candidate : found->candidates)
    if (!candidate.structure)
      print("{} {}: {}\n", candidate.row.id, candidate.row.formula,
            candidate.row.reason.empty() ? candidate.row.broken : candidate.row.reason);
  print_ranking(found->ranking, found->ranking.crystals.size());
  return kDone;
}

}  // namespace

Action add_dft(CLI::App& command) {
  auto options = std::make_shared<DftOptions>();
  command.add_option("RUN", options->run, "finished run directory")->required();
  command.add_option("--top", options->top, "number of candidates to compute, best first (default 5)")
      ->check(CLI::Range(1, 10000));
  command
      .add_option("--phases", options->phases, "file or folder with more known phases of A, B and X; may be repeated")
      ->allow_extra_args(false);
  command
      .add_option(
          "--python", options->python,
          "Python that has gpaw, a program on the PATH or a file (default: " + Configuration::Dft{}.python + ")")
      ->check([](const std::string& text) { return text.empty() ? "expected a program, got nothing" : std::string(); });
  command.add_option("--config", options->execution.config, "settings from a TOML file");
  options->execution.add_threads(command);
  options->execution.add_quiet(command);
  return [options] { return run_dft(*options); };
}

}  // namespace crystalgan
