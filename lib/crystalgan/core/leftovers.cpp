#include "crystalgan/core/leftovers.hpp"

#include <exception>
#include <list>
#include <mutex>
#include <utility>

#include "crystalgan/core/whole_file.hpp"

namespace crystalgan {

struct LeftoverEntry {
  int folder;
  std::string name;
};

namespace {

// To remove a folder in which another thread makes files meanwhile; in a removed one it makes no more. Chosen.
constexpr int kTries = 100;

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

Leftover::Leftover(int folder, std::string name) : entry_(new LeftoverEntry{folder, std::move(name)}) {
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
  try {
    for (const LeftoverEntry* entry : known().entries)
      for (int tries = 0; tries < kTries && !remove_tree(entry->folder, entry->name); ++tries) continue;
  } catch (const std::exception&) {  // no memory
  }
}

}  // namespace crystalgan
