#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <functional>

namespace crystalgan::python {

/// How far some work is; called by the thread of the work. Throws where the user has interrupted it.
using Observer = std::function<void(std::size_t done, std::size_t total)>;

/// Runs `work` on a thread of its own without the GIL. Meanwhile the calling thread gives `progress` (None, or a callable of
/// done and total) what was observed, and ends the work at Ctrl-C or where `progress` raises: with that exception.
void run_interruptible(const nanobind::object& progress, const std::function<void(const Observer&)>& work);

}  // namespace crystalgan::python
