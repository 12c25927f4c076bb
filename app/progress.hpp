#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace crystalgan {

/// Progress on stderr: a bar with the remaining time on a terminal, else one line every few seconds; nothing when
/// quiet. Not thread-safe.
class ProgressBar {
 public:
  /// `unit`: of the count.
  ProgressBar(std::string title, bool quiet, std::string unit = "epochs");
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::int64_t done, std::int64_t total);

 private:
  using Clock = std::chrono::steady_clock;

  std::string title_;
  std::string unit_;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  std::int64_t done_at_start_ = -1;  ///< a resumed run starts later: the rate counts from here
  Clock::time_point start_;
  Clock::time_point last_;
};

/// For callbacks that count from 0 to a total.
std::function<void(std::size_t done, std::size_t total)> shown_on(ProgressBar& bar);

}  // namespace crystalgan
