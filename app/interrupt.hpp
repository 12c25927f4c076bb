#pragma once

#include <functional>
#include <stdexcept>
#include <thread>

namespace crystalgan {

/// Ends a command that was interrupted and has said so.
class Interruption : public std::runtime_error {
 public:
  Interruption() : std::runtime_error("interrupted") {}
};

/// Catches SIGINT and SIGTERM as long as it exists; a second signal ends the program at once. Where the command does not end
/// by itself within 0.8 s, because a library works or waits, the program ends: programs that it started are killed, temporary
/// files removed, and the exit code is 128 plus the number of the signal.
class InterruptGuard {
 public:
  /// `at_the_end` is called first in that case, from another thread, to keep what is done.
  explicit InterruptGuard(std::function<void()> at_the_end = {});
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  std::thread watcher_;
};

/// Makes files, of which an interrupt meanwhile leaves no half behind. Throws Interruption after one, having said so. Not while
/// there is an InterruptGuard.
void make_whole(const std::function<void()>& make);

/// Whether a signal came. Thread-safe.
bool interrupted();

}  // namespace crystalgan
