#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>

namespace crystalgan {

struct LeftoverEntry;

/// A temporary file or folder, or a group of processes that this one started: what take_leftovers_away() removes or kills as
/// long as this object lives.
class Leftover {
 public:
  explicit Leftover(std::filesystem::path path);
  explicit Leftover(pid_t group);
  Leftover(const Leftover&) = delete;
  Leftover& operator=(const Leftover&) = delete;
  ~Leftover();

  /// Does the work, such as a rename into place, so that it is done whole before take_leftovers_away() or not at all. What it
  /// returns says whether this is a leftover no more.
  bool put_in_place(const std::function<bool()>& work);

 private:
  LeftoverEntry* entry_;
};

/// Called once, right before the process ends: kills the groups, removes files and folders, and lets no new leftover come into
/// being. Does not follow links. Gives up waiting for another thread after `limit`.
void take_leftovers_away(std::chrono::duration<double> limit) noexcept;

}  // namespace crystalgan
