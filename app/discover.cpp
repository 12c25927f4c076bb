#include <memory>

#include "commands.hpp"
#include "crystalgan/methods/candidate_files.hpp"
#include "crystalgan/methods/discovery.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {

Action add_discover(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  options->add_training(command);
  options->add_generation(command);
  options->add_execution(command);
  return [options, &command] {
    const PreparedRun run = prepare_run(*options, command);
    if (run.directory.has("summary.json")) {  // resumed, and done already
      if (!run.directory.has(kReportFile)) write_report(run.directory);
      print_summary(parse_summary(run.directory.read("summary.json"), "summary.json"), run.directory);
      return kDone;
    }
    const Binaries binaries = kept_binaries(run.configuration, run.directory);
    if (const auto reason = impossible_limits(run.configuration, binaries)) {
      const Screened nothing = nothing_generated(run.configuration, binaries, *reason);
      write_candidates(nothing, run.configuration, run.directory);
      write_report(run.directory);
      print_summary(nothing.summary, run.directory);
      return kDone;
    }
    if (!train_with_progress(run, *options)) return kInterrupted;
    const Screened screened = generate_candidates(run.configuration, run.directory, options->thread_count());
    write_candidates(screened, run.configuration, run.directory);
    write_report(run.directory);
    print_summary(screened.summary, run.directory);
    return kDone;
  };
}

}  // namespace crystalgan
