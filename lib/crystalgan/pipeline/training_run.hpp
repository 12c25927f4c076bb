#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Callbacks of a training, from any thread; `progress` one call at a time.
struct RunObserver {
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< epochs, all members together
  std::function<bool()> stop_requested;                                 ///< called from several threads at once
};

/// Trains every member from its last checkpoint on `threads` threads; true when all are done, false when stopped, after
/// the checkpoints are written. The result does not depend on `threads`. Throws NumericalError that names the last good
/// checkpoint.
bool train_members(const Configuration& configuration, const Binaries& binaries, const RunDirectory& run,
                   std::size_t threads, const RunObserver& observer);

/// A member at its last checkpoint, or untrained. Throws ParseError.
std::unique_ptr<Method> restored_member(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member, const RunDirectory& run);

/// Training epochs of a member; 0 for a method without training.
std::int64_t epochs_of(const Method& method);

/// Where a run keeps a member's checkpoint.
std::string checkpoint_name(std::int64_t member);

}  // namespace crystalgan
