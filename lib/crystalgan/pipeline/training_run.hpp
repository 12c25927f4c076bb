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

/// What a run tells while it works, and how it is asked to stop. Called from any thread, one call at a time.
struct RunObserver {
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< epochs, all members together
  std::function<bool()> stop_requested;                                 ///< may be called from several threads at once
};

/// Trains every member from its last checkpoint on `threads` threads; true when all are done, false when asked to stop,
/// with checkpoints written. The outcome does not depend on `threads`. Throws NumericalError naming the last good
/// checkpoint.
bool train_members(const Configuration& configuration, const RunDirectory& run, std::size_t threads,
                   const RunObserver& observer);

/// A member as its last checkpoint in the run has it, fresh where there is none. Throws ParseError.
std::unique_ptr<Method> restored_member(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member, const RunDirectory& run);

/// How many epochs a member of the method trains; 0 for what learns nothing.
std::int64_t epochs_of(const Method& method);

/// Where a run keeps a member's checkpoint.
std::string checkpoint_name(std::int64_t member);

}  // namespace crystalgan
