#include "study_options.hpp"

#include <utility>

#include "commands.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "reading.hpp"

namespace crystalgan {

void StudyOptions::add(CLI::App& command) {
  run.settings.add(command, OptionGroup::system);
  run.settings.add(command, "training.epochs_step1", "epochs of both steps of every training (default: 1000)");
  command.add_option("--samples", samples, "raw structures of every training (default 70)");
  run.settings.add(command, "screening.policy");
  run.settings.add(command, "seed");
  run.add_config(command);
  command.add_option("-o,--output", run.output, "write the results into this new folder as well");
  command.add_flag("--json", json, "JSON on stdout instead of tables");
  run.add_execution(command);
}

Study prepare_study(const StudyOptions& options, const Configuration& configuration) {
  if (options.run.output) RunDirectory::require_new(*options.run.output);
  std::map<std::string, std::string> checksums;
  Configuration of_inputs = configuration;  // the same binaries for every row, whatever the mode
  if (of_inputs.method.mode == Mode::symmetry) of_inputs.method.mode = Mode::repaired;
  std::vector<InputReading> readings;
  const Binaries as_read = read_inputs(of_inputs, checksums, &readings);
  print_readings(readings, as_read, options.run.thread_count(), options.run.quiet);
  Binaries binaries = as_kept(as_read);
  return {configuration, std::move(binaries), std::move(checksums)};
}

void hand_over(const StudyOptions& options, const Study& study, const CLI::App& command,
               std::map<std::string, std::string> files, const std::string& tables, const std::string& json) {
  if (options.run.output) {
    files[run_files::kManifest] = manifest_json(make_manifest(study.configuration, command, study.checksums));
    make_whole([&] { RunDirectory::create(*options.run.output, files); });
  }
  print_text(options.json ? json : tables);
  if (options.run.output && !options.json) print("\nThe results are in {}.\n", *options.run.output);
}

int study_interrupted() {
  print_error("crystalgan: interrupted; nothing was written\n");
  return kInterrupted;
}

}  // namespace crystalgan
