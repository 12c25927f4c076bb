#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "crystalgan/methods/binaries.hpp"
#include "crystalgan/run/configuration.hpp"
#include "crystalgan/run/run_directory.hpp"
#include "crystalgan/screening/funnel.hpp"

namespace crystalgan {

/// What a run tells while it works, and how it is asked to stop. Called from any thread, one call at a time.
struct RunObserver {
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< epochs, all members together
  std::function<bool()> stop_requested;                                 ///< may be called from several threads at once
};

/// Throws ConfigError where the configuration asks for more samples than these binaries have pairs.
void require_enough_pairs(const Configuration& configuration, const Binaries& binaries);

/// Lays down a new run with its inputs, manifest and configuration, whole or not at all. Throws as
/// RunDirectory::create.
RunDirectory start_run(const Configuration& configuration, const Binaries& binaries, const Manifest& manifest,
                       const std::filesystem::path& path);

/// Trains every member from its last checkpoint on `threads` threads; true when all are done, false when asked to stop,
/// with checkpoints written. The outcome does not depend on `threads`. Throws NumericalError naming the last good
/// checkpoint.
bool train_members(const Configuration& configuration, const RunDirectory& run, std::size_t threads,
                   const RunObserver& observer);

/// Generates from the trained members on `threads` threads and screens what came; writes nothing. Throws ConfigError as
/// require_enough_pairs does, and where a member is not trained to its end.
Screened generate_candidates(const Configuration& configuration, const RunDirectory& run, std::size_t threads);

}  // namespace crystalgan
