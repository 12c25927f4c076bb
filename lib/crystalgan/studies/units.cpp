#include "crystalgan/studies/units.hpp"

#include <atomic>
#include <mutex>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"

namespace crystalgan {

bool run_units(std::size_t count, std::size_t threads, const StudyObserver& observer, const StudyUnit& unit) {
  std::mutex mutex;
  std::int64_t done = 0;
  std::atomic<bool> all_done{true};
  std::atomic<bool> failed{false};  // one error stops the others at their next epoch
  const std::function<bool()> stop = [&] { return failed || (observer.stop_requested && observer.stop_requested()); };
  parallel_for(count, threads, [&](std::size_t index) {
    try {
      if (stop() || !unit(index, stop)) {
        all_done = false;
        return;
      }
    } catch (...) {
      failed = true;
      throw;
    }
    const std::lock_guard lock(mutex);
    ++done;
    if (observer.progress) observer.progress(done, static_cast<std::int64_t>(count));
  });
  return all_done;
}

std::string failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const NumericalError& error) {
    return error.what();
  } catch (const StructureError& error) {
    return error.what();
  }
  return {};
}

}  // namespace crystalgan
