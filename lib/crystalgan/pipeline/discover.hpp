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

/// A run of this process: what it is asked, and what it starts from as its own files have it.
struct Run {
  RunDirectory directory;
  Configuration configuration;
  Binaries binaries;
  RunLock lock;
};

/// A run that was begun before. Throws IoError, ParseError, ConfigError, StructureError.
Run opened_run(const std::filesystem::path& folder);

/// How a discovery ended.
enum class DiscoveryEnd {
  done,
  stopped_in_training,  ///< checkpoints are written
  stopped_in_rounds,    ///< what is trained is kept
};

/// What a discovery tells while it works, and how it is stopped; any may be empty.
struct DiscoveryObserver {
  std::size_t threads = 1;                                              ///< the outcome does not depend on it
  std::function<void(std::int64_t done, std::int64_t total)> training;  ///< epochs, all members together
  std::function<void(std::int64_t round, std::size_t relaxed, double lowest)> round_done;  ///< as FeedbackObserver
  std::function<bool()> stop_requested;                    ///< asked from several threads at once
  std::function<void(const Summary&)> candidates_written;  ///< or were there already
  EnergyObserver energies;
};

/// Does whatever a run still lacks: trains, generates in as many rounds as the configuration asks for, certifies, writes
/// the candidates, relaxes and ranks them. Throws ConfigError, NumericalError, OutputError and what reading a run throws.
DiscoveryEnd discover(const Run& run, const DiscoveryObserver& observer);

/// The same in a new folder, with the binaries that the configuration names. `manifest`: who runs it; its inputs and seed
/// are filled in. Throws as RunDirectory::create() and read_binaries(), too.
DiscoveryEnd discover(const Configuration& configuration, const std::filesystem::path& folder, Manifest manifest,
                      const DiscoveryObserver& observer);

}  // namespace crystalgan
