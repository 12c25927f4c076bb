#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/keep_steps.hpp"
#include "interrupt.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

// The trained run takes candidates only once, and only with the settings of its run.toml.
void require_room(const RunOptions& options, const RunDirectory& trained) {
  if (options.output) {
    RunDirectory::require_new(*options.output);
  } else if (options.settings.any_given()) {
    throw ConfigError("output", "expected a new folder (-o) for settings that differ from " +
                                    (trained / run_files::kConfiguration).string());
  } else if (trained.has(run_files::kSummary) && trained.has(run_files::kReport)) {
    throw ConfigError("output", trained.path().string() + " already has candidates; give a new folder with -o");
  }
}

// A new run directory with the inputs of the trained run.
RunDirectory new_output(const RunOptions& options, const Configuration& configuration, const Run& trained,
                        const CLI::App& command) {
  const Manifest of_training =
      parse_manifest(trained.directory.read(run_files::kManifest), (trained.directory / run_files::kManifest).string());
  make_whole([&] {
    start_run(configuration, trained.binaries, make_manifest(configuration, command, of_training.inputs),
              *options.output);
  });
  return RunDirectory::open(*options.output);
}

}  // namespace

Action add_generate(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  auto trained = std::make_shared<std::string>();
  command.add_option("RUN", *trained, "run directory with trained members")->required();
  command.add_option("-o,--output", options->output, "write the candidates into this new folder instead of RUN");
  options->settings.add(command, OptionGroup::generation, "that of RUN");
  options->add_keep_steps(command);
  options->add_threads(command);
  return [options, trained, &command] {
    const Run run = opened_run(*trained);
    const Configuration configuration = options->resolve(run.configuration);
    require_room(*options, run.directory);
    if (!options->output && run.directory.has(run_files::kSummary)) {  // killed before its report
      write_report(run.directory);
      print_summary(kept_summary(run.directory), configuration, run.directory);
      return kDone;
    }
    if (options->keep_steps) require_steps(configuration);
    const RunCandidates made = generate_candidates(configuration, run.binaries, run.directory, options->thread_count());
    const RunDirectory output = options->output ? new_output(*options, configuration, run, command) : run.directory;
    if (options->keep_steps) keep_steps(configuration, run.binaries, run.directory, output, options->thread_count());
    write_run_candidates(made, configuration, output);
    write_report(output);
    print_summary(made.summary, configuration, output);
    return kDone;
  };
}

}  // namespace crystalgan
