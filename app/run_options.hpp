#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/pipeline/discover.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/summary.hpp"
#include "setting_options.hpp"

namespace crystalgan {

/// Help of --mode where all that a command does is train.
inline constexpr const char* kTrainedModeHelp =
    "mode of crystalgan: the published method followed by repair, or that method alone: repaired or published "
    "(default: "
    "repaired)";

/// Common options of the commands that train or generate. The command line overrides the file, the file overrides the
/// defaults.
struct RunOptions {
  SettingOptions settings;
  std::optional<std::string> config, output, resume;
  std::optional<std::string> from;  ///< URL of an OPTIMADE database, for the binaries
  std::vector<std::string> formulas;
  std::optional<std::string> formulas_file;
  std::size_t threads = 0;  ///< 0: every core
  bool quiet = false;
  bool keep_steps = false;
  bool trains = false;  ///< all that the command does is train: not in the mode symmetry

  /// The system, the training, --config, --output and --resume.
  void add_training(CLI::App& command);
  /// --formula, --formulas and the settings of the mode symmetry.
  void add_symmetry(CLI::App& command);
  /// --ase, --python and --ase-timeout.
  void add_calculator(CLI::App& command);
  /// --config.
  void add_config(CLI::App& command);
  /// --threads.
  void add_threads(CLI::App& command);
  /// --keep-steps.
  void add_keep_steps(CLI::App& command);
  /// --quiet.
  void add_quiet(CLI::App& command);
  /// --threads and --quiet.
  void add_execution(CLI::App& command);

  /// The defaults of the mode and the method of the command line or the file; without a method crystalgan, without a mode
  /// usual_mode(), or repaired if the command trains. Throws ConfigError.
  Configuration starting_point() const;
  /// The same with `usual` where neither names a mode.
  Configuration starting_point(Mode usual) const;
  /// `start`, then the file, then the options. The program of an ASE calculator is started only where the file or the options
  /// name it, and the file is not one of a run directory. Throws ConfigError.
  Configuration resolve(const Configuration& start) const;
  /// The same for a command that relaxes: CHGNet, or the KIM model of --model, where neither `start` nor the options name a
  /// calculator. Throws ConfigError for --relax off.
  Configuration resolve_relaxation(Configuration start) const;
  /// --ase, --python and --ase-timeout (0: not given), for with_given_program(). Throws ConfigError for the others without
  /// --ase.
  Configuration::Relaxation given_calculator() const;
  std::size_t thread_count() const;

 private:
  std::optional<Mode> named_mode() const;
  MethodName named_method() const;
  Configuration given_settings() const;
  void settle_calculator(Configuration::Relaxation& relaxation, const Configuration::Relaxation& recorded) const;
  void apply_formulas(Configuration& configuration) const;
  const std::string& config_text() const;
  mutable std::optional<std::string> text_of_config_;  // read once: it may be a pipe
};

/// With --resume opens that run, else reads the binaries and creates a new run. Throws ConfigError for both.
Run prepare_run(const RunOptions& options, const CLI::App& command);

/// Throws ConfigError for any option beside --resume that can change a result.
void require_only_resume(const CLI::App& command);

/// Completes the training, with progress; true when done, false (with a message on stderr) when interrupted.
bool train_with_progress(const Run& run, const RunOptions& options);

/// "crystalgan discover Pd Ni --seed 3": the command line without options that cannot change a result.
std::string command_text(const CLI::App& command);

/// The manifest of this program and command line.
Manifest make_manifest(const Configuration& configuration, const CLI::App& command,
                       std::map<std::string, std::string> inputs, std::vector<InputSource> sources = {});

/// One line on stdout for a run of the method crystalgan: what its mode does.
void print_mode(const Configuration& configuration);

/// Checks before any work that a named model covers the system, and that rounds have a model with energies and a steering
/// of their method. Throws ConfigError.
void require_model(const Configuration& configuration, const ChemicalSystem& system);

/// The counts and the path of the candidates, on stdout.
void print_summary(const Summary& summary, const Configuration& configuration, const RunDirectory& run);

}  // namespace crystalgan
