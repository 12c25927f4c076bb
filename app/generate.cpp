#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/discovery.hpp"
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
  } else if (trained.has(run_files::kSummary)) {
    throw ConfigError("output", trained.path().string() + " already has candidates; give a new folder with -o");
  }
}

// A new run directory with the inputs of the trained run.
RunDirectory new_output(const RunOptions& options, const Configuration& configuration, const RunDirectory& trained,
                        const CLI::App& command) {
  const Manifest of_training =
      parse_manifest(trained.read(run_files::kManifest), (trained / run_files::kManifest).string());
  return start_run(configuration, kept_binaries(configuration, trained),
                   make_manifest(configuration, command, of_training.inputs), *options.output);
}

}  // namespace

Action add_generate(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  auto trained = std::make_shared<std::string>();
  command.add_option("RUN", *trained, "run directory with trained members")->required();
  command.add_option("-o,--output", options->output, "write the candidates into this new folder instead of RUN");
  options->settings.add(command, OptionGroup::generation, "that of RUN");
  options->add_threads(command);
  return [options, trained, &command] {
    const RunDirectory run = RunDirectory::open(*trained);
    const Configuration configuration = options->resolve(kept_configuration(run));
    require_room(*options, run);
    const RunLock lock = run.lock();
    const Screened screened = generate_candidates(configuration, run, options->thread_count());
    const RunDirectory output = options->output ? new_output(*options, configuration, run, command) : run;
    write_candidates(screened.certified, screened.summary, configuration, output);
    write_report(output);
    print_summary(screened.summary, configuration, output);
    return kDone;
  };
}

}  // namespace crystalgan
