#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace crystalgan::test {

/// Waits for a condition of another thread or process, up to a minute; false where it does not come true. The only place
/// where a test sleeps: a fixed time is too short on a busy machine and too long on an idle one.
inline bool wait_until(const std::function<bool()>& is_true) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!is_true()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace crystalgan::test
