#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace crystalgan {

struct LeftoverEntry;

/// A temporary file or folder, which take_leftovers_away() removes as long as this object lives.
class Leftover {
 public:
  /// `folder`, in which it is, stays open as long.
  Leftover(int folder, std::string name);
  Leftover(const Leftover&) = delete;
  Leftover& operator=(const Leftover&) = delete;
  ~Leftover();

  /// Does the work, such as a rename into place, so that it is done whole before take_leftovers_away() or not at all. What it
  /// returns says whether this is a leftover no more.
  bool put_in_place(const std::function<bool()>& work);

 private:
  LeftoverEntry* entry_;
};

/// Called once, right before the process ends: removes files and folders, and lets no new leftover come into being. Does not
/// follow links. Gives up waiting for another thread after `limit`.
void take_leftovers_away(std::chrono::duration<double> limit) noexcept;

}  // namespace crystalgan
