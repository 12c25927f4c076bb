#pragma once

#include <stdexcept>

namespace crystalgan {

/// Ends a command that was interrupted and has said so.
class Interruption : public std::runtime_error {
 public:
  Interruption() : std::runtime_error("interrupted") {}
};

/// Catches SIGINT and SIGTERM as long as it exists; a second signal ends the program at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// The signals end the program again, before the end of the guard.
void forget_interrupts();

/// Whether a signal came. Thread-safe.
bool interrupted();

}  // namespace crystalgan
