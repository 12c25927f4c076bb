#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "crystalgan/record/configuration.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/summary.hpp"

namespace crystalgan {

/// The options that the commands share which train or generate. What the command line says beats the file, the file
/// beats the defaults.
struct RunOptions {
  std::optional<std::string> a, b, x, a_structures, b_structures, prototypes, reference, method, mode, geometry, policy,
      config, output, resume, relax, model;
  std::optional<double> adversarial, noise, rattle;
  std::optional<std::int64_t> epochs, members, samples, seed, rounds;
  std::size_t threads = 0;  ///< 0: every core
  bool no_repair = false;
  bool keep_symmetry = false;
  bool quiet = false;

  /// Elements and structures.
  void add_system(CLI::App& command);
  /// The same, method and training.
  void add_training(CLI::App& command);
  /// --samples, --noise, --no-repair and --policy.
  void add_generation(CLI::App& command);
  /// --threads.
  void add_threads(CLI::App& command);
  /// --relax, --model and how to relax.
  void add_relaxation(CLI::App& command);
  /// --quiet.
  void add_quiet(CLI::App& command);
  /// --threads and --quiet.
  void add_execution(CLI::App& command);

  /// The defaults of the mode that the command line names, else the file, else the default one. Throws ConfigError.
  Configuration starting_point() const;
  /// `start`, then the file, then the options. Throws ConfigError.
  Configuration resolve(const Configuration& start) const;
  std::size_t thread_count() const;

 private:
  const std::string& config_text() const;
  mutable std::optional<std::string> text_of_config_;  // read once: it may be a pipe
};

/// A run that stands ready on disk: new, or opened again.
struct PreparedRun {
  RunDirectory directory;
  Configuration configuration;
  RunLock lock;
};

/// With --resume opens that run; else reads the binaries and lays down a new run. Throws ConfigError when both are
/// asked.
PreparedRun prepare_run(const RunOptions& options, const CLI::App& command);

/// Absolute, so that what is kept in a folder names the same files from any other. Throws ConfigError for an empty path or
/// one that is not UTF-8.
std::string absolute_path(const std::string& path);

/// Throws ConfigError for any option beside --resume that could change a result.
void require_only_resume(const CLI::App& command);

/// Trains what is left to train, with progress; true when done, false (with a message on stderr) when interrupted.
bool train_with_progress(const PreparedRun& run, const RunOptions& options);

/// The manifest of this program and command line.
Manifest make_manifest(const Configuration& configuration, const CLI::App& command,
                       std::map<std::string, std::string> inputs);

/// The funnel and where the candidates are, on stdout.
void print_summary(const Summary& summary, const RunDirectory& run);

}  // namespace crystalgan
