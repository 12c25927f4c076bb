#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/pipeline/feedback.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/measures.hpp"

namespace crystalgan {

/// A run in progress: its directory and lock, its configuration and its binaries.
struct Run {
  RunDirectory directory;
  Configuration configuration;
  Binaries binaries;
  RunLock lock;
};

/// Opens an existing run. Throws IoError, ParseError, ConfigError, StructureError.
Run opened_run(const std::filesystem::path& folder);

/// How a discovery ended.
enum class DiscoveryEnd {
  done,
  stopped_in_training,  ///< checkpoints are written
  stopped_in_rounds,    ///< the training is kept
};

/// Callbacks of a discovery; any may be empty.
struct DiscoveryObserver {
  std::size_t threads = 1;                                              ///< the outcome does not depend on it
  bool keep_steps = false;                                              ///< also writes the structures of every step
  std::function<void(std::int64_t done, std::int64_t total)> training;  ///< epochs, all members together
  std::function<void(std::int64_t round, std::size_t relaxed, double lowest)> round_done;  ///< as FeedbackObserver
  std::function<bool()> stop_requested;                    ///< called from several threads at once
  std::function<void(const Summary&)> candidates_written;  ///< also if they are written already
  EnergyObserver energies;
};

/// Does the missing steps of a run: trains, generates in `feedback.rounds` rounds, certifies, writes, relaxes and ranks
/// the candidates; with `keep_steps` first writes those of every step. Throws ConfigError, NumericalError, OutputError, and as reading a run does.
DiscoveryEnd discover(const Run& run, const DiscoveryObserver& observer);

/// The same in a new folder, with the binaries of the configuration. `manifest`: its inputs and seed are filled in.
/// Also throws as RunDirectory::create() and read_binaries().
DiscoveryEnd discover(const Configuration& configuration, const std::filesystem::path& folder, Manifest manifest,
                      const DiscoveryObserver& observer);

}  // namespace crystalgan
