#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace crystalgan {

/// Callbacks of a study, from any thread; `progress` one call at a time.
struct StudyObserver {
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< units of work
  std::function<bool()> stop_requested;                                 ///< called from several threads at once
};

/// One training of a study and its evaluation, from 0. False when stopped.
using StudyUnit = std::function<bool(std::size_t index, const std::function<bool()>& stop_requested)>;

/// Runs `count` units as parallel_for(); true when all are done, false when stopped.
bool run_units(std::size_t count, std::size_t threads, const StudyObserver& observer, const StudyUnit& unit);

/// Does the work and returns an empty text, or the reason of a failure that is a result of the method: a training that
/// becomes non-finite, or unsuitable inputs.
std::string failure_of(const std::function<void()>& work);

}  // namespace crystalgan
