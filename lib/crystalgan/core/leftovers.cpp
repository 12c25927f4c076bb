#include "crystalgan/core/leftovers.hpp"

#include <signal.h>

#include <list>
#include <mutex>
#include <system_error>
#include <utility>

namespace crystalgan {

struct LeftoverEntry {
  std::filesystem::path path;
  pid_t group = 0;
};

namespace {

// Never destroyed: a thread may still work when the process ends.
struct Known {
  std::timed_mutex mutex;
  std::list<const LeftoverEntry*> entries;
};

Known& known() {
  static Known* const all = new Known;
  return *all;
}

}  // namespace

Leftover::Leftover(std::filesystem::path path) : entry_(new LeftoverEntry{std::move(path)}) {
  const std::lock_guard lock(known().mutex);
  known().entries.push_back(entry_);
}

Leftover::Leftover(pid_t group) : entry_(new LeftoverEntry{{}, group}) {
  const std::lock_guard lock(known().mutex);
  known().entries.push_back(entry_);
}

Leftover::~Leftover() {
  const std::lock_guard lock(known().mutex);
  known().entries.remove(entry_);
  delete entry_;
}

bool Leftover::put_in_place(const std::function<bool()>& work) {
  const std::lock_guard lock(known().mutex);
  if (!work()) return false;
  known().entries.remove(entry_);
  return true;
}

void take_leftovers_away(std::chrono::duration<double> limit) noexcept {
  // Not unlocked: whoever waits for it waits until the process is gone.
  if (!known().mutex.try_lock_for(limit)) return;
  for (const LeftoverEntry* entry : known().entries) {
    if (entry->group > 0) ::kill(-entry->group, SIGKILL);
    std::error_code failure;
    if (!entry->path.empty()) std::filesystem::remove_all(entry->path, failure);
  }
}

}  // namespace crystalgan
