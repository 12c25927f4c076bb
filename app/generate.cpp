#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/discovery.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

// Where the candidates go: a new run directory of its own with -o, else the trained run, unless it has candidates
// already.
RunDirectory output_of(const RunOptions& options, const Configuration& configuration, const RunDirectory& trained,
                       const CLI::App& command) {
  if (!options.output) {
    if (options.samples || options.policy)
      throw ConfigError("output", "expected a new folder (-o) beside --samples or --policy, which " +
                                      trained.path().string() + "/run.toml does not know");
    if (trained.has("summary.json"))
      throw ConfigError("output", trained.path().string() + " holds candidates already; name a new folder with -o");
    return trained;
  }
  const Binaries binaries = kept_binaries(configuration, trained);
  require_enough_pairs(configuration, binaries);
  const Manifest of_training = parse_manifest(trained.read("manifest.json"), (trained / "manifest.json").string());
  return start_run(configuration, binaries, make_manifest(configuration, command, of_training.inputs), *options.output);
}

}  // namespace

Action add_generate(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  auto trained = std::make_shared<std::string>();
  command.add_option("RUN", *trained, "run directory with trained members")->required();
  command.add_option("-o,--output", options->output, "write the candidates into this new folder instead of RUN");
  options->add_generation(command);
  options->add_threads(command);
  return [options, trained, &command] {
    const RunDirectory run = RunDirectory::open(*trained);
    const Configuration configuration =
        options->resolve(parse_configuration(run.read("run.toml"), (run / "run.toml").string()));
    const RunDirectory output = output_of(*options, configuration, run, command);
    print_summary(generate_candidates(configuration, run, output, options->thread_count()), output);
    return kDone;
  };
}

}  // namespace crystalgan
