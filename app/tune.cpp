#include "crystalgan/studies/tune.hpp"

#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/studies/tune_tables.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "study_options.hpp"

namespace crystalgan {
namespace {

struct TuneOptions : StudyOptions {
  TuneSettings settings;
};

std::optional<Tuning> tune_with_progress(const Study& study, const TuneOptions& options) {
  TuneSettings settings = options.settings;
  settings.samples = options.samples.value_or(settings.samples);
  settings.threads = options.run.thread_count();
  const InterruptGuard guard;
  ProgressBar bar("tuning", options.run.quiet, "trainings");
  return tune(study.configuration, study.binaries, settings,
              {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
}

// The mode symmetry, where no mode is named, has no weights to tune.
Configuration tuned_configuration(const RunOptions& run) {
  Configuration start = run.starting_point();
  if (start.method.mode == Mode::symmetry) start = default_configuration(Mode::repaired, start.method.name);
  Configuration configuration = run.resolve(start);
  if (is_symmetry_mode(configuration))
    throw ConfigError("method.mode", "expected repaired or published, whose losses have weights, got symmetry");
  return configuration;
}

}  // namespace

Action add_tune(CLI::App& command) {
  auto options = std::make_shared<TuneOptions>();
  options->run.trains = true;
  options->add(command);
  options->run.settings.add(command, "method.mode", kTrainedModeHelp);
  auto* trials = command.add_option("--trials", options->settings.trials, "number of settings to try (default 20)")
                     ->check(CLI::Range(1, 100000));  // chosen: far beyond use
  command.add_flag("--grid", options->settings.grid, "a grid of 20 settings instead of a random search")
      ->excludes(trials);
  command.add_option("--folds", options->settings.folds, "folds of the cross-validation (default 5)");
  return [options, &command] {
    const Configuration configuration = tuned_configuration(options->run);
    const auto& system = configuration.system;
    if (!options->run.output) options->run.output = "tune-" + system.a + "-" + system.b + "-" + system.x;
    const Study study = prepare_study(*options, configuration);
    const auto tuning = tune_with_progress(study, *options);
    if (!tuning) return study_interrupted();
    const std::string json = tuning_json(*tuning);
    hand_over(*options, study, command,
              {{"trials.csv", tuning_csv(*tuning)},
               {"tune.json", json},
               {"best.toml", configuration_text(tuning->trials[tuning->best()].configuration)}},
              tuning_tables(*tuning), json);
    return kDone;
  };
}

}  // namespace crystalgan
