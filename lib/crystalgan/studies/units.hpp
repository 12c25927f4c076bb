#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace crystalgan {

/// What a study tells while it works, and how it is asked to stop. Called from any thread, one call at a time.
struct StudyObserver {
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< units of work
  std::function<bool()> stop_requested;                                 ///< may be called from several threads at once
};

/// One unit of work of a study, from 0: a training with what follows from it. False where it was asked to stop on the
/// way.
using StudyUnit = std::function<bool(std::size_t index, const std::function<bool()>& stop_requested)>;

/// Runs `count` units as parallel_for() does; true when all are done, false when asked to stop.
bool run_units(std::size_t count, std::size_t threads, const StudyObserver& observer, const StudyUnit& unit);

/// Does the work; where it fails in a way that is a result of the method (a training that left the finite numbers,
/// inputs that it can make nothing of), says why instead of throwing. Empty where it did not fail.
std::string failure_of(const std::function<void()>& work);

}  // namespace crystalgan
